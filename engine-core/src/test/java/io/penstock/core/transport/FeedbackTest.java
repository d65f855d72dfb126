package io.penstock.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtcp.CongestionFeedback;
import io.penstock.core.rtcp.ReceiverEstimate;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeedbackTest {
    private static final long MS = 1_000_000L;

    private final ArrivalLog arrivals = new ArrivalLog();
    private final FeedbackComposer composer = new FeedbackComposer(arrivals);
    private final CongestionFeedback read = new CongestionFeedback();
    private final byte[] bytes = new byte[1200];

    private String report(final long nowNs) {
        final int length = composer.compose(bytes, nowNs);
        if (length == 0) {
            return "";
        }
        assertTrue(read.wrap(bytes, 0, length));
        final StringBuilder text = new StringBuilder();
        while (read.nextStream()) {
            text.append(read.ssrc()).append(':');
            for (int i = 0; i < read.count(); i++) {
                text.append(' ').append(read.beginSequence() + i & 0xFFFF).append(read.received(i) ? "" : "-");
            }
            text.append(';');
        }
        return text.toString();
    }

    @Test
    void reportsEachPacketOnceFromTheSecondOfASourceOnAndHolesBetween() {
        assertFalse(arrivals.arrived(7, 65_534, 0), "one packet makes no source");
        arrivals.arrived(7, 65_535, MS);
        arrivals.arrived(7, 1, 2 * MS);
        assertEquals("7: 65535 0- 1;", report(3 * MS));
        assertEquals("", report(4 * MS));
        arrivals.arrived(7, 2, 5 * MS);
        assertEquals("7: 2;", report(6 * MS));
        arrivals.arrived(7, 0, 7 * MS);
        assertEquals("7: 0 1 2;", report(8 * MS), "late, but there");
    }

    @Test
    void whatCameAfterATurnBeganIsReportedWithItsTime() {
        arrivals.arrived(7, 10, 0);
        arrivals.arrived(7, 11, 5 * MS);
        arrivals.arrived(7, 12, 6 * MS);
        final int length = composer.compose(bytes, 4 * MS);
        assertTrue(read.wrap(bytes, 0, length));
        assertTrue(read.nextStream());
        assertEquals(2, read.count());
        for (int i = 0; i < 2; i++) {
            assertTrue(read.received(i));
            assertTrue(read.arrivalOffsetNs(i) <= 2 * MS, "" + read.arrivalOffsetNs(i));
        }
    }

    @Test
    void strangersNeitherFillTheLogNorMoveAStream() {
        arrivals.arrived(7, 100, 0);
        arrivals.arrived(7, 101, MS);
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            arrivals.arrived(random.nextInt(), random.nextInt(65_536), i * MS / 10);
            arrivals.arrived(7, 20_000 + random.nextInt(20_000), i * MS / 10);
        }
        assertEquals(1, arrivals.count());
        arrivals.arrived(7, 102, 1000 * MS);
        assertTrue(report(1001 * MS).endsWith("101 102;"));
    }

    @Test
    void saysAgainWhatWasReportedWherePacketsGetLost() {
        int said = 0;
        for (int i = 0; i < 4000; i++) {
            if (i % 4 != 0) {
                arrivals.arrived(7, i & 0xFFFF, i * 5L * MS);
            }
            if (i % 6 == 5) {
                final String report = report(i * 5L * MS);
                said += i > 2000 ? report.split(" ").length - 1 : 0;
            }
        }
        assertTrue(said > 5 * 2000, said + " packets reported for 2000");
    }

    @Test
    void whatAReceiverTakesCountsWhereItIsAboutAStreamOfOurs() {
        final SentPackets sent = new SentPackets();
        sent.add(11, 5, 0);
        final io.penstock.core.congestion.BandwidthEstimator estimator =
            new io.penstock.core.congestion.BandwidthEstimator(500_000, 50_000, 1_000_000);
        final FeedbackReader reader = new FeedbackReader(estimator, sent);
        final PacketMailbox box = new PacketMailbox(4, 1200);
        for (final int[] ssrcs : new int[][] {{99}, {98, 11}}) {
            final int length = ReceiverEstimate.write(box.slot(), 0, 1, 200_000, ssrcs, ssrcs.length);
            assertTrue(FeedbackReader.concerns(box.slot(), 0, length));
            box.offer(length, 0);
            reader.takeAll(box, MS, null);
            assertEquals(ssrcs.length == 1, estimator.targetBps() > 210_000);
        }
    }

    @Test
    void randomCompoundsDoNoHarm() {
        final long seed = new Random().nextInt(Integer.MAX_VALUE);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            final byte[] any = new byte[random.nextInt(80)];
            random.nextBytes(any);
            if (any.length > 4) {
                any[0] = (byte) (0x80 | (random.nextBoolean() ? 11 : 15));
                any[1] = (byte) (random.nextBoolean() ? 205 : 206);
                any[3] = (byte) (any.length / 4 - 1);
                any[2] = 0;
            }
            FeedbackReader.concerns(any, 0, any.length);
            if (read.wrap(any, 0, any.length)) {
                while (read.nextStream()) {
                    for (int p = 0; p < read.count(); p++) {
                        assertTrue(read.arrivalOffsetNs(p) >= 0, "seed " + seed);
                    }
                }
            }
        }
    }
}
