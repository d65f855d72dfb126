package io.penstock.core.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The estimator on simulated links, against what a call needs of it: each scenario with several seeds, each bound for the worst of them.
 * Prints a table of all of it; {@code -Dpenstock.congestion.seeds=20} takes more seeds.
 */
class CongestionScenariosTest {
    private static final int SEEDS = Integer.getInteger("penstock.congestion.seeds", 3);
    private static final List<String> TABLE = new ArrayList<>();

    private record Measure(String what, ToDoubleFunction<Scenario> of, double least, double most) { }

    private static Measure atLeast(final String what, final double least, final ToDoubleFunction<Scenario> of) {
        return new Measure(what, of, least, Double.POSITIVE_INFINITY);
    }

    private static Measure atMost(final String what, final double most, final ToDoubleFunction<Scenario> of) {
        return new Measure(what, of, Double.NEGATIVE_INFINITY, most);
    }

    private static void check(final String name, final LongFunction<Scenario> runs, final Measure... measures) {
        final List<Scenario> all = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            all.add(runs.apply(seed));
        }
        final StringBuilder wrong = new StringBuilder();
        for (final Measure measure : measures) {
            final double[] values = all.stream().mapToDouble(measure.of).sorted().toArray();
            TABLE.add(String.format(Locale.ROOT, "%-34s %-38s %8.1f %8.1f %8.1f", name, measure.what, values[0], values[values.length / 2],
                values[values.length - 1]));
            for (int i = 0; i < all.size(); i++) {
                final double value = measure.of.applyAsDouble(all.get(i));
                if (!(value >= measure.least && value <= measure.most)) {
                    wrong.append(String.format(Locale.ROOT, "%s, seed %d: %s is %.1f%n%s", name, i + 1, measure.what, value, all.get(i).trace()));
                }
            }
        }
        assertTrue(wrong.isEmpty(), wrong.toString());
    }

    private static Scenario scenario(final long seed, final long bps, final int maxBps) {
        final Scenario s = new Scenario(seed, bps);
        s.flow(300_000, maxBps, 0);
        return s;
    }

    private static Scenario lossy(final long seed, final double loss, final double burst) {
        final Scenario s = scenario(seed, 10_000_000, 1_500_000);
        s.link.loss(loss, burst);
        s.back().loss(loss);
        return s;
    }

    @AfterAll
    static void print() {
        System.out.printf("%-34s %-38s %8s %8s %8s%n", SEEDS + " seeds", "", "least", "median", "most");
        TABLE.forEach(System.out::println);
    }

    @Test
    void fillsALinkWithoutAQueueToSpeakOf() {
        for (final int kbps : new int[] {300, 1000, 2000, 5000}) {
            check("steady " + kbps + " kbit/s", seed -> scenario(seed, kbps * 1000L, 6_000_000).run(40),
                atLeast("arrives, kbit/s", 0.87 * kbps, s -> s.arrivedKbps(0, 20, 40)),
                atMost("queue p95, ms", 52, s -> s.queueMs(20, 40, 0.95)));
        }
    }

    @Test
    void findsAStepFrom2MbitTo300KbitAndBack() {
        check("2 Mbit/s to 300 kbit/s and back", seed -> {
            final Scenario s = scenario(seed, 2_000_000, 5_000_000);
            return s.at(15, () -> s.link.rate(300_000)).at(35, () -> s.link.rate(2_000_000)).run(55);
        }, atMost("queue p95 from 3 s on, ms", 52, s -> s.queueMs(18, 35, 0.95)),
            atLeast("arrives at 300, kbit/s", 270, s -> s.arrivedKbps(0, 20, 35)),
            atMost("80 % of it restored after, s", 8, s -> s.reachedAfter(0, 35, 1600)),
            atLeast("arrives after, kbit/s", 1600, s -> s.arrivedKbps(0, 45, 55)),
            atMost("packets of sound lost", 0, s -> s.flows.get(0).soundLost));
    }

    @Test
    void doesTheSameWithoutProbes() {
        check("the same, nothing probed", seed -> {
            final Scenario s = new Scenario(seed, 2_000_000);
            s.flow(300_000, 5_000_000, 0).withoutProbes();
            return s.at(15, () -> s.link.rate(300_000)).at(35, () -> s.link.rate(2_000_000)).run(55);
        }, atMost("80 % at first after, s", 6, s -> s.reachedAfter(0, 0, 1600)),
            atMost("queue p95 from 3 s on, ms", 52, s -> s.queueMs(18, 35, 0.95)),
            atMost("80 % of it restored after, s", 10, s -> s.reachedAfter(0, 35, 1600)));
    }

    @Test
    void doesTheSameWhereTheQueueIsShort() {
        check("the same, 40 ms of queue", seed -> {
            final Scenario s = scenario(seed, 2_000_000, 5_000_000);
            s.link.queueLimitMs(40);
            return s.at(15, () -> s.link.rate(300_000)).at(35, () -> s.link.rate(2_000_000)).run(55);
        }, atMost("sent at 300, kbit/s", 360, s -> s.sentKbps(0, 20, 35)),
            atLeast("arrives at 300, kbit/s", 260, s -> s.arrivedKbps(0, 20, 35)),
            atMost("80 % of it restored after, s", 10, s -> s.reachedAfter(0, 35, 1600)));
    }

    @Test
    void keepsItsRateWhereAPathLosesAtRandom() {
        for (final double loss : new double[] {0.02, 0.1, 0.3}) {
            check("loss of " + Math.round(100 * loss) + " %, both ways", seed -> lossy(seed, loss, 1).run(40),
                atLeast("least target after 5 s, kbit/s", 1300, s -> s.leastTargetKbps(0, 5, 40)),
                atLeast("inherent loss found, permille", 400 * loss, s -> s.flows.get(0).estimator.inherentLossPermille()));
        }
        check("loss of 10 % in bursts of 5", seed -> lossy(seed, 0.1, 5).run(40),
            atLeast("mean target, kbit/s", 1400, s -> s.meanTargetKbps(0, 5, 40)));
        check("loss of 30 % in bursts of 5", seed -> lossy(seed, 0.3, 5).run(40),
            atLeast("mean target, kbit/s", 1350, s -> s.meanTargetKbps(0, 5, 40)));
        check("loss of 80 %, both ways", seed -> lossy(seed, 0.8, 1).run(40),
            atLeast("mean target 10-40 s, kbit/s", 400, s -> s.meanTargetKbps(0, 10, 40)));
    }

    @Test
    void keepsItsRateWhenLossSetsIn() {
        check("loss of 30 % sets in and ends", seed -> {
            final Scenario s = scenario(seed, 10_000_000, 1_500_000);
            return s.at(10, () -> {
                s.link.loss(0.3);
                s.back().loss(0.3);
            }).at(30, () -> {
                s.link.loss(0);
                s.back().loss(0);
            }).run(40);
        }, atLeast("mean target, kbit/s", 1400, s -> s.meanTargetKbps(0, 10, 30)),
            atLeast("least target, kbit/s", 900, s -> s.leastTargetKbps(0, 10, 30)),
            atMost("inherent loss after, permille", 10, s -> s.flows.get(0).estimator.inherentLossPermille()));
    }

    @Test
    void obeysAPolicerThatLosesWithoutAQueue() {
        check("policer, 1 Mbit/s", seed -> {
            final Scenario s = scenario(seed, 20_000_000, 3_000_000);
            s.link.policer(1_000_000, 10_000);
            return s.run(40);
        }, atMost("sent, kbit/s", 1150, s -> s.sentKbps(0, 10, 40)), atLeast("arrives, kbit/s", 900, s -> s.arrivedKbps(0, 10, 40)));
        check("policer that sets in at 2 Mbit/s", seed -> {
            final Scenario s = scenario(seed, 20_000_000, 2_000_000);
            return s.at(10, () -> s.link.policer(1_000_000, 10_000)).run(40);
        }, atMost("sent from 5 s on, kbit/s", 1150, s -> s.sentKbps(0, 15, 40)));
        check("queue of 20 ms, 1 Mbit/s", seed -> {
            final Scenario s = scenario(seed, 1_000_000, 3_000_000);
            s.link.queueLimitMs(20);
            return s.run(40);
        }, atMost("sent, kbit/s", 1000, s -> s.sentKbps(0, 10, 40)), atLeast("arrives, kbit/s", 700, s -> s.arrivedKbps(0, 10, 40)));
    }

    @Test
    void takesJitterForNoQueue() {
        for (final boolean reorders : new boolean[] {false, true}) {
            for (final int kbps : new int[] {10_000, 2000}) {
                check("jitter ±30 ms, " + (reorders ? "reordered, " : "in order, ") + kbps, seed -> {
                    final Scenario s = scenario(seed, kbps * 1000L, 1_500_000);
                    s.link.jitterMs(30, reorders);
                    s.back().jitterMs(30, reorders);
                    return s.run(40);
                }, atLeast("mean target, kbit/s", kbps == 2000 && !reorders ? 1100 : 1350, s -> s.meanTargetKbps(0, 5, 40)),
                    atMost("queue p95, ms", 50, s -> s.queueMs(5, 40, 0.95)));
            }
        }
        check("jitter ±30 ms, in order, 500", seed -> {
            final Scenario s = scenario(seed, 500_000, 1_500_000);
            s.link.jitterMs(30, false);
            s.back().jitterMs(30, false);
            return s.run(40);
        }, atLeast("mean target, kbit/s", 330, s -> s.meanTargetKbps(0, 5, 40)));
    }

    @Test
    void isBackAtOnceAfterAnOutage() {
        for (final int outage : new int[] {1, 2}) {
            check("outage of " + outage + " s", seed -> {
                final Scenario s = scenario(seed, 2_000_000, 1_500_000);
                return s.at(15, () -> {
                    s.link.outage(true);
                    s.back().outage(true);
                }).at(15 + outage, () -> {
                    s.link.outage(false);
                    s.back().outage(false);
                }).run(30);
            }, atMost("1.2 Mbit/s again after, s", 1.5, s -> s.reachedAfter(0, 15 + outage, 1200)),
                atMost("queue after, most, ms", 150, s -> s.queueMs(15, 25, 1)));
            check("packets held back for " + outage + " s", seed -> {
                final Scenario s = scenario(seed, 2_000_000, 1_500_000);
                return s.at(15, () -> {
                    s.link.holdUntil(15 + outage);
                    s.back().holdUntil(15 + outage);
                }).run(30);
            }, atMost("1.2 Mbit/s again after, s", 2, s -> s.reachedAfter(0, 15.1 + outage, 1200)));
        }
    }

    @Test
    void sharesALinkWithItsLike() {
        check("two flows, 2 Mbit/s", seed -> {
            final Scenario s = scenario(seed, 2_000_000, 5_000_000);
            s.flow(300_000, 5_000_000, 15);
            return s.run(75);
        }, atLeast("Jain's index, percent", 85, s -> {
            final double one = s.arrivedKbps(0, 35, 75);
            final double other = s.arrivedKbps(1, 35, 75);
            return 100 * (one + other) * (one + other) / 2 / (one * one + other * other);
        }), atLeast("both arrive, kbit/s", 1700, s -> s.arrivedKbps(0, 35, 75) + s.arrivedKbps(1, 35, 75)),
            atMost("queue p95, ms", 60, s -> s.queueMs(35, 75, 0.95)));
    }

    @Test
    void takesALongerPathForNoQueue() {
        check("the path gets 100 ms longer", seed -> {
            final Scenario s = scenario(seed, 2_000_000, 1_500_000);
            return s.at(15, () -> s.link.delayMs(125)).run(30);
        }, atLeast("mean target, kbit/s", 1350, s -> s.meanTargetKbps(0, 15, 30)));
    }

    @Test
    void probesWhileTheApplicationSendsLittle() {
        check("the application sends 300 kbit/s", seed -> {
            final Scenario s = new Scenario(seed, 2_000_000);
            s.flow(300_000, 5_000_000, 0).appLimit(300_000);
            return s.at(30, () -> s.flows.get(0).appLimit(1e9)).run(45);
        }, atLeast("target after 29 s, kbit/s", 1400, s -> s.targetKbps(0, 29)),
            atMost("queue when it sends more, most, ms", 150, s -> s.queueMs(30, 45, 1)));
    }

    @Test
    void bearsClocksThatDriftLongPathsAndRareReports() {
        check("clock 500 ppm slow", seed -> {
            final Scenario s = new Scenario(seed, 2_000_000);
            s.flow(300_000, 5_000_000, 0).drift(-500);
            return s.run(60);
        }, atLeast("arrives, kbit/s", 1650, s -> s.arrivedKbps(0, 20, 60)), atMost("queue p95, ms", 50, s -> s.queueMs(20, 60, 0.95)));
        check("reports every 200 ms", seed -> {
            final Scenario s = new Scenario(seed, 2_000_000);
            s.flow(300_000, 5_000_000, 0).feedbackMs(200);
            return s.run(40);
        }, atLeast("arrives, kbit/s", 1500, s -> s.arrivedKbps(0, 10, 40)), atMost("queue p95, ms", 70, s -> s.queueMs(10, 40, 0.95)));
        check("RTT 300 ms", seed -> {
            final Scenario s = scenario(seed, 2_000_000, 5_000_000);
            s.link.delayMs(150);
            s.back().delayMs(150);
            return s.run(40);
        }, atLeast("arrives, kbit/s", 1600, s -> s.arrivedKbps(0, 10, 40)), atMost("queue p95, ms", 70, s -> s.queueMs(10, 40, 0.95)));
    }

    @Test
    void runsTheSameEachTime() {
        assertEquals(lossy(7, 0.3, 3).run(10).trace(), lossy(7, 0.3, 3).run(10).trace());
    }
}
