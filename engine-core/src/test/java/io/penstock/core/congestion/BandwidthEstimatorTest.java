package io.penstock.core.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandwidthEstimatorTest {
    private static final long MS = 1_000_000L;

    private final BandwidthEstimator estimator = new BandwidthEstimator(300_000, 50_000, 2_000_000);

    @Test
    void beginsAtTheStartRateWithinItsLimits() {
        assertEquals(300_000, estimator.targetBps());
        assertEquals(50_000, new BandwidthEstimator(1, 50_000, 100_000).targetBps());
        assertEquals(100_000, new BandwidthEstimator(500_000, 50_000, 100_000).targetBps());
    }

    @Test
    void refusesLimitsThatContradict() {
        assertThrows(IllegalArgumentException.class, () -> new BandwidthEstimator(300_000, 0, 1_000_000));
        assertThrows(IllegalArgumentException.class, () -> estimator.limits(2_000_000, 1_000_000));
    }

    @Test
    void neverExceedsWhatTheOtherSideTakes() {
        estimator.remoteLimit(120_000);
        assertEquals(120_000, estimator.targetBps());
        estimator.remoteLimit(10_000);
        assertEquals(50_000, estimator.targetBps());
    }

    @Test
    void asksForAProbeAtOnceAndForNoOtherUntilItIsReported() {
        assertEquals(900_000, estimator.probeBps(0));
        assertTrue(estimator.probeBytes() > 0);
        estimator.probeStarted(0);
        assertEquals(0, estimator.probeBps(10 * MS));
    }

    @Test
    void goesToTheRateOfAProbeThatGotThroughAndProbesOn() {
        estimator.probeBps(0);
        estimator.probeStarted(0);
        long number = 0;
        for (int bytes = estimator.probeBytes(); bytes > 0; bytes -= 300) {
            estimator.sent(number, 300, number * 300 * 8 * 1_000_000L / 900, estimator.probeId());
            number++;
        }
        estimator.feedbackBegin(80 * MS);
        for (long n = 0; n < number; n++) {
            estimator.received(n, 777 * MS + n * 300 * 8 * 1_000_000L / 900);
        }
        estimator.feedbackEnd();
        assertTrue(estimator.targetBps() > 750_000 && estimator.targetBps() <= 900_000, () -> "target " + estimator.targetBps());
        assertTrue(estimator.probeBps(81 * MS) > 1_400_000);
    }

    @Test
    void probesNoFurtherThanTheApplicationNeeds() {
        estimator.demand(500_000);
        assertEquals(600_000, estimator.probeBps(0));
    }

    @Test
    void countsWhatIsUnderWay() {
        estimator.sent(10, 1000, 0, -1);
        estimator.sent(11, 500, MS, -1);
        estimator.sent(12, 200, 2 * MS, -1);
        assertEquals(1700, estimator.inFlightBytes());
        estimator.feedbackBegin(60 * MS);
        estimator.received(11, 5 * MS);
        estimator.lost(10);
        estimator.feedbackEnd();
        assertEquals(200, estimator.inFlightBytes());
        assertEquals(59 * MS, estimator.rttNs());
    }

    @Test
    void takesTheFirstWordOnAPacketThatArrivedAndCorrectsOneThatSeemedLost() {
        estimator.sent(1, 1000, 0, -1);
        estimator.sent(2, 1000, MS, -1);
        estimator.feedbackBegin(60 * MS);
        estimator.lost(1);
        estimator.received(2, 30 * MS);
        estimator.feedbackEnd();
        assertEquals(500, estimator.lossPermille());
        estimator.feedbackBegin(90 * MS);
        estimator.received(1, 40 * MS);
        estimator.received(2, 30 * MS);
        estimator.lost(2);
        estimator.feedbackEnd();
        assertEquals(0, estimator.lossPermille());
    }

    @Test
    void forgetsThatSomethingIsUnderWayWhenNobodySpeaksOfIt() {
        for (int i = 0; i < 20; i++) {
            estimator.sent(i, 1200, i * 10 * MS, -1);
        }
        for (long t = 200; t < 2000; t += 50) {
            estimator.tick(t * MS);
        }
        assertEquals(0, estimator.inFlightBytes());
        assertTrue(estimator.targetBps() < 300_000);
    }

    @Test
    void keepsWithinItsLimitsWhateverAPeerSays() {
        final int cases = Integer.getInteger("penstock.fuzz.cases", 200);
        final long base = Long.getLong("penstock.fuzz.seed", 1);
        for (long seed = base; seed < base + cases; seed++) {
            abuse(seed);
        }
    }

    private static void abuse(final long seed) {
        final Random random = new Random(seed);
        final BandwidthEstimator e = new BandwidthEstimator(300_000, 50_000, 2_000_000);
        long nowNs = random.nextLong() >> 2;
        long number = random.nextInt(3) == 0 ? 0 : random.nextInt();
        for (int i = 0; i < 400; i++) {
            nowNs += random.nextInt(40_000_000);
            for (int k = random.nextInt(8); k > 0; k--) {
                final int bps = e.probeBps(nowNs);
                if (bps > 0) {
                    e.probeStarted(nowNs);
                }
                e.sent(number++, random.nextInt(1500), nowNs, bps > 0 ? e.probeId() : -1);
            }
            number += random.nextInt(50) == 0 ? random.nextInt(40_000) : 0;
            e.feedbackBegin(nowNs);
            for (int k = random.nextInt(30); k > 0; k--) {
                final long about = random.nextInt(20) == 0 ? random.nextLong() : number - random.nextInt(60) + 5;
                if (random.nextInt(3) == 0) {
                    e.lost(about);
                } else {
                    final int kind = random.nextInt(4);
                    e.received(about, kind == 0 ? random.nextLong() : kind == 1 ? nowNs - random.nextInt(1_000_000_000) : nowNs);
                }
            }
            e.feedbackEnd();
            e.tick(nowNs);
            final String what = "seed " + seed + " step " + i + ": ";
            assertTrue(e.targetBps() >= 50_000 && e.targetBps() <= 2_000_000, () -> what + "target " + e.targetBps());
            assertTrue(e.lossPermille() >= 0 && e.lossPermille() <= 1000, () -> what + "loss " + e.lossPermille());
            assertTrue(e.inherentLossPermille() >= 0 && e.inherentLossPermille() <= 1000, () -> what + "inherent");
            assertTrue(e.inFlightBytes() >= 0 && e.windowBytes() > 0 && e.rttNs() >= 0 && e.queueDelayNs() >= 0 && e.acknowledgedBps() >= 0,
                () -> what + "in flight " + e.inFlightBytes() + " window " + e.windowBytes() + " rtt " + e.rttNs() + " queue " + e.queueDelayNs());
        }
    }

    @Test
    void allocatesNothing() {
        final long[] state = new long[2];
        final Runnable second = () -> {
            for (int i = 0; i < 20; i++) {
                for (int k = 0; k < 10; k++) {
                    state[0] += 5 * MS;
                    if (estimator.probeBps(state[0]) > 0) {
                        estimator.probeStarted(state[0]);
                    }
                    estimator.sent(state[1]++, 1200, state[0], -1);
                }
                estimator.feedbackBegin(state[0] + 50 * MS);
                for (long n = state[1] - 10; n < state[1]; n++) {
                    if (n % 7 == 0) {
                        estimator.lost(n);
                    } else {
                        estimator.received(n, state[0] + n % 5 * MS);
                    }
                }
                estimator.feedbackEnd();
                estimator.tick(state[0] + 50 * MS);
            }
        };
        assertEquals(0, new AllocationProbe().measure(second, 200), 1);
    }
}
