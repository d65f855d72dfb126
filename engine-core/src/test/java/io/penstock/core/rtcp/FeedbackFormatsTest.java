package io.penstock.core.rtcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtcpFlyweight;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.sf.fmj.media.rtp.RTCPCompoundPacket;
import org.jitsi.impl.neomedia.rtcp.RTCPPacketParserEx;
import org.jitsi.impl.neomedia.rtcp.RTCPREMBPacket;
import org.junit.jupiter.api.Test;

/** REMB, FIR and RFC 8888 feedback: as specified, against libjitsi, and hostile. */
class FeedbackFormatsTest {
    private static final long SEED = 21;

    private final byte[] array = new byte[1500];

    private static void header(final byte[] packet, final int type, final int format) {
        final RtcpFlyweight compound = new RtcpFlyweight();
        assertTrue(compound.isValid(packet, 0, packet.length));
        compound.wrap(packet, 0, packet.length).next();
        assertEquals(type, compound.type());
        assertEquals(format, compound.count());
    }

    private byte[] written(final int bytes) {
        return Arrays.copyOf(array, bytes);
    }

    @Test
    void remb() {
        final byte[] packet = written(ReceiverEstimate.write(array, 0, 0x11, 1_500_000, new int[] {7, -8}, 2));
        assertEquals("8fce0006" + "00000011" + "00000000" + "52454d42" + "020edc6c" + "00000007" + "fffffff8", HexFormat.of().formatHex(packet));
        header(packet, ReceiverEstimate.TYPE, ReceiverEstimate.FORMAT);
        final ReceiverEstimate reader = new ReceiverEstimate();
        assertTrue(reader.wrap(packet, 0, packet.length));
        assertEquals(0x11, reader.senderSsrc());
        assertEquals(1_500_000, reader.bitsPerSecond(), 8);
        assertEquals(2, reader.count());
        assertEquals(-8, reader.ssrc(1));
        packet[16] = 3;
        assertFalse(reader.wrap(packet, 0, packet.length), "three sources do not fit");
        packet[12] = 'X';
        assertFalse(reader.wrap(packet, 0, packet.length), "other application layer feedback");
    }

    @Test
    void rembKeepsEighteenBitsOfAnyRate() {
        final Random random = new Random(SEED);
        final ReceiverEstimate reader = new ReceiverEstimate();
        for (int i = 0; i < 2000; i++) {
            final long bps = random.nextLong() >>> 1 + random.nextInt(63);
            reader.wrap(array, 0, ReceiverEstimate.write(array, 0, 1, bps, new int[0], 0));
            assertTrue(reader.bitsPerSecond() <= bps && reader.bitsPerSecond() >= bps - (bps >> 17), "seed " + SEED + " " + bps);
        }
        reader.wrap(array, 0, ReceiverEstimate.write(array, 0, 1, 0, new int[0], 0));
        array[17] = (byte) 0xFF;
        assertEquals(Long.MAX_VALUE, reader.bitsPerSecond(), "more than a long holds");
        array[17] = (byte) 0xFC;
        assertEquals(0, reader.bitsPerSecond());
    }

    @Test
    void rembAsLibjitsiWritesAndReadsIt() throws Exception {
        final Random random = new Random(SEED);
        final ReceiverEstimate reader = new ReceiverEstimate();
        for (int i = 0; i < 500; i++) {
            final long bps = random.nextInt(1 << random.nextInt(30)) + 1L;
            final ByteArrayOutputStream theirs = new ByteArrayOutputStream();
            new RTCPREMBPacket(1, 0, bps, new long[] {5, 6}).assemble(new DataOutputStream(theirs));
            assertTrue(reader.wrap(theirs.toByteArray(), 0, theirs.size()));
            final int bytes = ReceiverEstimate.write(array, 0, 1, bps, new int[] {5, 6}, 2);
            final RTCPREMBPacket parsed = (RTCPREMBPacket) ((RTCPCompoundPacket) new RTCPPacketParserEx().parse(array, 0, bytes)).packets[0];
            assertEquals(bps, reader.bitsPerSecond(), bps / 1e5, "seed " + SEED);
            assertEquals(bps, parsed.getBitrate(), bps / 1e5, "seed " + SEED);
            assertArrayEquals(new long[] {5, 6}, parsed.getDest());
        }
    }

    @Test
    void fir() {
        final byte[] packet = written(FullIntraRequest.write(array, 0, 0x11, 0x22, 0x1FE));
        assertEquals("84ce0004" + "00000011" + "00000000" + "00000022" + "fe000000", HexFormat.of().formatHex(packet));
        header(packet, FullIntraRequest.TYPE, FullIntraRequest.FORMAT);
        final FullIntraRequest reader = new FullIntraRequest();
        assertTrue(reader.wrap(packet, 0, packet.length));
        assertEquals(1, reader.count());
        assertEquals(0x11, reader.senderSsrc());
        assertEquals(0x22, reader.ssrc(0));
        assertEquals(0xFE, reader.command(0));
        assertFalse(reader.wrap(packet, 0, 12));
        assertFalse(reader.wrap(packet, 0, 16));
    }

    @Test
    void congestionFeedbackLooksAsInRfc8888() {
        final CongestionFeedbackWriter writer = new CongestionFeedbackWriter().begin(array, 0, array.length, 0x11);
        writer.stream(0x22, 65_535, 3).packet(true, 1, 2_000_000_000L).packet(false, 0, 0).packet(true, 0, 2_250_000_000L);
        writer.stream(0x33, 7, 2).packet(true, 3, -60_000_000_000L).packet(true, 0, 9_000_000_000L);
        final byte[] packet = written(writer.finish(2_500_000_000L));
        assertEquals("8bcd0009" + "00000011"
            + "00000022" + "ffff0003" + "a200" + "0000" + "8100" + "0000"
            + "00000033" + "00070002" + "fffe" + "9fff" + "00028000", HexFormat.of().formatHex(packet));
        header(packet, CongestionFeedback.TYPE, CongestionFeedback.FORMAT);
        final CongestionFeedback reader = new CongestionFeedback();
        assertTrue(reader.wrap(packet, 0, packet.length));
        assertTrue(reader.nextStream());
        assertEquals(0x22, reader.ssrc());
        assertEquals(65_535, reader.beginSequence());
        assertEquals(3, reader.count());
        assertTrue(reader.received(0) && !reader.received(1) && reader.received(2));
        assertEquals(1, reader.ecn(0));
        assertEquals(500_000_000L, reader.arrivalOffsetNs(0));
        assertTrue(reader.nextStream());
        assertEquals(3, reader.ecn(0));
        assertTrue(reader.arrivalOffsetNs(0) > 7_990_000_000L, "too long ago to tell");
        assertTrue(reader.arrivalOffsetNs(1) > 7_990_000_000L, "after the report");
        assertFalse(reader.nextStream());
        assertEquals(0x28000, reader.reportTime());
    }

    @Test
    void congestionFeedbackReadsBackWhateverItWrote() {
        final Random random = new Random(SEED);
        final CongestionFeedbackWriter writer = new CongestionFeedbackWriter();
        final CongestionFeedback reader = new CongestionFeedback();
        for (int round = 0; round < 2000; round++) {
            final String text = "seed " + SEED + " round " + round;
            final int[] counts = new int[random.nextInt(5)];
            final boolean[][] received = new boolean[counts.length][];
            final long nowNs = 10_000_000_000L + random.nextInt();
            writer.begin(array, 0, array.length, 1);
            for (int s = 0; s < counts.length; s++) {
                counts[s] = 1 + random.nextInt(100);
                received[s] = new boolean[counts[s]];
                assertTrue(writer.fits(counts[s]));
                writer.stream(s, 65_500 + s, counts[s]);
                for (int i = 0; i < counts[s]; i++) {
                    received[s][i] = random.nextBoolean();
                    writer.packet(received[s][i], 0, nowNs - i * 1_000_000L);
                }
            }
            assertTrue(reader.wrap(array, 0, writer.finish(nowNs)), text);
            for (int s = 0; s < counts.length; s++) {
                assertTrue(reader.nextStream(), text);
                assertEquals(counts[s], reader.count(), text);
                for (int i = 0; i < counts[s]; i++) {
                    assertEquals(received[s][i], reader.received(i), text);
                    assertTrue(!received[s][i] || Math.abs(reader.arrivalOffsetNs(i) - i * 1_000_000L) < 1_000_000L, text);
                }
            }
            assertFalse(reader.nextStream(), text);
        }
    }

    @Test
    void staysInBoundsWhateverTheBytes() {
        final int cases = Integer.getInteger("penstock.fuzz.cases", 20_000);
        final long seed = Long.getLong("penstock.fuzz.seed", SEED);
        final Random random = new Random(seed);
        final CongestionFeedback congestion = new CongestionFeedback();
        final ReceiverEstimate estimate = new ReceiverEstimate();
        final FullIntraRequest request = new FullIntraRequest();
        long sum = 0;
        for (int round = 0; round < cases; round++) {
            final byte[] bytes = new byte[4 * random.nextInt(40) + (random.nextInt(8) == 0 ? random.nextInt(4) : 0)];
            random.nextBytes(bytes);
            for (int i = 14; i < bytes.length && i < 60; i += 2) { // mostly small counts, so that some get further
                bytes[i] &= (byte) (random.nextInt(4) == 0 ? -1 : 0);
            }
            if (bytes.length > 16 && random.nextBoolean()) {
                System.arraycopy(new byte[] {'R', 'E', 'M', 'B', (byte) random.nextInt(6)}, 0, bytes, 12, 5);
            }
            if (congestion.wrap(bytes, 0, bytes.length)) {
                while (congestion.nextStream()) {
                    for (int i = 0; i < congestion.count(); i++) {
                        sum += congestion.received(i) ? congestion.arrivalOffsetNs(i) + congestion.ecn(i) : congestion.ssrc();
                    }
                }
                sum += congestion.reportTime();
            }
            if (estimate.wrap(bytes, 0, bytes.length)) {
                assertTrue(estimate.bitsPerSecond() >= 0, "seed " + seed + " round " + round);
                for (int i = 0; i < estimate.count(); i++) {
                    sum += estimate.ssrc(i);
                }
            }
            if (request.wrap(bytes, 0, bytes.length)) {
                for (int i = 0; i < request.count(); i++) {
                    sum += request.ssrc(i) + request.command(i);
                }
            }
        }
        assertTrue(sum != 0, "seed " + seed);
    }
}
