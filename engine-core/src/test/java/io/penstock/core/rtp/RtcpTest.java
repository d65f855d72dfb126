package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.sf.fmj.media.rtp.RTCPCompoundPacket;
import net.sf.fmj.media.rtp.RTCPPacket;
import net.sf.fmj.media.rtp.RTCPReportBlock;
import net.sf.fmj.media.rtp.RTCPSDESPacket;
import net.sf.fmj.media.rtp.RTCPSRPacket;
import org.jitsi.impl.neomedia.rtcp.RTCPPacketParserEx;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private static final long SEED = 77L;
    private static final long NTP = NtpTime.ofEpochNs(1_767_225_600_500_000_000L);

    private final RtcpWriter writer = new RtcpWriter("alice@example");
    private final RtcpFlyweight compound = new RtcpFlyweight();

    private byte[] sample() {
        final byte[] array = new byte[400];
        final int bytes = writer.begin(array, 0).senderReport(0x11, NTP, 0x8000_0001, 5, 6).reportBlock(0x22, 128, -3, 0x1_0005, 7, 8, 9)
            .cname(0x11).pictureLoss(0x11, 0x22).bye(0x11).length();
        return Arrays.copyOf(array, bytes);
    }

    @Test
    void readsWhatItWrites() {
        final byte[] bytes = sample();
        assertTrue(compound.isValid(bytes, 0, bytes.length));
        compound.wrap(bytes, 0, bytes.length);
        assertTrue(compound.next());
        assertEquals(RtcpFlyweight.SENDER_REPORT, compound.type());
        assertEquals(0x11, compound.senderSsrc());
        assertEquals(NTP, compound.ntpTimestamp());
        assertEquals(0x8000_0001, compound.rtpTimestamp());
        assertEquals(5, compound.packetCount());
        assertEquals(6, compound.octetCount());
        assertEquals(1, compound.reportCount());
        assertEquals(0x22, compound.reportSsrc(0));
        assertEquals(128, compound.fractionLost(0));
        assertEquals(-3, compound.cumulativeLost(0));
        assertEquals(0x1_0005, compound.extendedHighestSequence(0));
        assertEquals(7, compound.jitterUnits(0));
        assertEquals(8, compound.lastSenderReport(0));
        assertEquals(9, compound.delaySinceLastSenderReport(0));
        assertTrue(compound.next());
        assertEquals("alice@example", compound.sdesText(0x11, RtcpFlyweight.SDES_CNAME));
        assertNull(compound.sdesText(0x12, RtcpFlyweight.SDES_CNAME));
        assertTrue(compound.next());
        assertTrue(compound.asksForKeyframe(0x22));
        assertFalse(compound.asksForKeyframe(0x23));
        assertTrue(compound.next());
        assertEquals(RtcpFlyweight.BYE, compound.type());
        assertEquals(0x11, compound.byeSsrc(0));
        assertFalse(compound.next());
    }

    @Test
    void isUnderstoodByTheParserOfFmj() throws Exception {
        final byte[] array = new byte[400];
        final int bytes = writer.begin(array, 0).senderReport(0x11, NTP, 0x7000_0001, 5, 6).reportBlock(0x22, 128, 3, 0x1_0005, 7, 8, 9)
            .cname(0x11).length();
        final RTCPCompoundPacket parsed = assertInstanceOf(RTCPCompoundPacket.class, new RTCPPacketParserEx().parse(array, 0, bytes));
        final RTCPPacket[] packets = parsed.packets;
        final RTCPSRPacket report = assertInstanceOf(RTCPSRPacket.class, packets[0]);
        assertEquals(0x11, report.ssrc);
        assertEquals(NTP >>> 32, report.ntptimestampmsw);
        assertEquals(NTP & 0xFFFF_FFFFL, report.ntptimestamplsw);
        assertEquals(0x7000_0001L, report.rtptimestamp);
        assertEquals(5, report.packetcount);
        assertEquals(6, report.octetcount);
        final RTCPReportBlock block = report.reports[0];
        assertEquals(0x22, block.getSSRC());
        assertEquals(128, block.getFractionLost());
        assertEquals(3, block.getNumLost());
        assertEquals(0x1_0005, block.getXtndSeqNum());
        assertEquals(7, block.getJitter());
        assertEquals(8, block.getLSR());
        assertEquals(9, block.getDLSR());
        final RTCPSDESPacket description = assertInstanceOf(RTCPSDESPacket.class, packets[1]);
        assertEquals("alice@example", new String(description.sdes[0].items[0].data, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void staysInBoundsWhateverTheBytes() {
        final Random random = new Random(SEED);
        final byte[] valid = sample();
        for (int round = 0; round < 20_000; round++) {
            final byte[] bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 8));
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            compound.isValid(bytes, 0, bytes.length);
            compound.wrap(bytes, 0, bytes.length);
            int sum = 0;
            while (compound.next()) {
                for (int i = 0; i < compound.reportCount(); i++) {
                    sum += compound.reportSsrc(i) + (int) compound.delaySinceLastSenderReport(i);
                }
                compound.asksForKeyframe(sum);
                compound.sdesText(0x11, RtcpFlyweight.SDES_CNAME);
                for (int i = 0; compound.type() == RtcpFlyweight.BYE && i < compound.count(); i++) {
                    sum += compound.byeSsrc(i);
                }
            }
        }
    }

    @Test
    void convertsNtpThereAndBack() {
        for (final long ns : new long[] {0, 1, 999_999_999L, 1_767_225_600_123_456_789L, 2_300_000_000_000_000_000L}) {
            assertEquals(ns, NtpTime.toEpochNs(NtpTime.ofEpochNs(ns)), 1);
        }
        assertEquals(0x18000, NtpTime.toShort(1_500_000_000L));
        assertEquals(1_500_000_000L, NtpTime.shortToNs(0x18000));
        assertEquals(2_208_988_800L << 32, NtpTime.ofEpochNs(0));
    }

    @Test
    void countsLossAsInAppendixA3() {
        final ReceptionStatistics statistics = new ReceptionStatistics(8000);
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 1) {
                statistics.received(1, 65_500 + i, 160 * i, 20_000_000L * i);
            }
        }
        assertEquals(100, statistics.expected());
        assertEquals(25, statistics.cumulativeLost());
        assertEquals(65_599, statistics.extendedHighestSequence());
        assertEquals(64, statistics.takeFractionLost());
        assertEquals(0, statistics.takeFractionLost());
        assertEquals(0, statistics.jitterUnits());
    }

    @Test
    void smoothsJitterAsInAppendixA8() {
        final ReceptionStatistics statistics = new ReceptionStatistics(8000);
        double expected = 0;
        final Random random = new Random(SEED);
        long lastTransit = 0;
        for (int i = 0; i < 2000; i++) {
            final int delayUnits = random.nextInt(80);
            statistics.received(1, i, 160 * i, 125_000L * (160L * i + delayUnits));
            if (i > 0) {
                expected += (Math.abs(delayUnits - lastTransit) - expected) / 16;
            }
            lastTransit = delayUnits;
        }
        assertEquals(expected, statistics.jitterUnits(), 1.5, "seed " + SEED);
    }

    @Test
    void packetsFarFromTheOthersCountOnlyWhenTwoAreInSequence() {
        final ReceptionStatistics statistics = new ReceptionStatistics(8000);
        for (int i = 0; i < 200; i++) {
            statistics.received(1, i, 160 * i, 20_000_000L * i);
            statistics.received(1, i + 4_000 + i * 37, 160 * i, 20_000_000L * i);
        }
        assertEquals(200, statistics.received());
        assertEquals(200, statistics.expected());
        statistics.received(1, 30_000, 0, 5_000_000_000L);
        statistics.received(1, 30_001, 160, 5_020_000_000L);
        assertEquals(30_001, statistics.extendedHighestSequence(), "the source began anew");
        assertEquals(1, statistics.expected());
    }

    @Test
    void repeatedPacketsDoNotMakeJitter() {
        final ReceptionStatistics statistics = new ReceptionStatistics(8000);
        for (int i = 0; i < 200; i++) {
            statistics.received(1, i, 160 * i, 20_000_000L * i);
            statistics.received(1, i / 2, 160 * (i / 2), 20_000_000L * i);
        }
        assertEquals(0, statistics.jitterUnits());
    }

    @Test
    void unwrapsAcrossTheEnds() {
        final SequenceUnwrapper sequences = new SequenceUnwrapper();
        assertEquals(65_534, sequences.unwrap(65_534));
        assertEquals(65_537, sequences.unwrap(1));
        assertEquals(65_535, sequences.unwrap(65_535));
        assertEquals(65_538, sequences.unwrap(2));
        assertEquals(65_533, sequences.unwrap(65_533));
        final TimestampUnwrapper timestamps = new TimestampUnwrapper(90_000);
        final long first = timestamps.unwrap(-10);
        assertEquals(0xFFFF_FFF6L, first);
        assertEquals(first + 20, timestamps.unwrap(10));
        assertEquals(first, timestamps.unwrap(-10));
        assertEquals(1_000_000_000L, timestamps.toNs(90_000));
        assertEquals(90_000, timestamps.toUnits(1_000_000_000L));
    }
}
