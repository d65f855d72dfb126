package io.penstock.core.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtcpFlyweight;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Extended reports (RFC 3611). */
class ExtendedReportTest {
    private static final long SEED = 31;

    private final byte[] array = new byte[9000];
    private final ExtendedReportWriter writer = new ExtendedReportWriter();
    private final ExtendedReport reader = new ExtendedReport();

    @Test
    void looksAsInRfc3611() {
        final int bytes = writer.begin(array, 0, 0x11).referenceTime(0x0102030405060708L).lastReference(0x22, 3, 4).lastReference(0x23, 5, 6)
            .statisticsSummary(0x33, 65_535, 9, 2, 1, new int[] {1, 2, 3, 4}).lossRuns(0x44, 100).packet(true).packet(false).packet(true).finish();
        assertEquals("80cf0019" + "00000011"
            + "04000002" + "0102030405060708"
            + "05000006" + "00000022" + "00000003" + "00000004" + "00000023" + "00000005" + "00000006"
            + "06e00009" + "00000033" + "ffff0009" + "00000002" + "00000001" + "00000001" + "00000002" + "00000003" + "00000004" + "00000000"
            + "01000003" + "00000044" + "00640067" + "d0000000", HexFormat.of().formatHex(array, 0, bytes));
        final RtcpFlyweight compound = new RtcpFlyweight();
        assertTrue(compound.isValid(array, 0, bytes));
        assertTrue(reader.wrap(array, 0, bytes));
        assertEquals(0x11, reader.senderSsrc());
        assertTrue(reader.nextBlock());
        assertEquals(ExtendedReport.REFERENCE_TIME, reader.blockType());
        assertEquals(0x0102030405060708L, reader.referenceTime());
        assertTrue(reader.nextBlock());
        assertEquals(2, reader.references());
        assertEquals(0x23, reader.referenceSsrc(1));
        assertEquals(5, reader.lastReference(1));
        assertEquals(6, reader.delaySinceReference(1));
        assertTrue(reader.nextBlock());
        assertEquals(0x33, reader.ssrc());
        assertEquals(65_535, reader.beginSequence());
        assertEquals(9, reader.endSequence());
        assertEquals(2, reader.lost());
        assertEquals(1, reader.duplicates());
        assertEquals(3, reader.jitterUnits(2));
        assertTrue(reader.nextBlock());
        assertTrue(reader.nextPacket() && reader.isReceived() && reader.sequence() == 100);
        assertTrue(reader.nextPacket() && !reader.isReceived());
        assertTrue(reader.nextPacket() && reader.isReceived() && reader.sequence() == 102);
        assertFalse(reader.nextPacket());
        assertFalse(reader.nextBlock());
    }

    @Test
    void readsRunsBackAcrossTheWrap() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            final boolean[] received = new boolean[1 + random.nextInt(2000)];
            boolean now = true;
            for (int i = 0; i < received.length; i++) {
                now ^= random.nextInt(round % 100 + 1) == 0;
                received[i] = now;
            }
            writer.begin(array, 0, 1).lossRuns(2, 65_000);
            for (final boolean one : received) {
                writer.packet(one);
            }
            assertTrue(reader.wrap(array, 0, writer.finish()));
            assertTrue(reader.nextBlock());
            for (int i = 0; i < received.length; i++) {
                final String text = "seed " + SEED + " round " + round + " packet " + i;
                assertTrue(reader.nextPacket(), text);
                assertEquals(65_000 + i & 0xFFFF, reader.sequence(), text);
                assertEquals(received[i], reader.isReceived(), text);
            }
            assertFalse(reader.nextPacket());
        }
    }

    @Test
    void thinnedRunsTellOfEveryFourthPacket() {
        final byte[] bytes = HexFormat.of().parseHex("80cf0005" + "00000001" + "01020003" + "00000002" + "0065006e" + "d0000000");
        assertTrue(reader.wrap(bytes, 0, bytes.length));
        assertTrue(reader.nextBlock());
        assertTrue(reader.nextPacket() && reader.sequence() == 104 && reader.isReceived());
        assertTrue(reader.nextPacket() && reader.sequence() == 108 && !reader.isReceived());
        assertFalse(reader.nextPacket());
    }

    @Test
    void skipsBlocksThatItDoesNotKnowOrThatHaveAWrongLength() {
        final byte[] bytes = HexFormat.of().parseHex("80cf0009" + "00000001" + "07000001" + "ffffffff" + "04000001" + "00000000" + "04000002"
            + "00000001" + "00000002" + "ff000000");
        assertTrue(reader.wrap(bytes, 0, bytes.length));
        assertTrue(reader.nextBlock());
        assertEquals(0x1_0000_0002L, reader.referenceTime());
        assertFalse(reader.nextBlock());
        bytes[11] = 9;
        assertFalse(reader.wrap(bytes, 0, bytes.length), "a block longer than the packet");
    }

    @Test
    void staysInBoundsWhateverTheBytes() {
        final int cases = Integer.getInteger("penstock.fuzz.cases", 20_000);
        final long seed = Long.getLong("penstock.fuzz.seed", SEED);
        final Random random = new Random(seed);
        long sum = 0;
        for (int round = 0; round < cases; round++) {
            writer.begin(array, 0, random.nextInt()).referenceTime(random.nextLong()).lastReference(1, 2, 3).lossRuns(4, random.nextInt(65_536));
            for (int i = random.nextInt(40); i > 0; i--) {
                writer.packet(random.nextInt(3) > 0);
            }
            writer.statisticsSummary(1, 2, 3, 4, 5, new int[4]);
            final byte[] bytes = Arrays.copyOf(array, writer.finish() - random.nextInt(2) * random.nextInt(24));
            for (int i = random.nextInt(5); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(12));
            }
            if (reader.wrap(bytes, 0, bytes.length)) {
                while (reader.nextBlock()) {
                    switch (reader.blockType()) {
                        case ExtendedReport.REFERENCE_TIME -> sum += reader.referenceTime();
                        case ExtendedReport.STATISTICS_SUMMARY -> sum += reader.lost() + reader.duplicates() + reader.jitterUnits(3);
                        case ExtendedReport.LAST_REFERENCE -> {
                            for (int i = 0; i < reader.references(); i++) {
                                sum += reader.referenceSsrc(i) + reader.lastReference(i) + reader.delaySinceReference(i);
                            }
                        }
                        default -> {
                            int packets = 0;
                            while (reader.nextPacket()) {
                                packets++;
                                sum += reader.sequence();
                            }
                            assertTrue(packets <= 65_535, "seed " + seed + " round " + round);
                        }
                    }
                }
            }
        }
        assertTrue(sum != 0, "seed " + seed);
    }
}
