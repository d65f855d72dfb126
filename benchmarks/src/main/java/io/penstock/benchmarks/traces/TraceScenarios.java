package io.penstock.benchmarks.traces;

import io.penstock.clock.Timebase;
import io.penstock.testkit.GilbertElliott;
import io.penstock.testkit.JitterShape;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The links of the trace bench. Delays are one way; a round trip is twice as long. */
final class TraceScenarios {
    private static final int HOLDS = 200;

    private TraceScenarios() {
    }

    static List<TraceScenario> all() {
        final List<TraceScenario> all = new ArrayList<>();
        steady(all);
        wireless(all);
        mobile(all);
        queues(all);
        losses(all);
        stalls(all);
        media(all);
        redundancy(all);
        return all;
    }

    private static Profile.Builder delay(final double ms) {
        return Profile.builder().delay(Duration.ofNanos(Math.round(ms * Timebase.NANOS_PER_MS)));
    }

    private static Profile.Builder delay(final double ms, final double jitterMs) {
        return delay(ms).jitter(Duration.ofNanos(Math.round(jitterMs * Timebase.NANOS_PER_MS)), JitterShape.NORMAL);
    }

    private static LinkSchedule always(final Profile.Builder profile) {
        return LinkSchedule.always(profile.build());
    }

    private static void steady(final List<TraceScenario> all) {
        all.add(new TraceScenario("clean", "25 ms, nothing happens", always(delay(25))));
        all.add(new TraceScenario("lan", "1 ms and half a millisecond of jitter", always(delay(1, 0.5))));
        all.add(new TraceScenario("jitter-30", "50 ms, jitter of up to 30 ms either way, in order", always(delay(50).jitter(Timebase.ms(30)))));
        all.add(new TraceScenario("far", "150 ms with 15 ms of jitter, 0.2 % lost: across an ocean", always(delay(150, 15).loss(0.002))));
        all.add(new TraceScenario("route-change", "20 ms; 120 ms from second 10 on, 60 ms from second 25 on", LinkSchedule.builder()
            .step(delay(20, 2).build(), Timebase.seconds(10)).step(delay(120, 2).build(), Timebase.seconds(15)).last(delay(60, 2).build())));
    }

    private static void wireless(final List<TraceScenario> all) {
        all.add(new TraceScenario("wifi", "15 ms, jitter 4 ms, 0.3 % lost", always(delay(15, 4).loss(0.003))));
        all.add(new TraceScenario("wifi-busy", "15 ms, jitter 25 ms, 1 % lost in bursts of 3",
            always(delay(15, 25).burstLoss(GilbertElliott.bursts(0.01, 3)))));
        all.add(new TraceScenario("wifi-scan", "jitter 4 ms; every 5 s the radio looks elsewhere for 120 ms", LinkSchedule.builder()
            .step(delay(15, 4).build(), Timebase.ms(4880)).holds(Timebase.ms(120)).repeating()));
        all.add(new TraceScenario("wifi-power-save", "the radio wakes every 100 ms for 20 ms", LinkSchedule.builder()
            .step(delay(10, 1).build(), Timebase.ms(20)).holds(Timebase.ms(80)).repeating()));
        all.add(new TraceScenario("wifi-microwave", "every 5 s for 800 ms jitter 40 ms and 15 % lost in bursts of 4", LinkSchedule.builder()
            .step(delay(15, 4).build(), Timebase.ms(4200)).step(delay(25, 40).burstLoss(GilbertElliott.bursts(0.15, 4)).build(),
                Timebase.ms(800)).repeating()));
    }

    private static void mobile(final List<TraceScenario> all) {
        all.add(new TraceScenario("lte", "35 ms, jitter 12 ms, 0.2 % lost", always(delay(35, 12).loss(0.002))));
        final Profile near = delay(35, 12).build();
        final Profile other = delay(60, 12).build();
        all.add(new TraceScenario("lte-hand-over", "every 7 s another cell: packets wait 300 ms, then the way is 25 ms longer, or shorter",
            LinkSchedule.builder().step(near, Timebase.ms(6700)).holds(Timebase.ms(300)).step(other, Timebase.ms(6700)).holds(Timebase.ms(300))
                .repeating()));
        all.add(new TraceScenario("lte-cell-edge", "60 ms, jitter 20 ms, rate between 2.5 Mbit/s and 400 kbit/s, 1 % lost in bursts of 2",
            LinkSchedule.rates("2.5M:3s,1.2M:2s,700k:1s,400k:500ms,1.5M:2s,600k:1s",
                delay(60, 20).burstLoss(GilbertElliott.bursts(0.01, 2)).rate(0, Timebase.seconds(2)).build())));
        all.add(new TraceScenario("3g", "90 ms, jitter 45 ms, 1 % lost", always(delay(90, 45).loss(0.01))));
        all.add(new TraceScenario("satellite", "300 ms, jitter 8 ms, 1 % lost in bursts of 4",
            always(delay(300, 8).burstLoss(GilbertElliott.bursts(0.01, 4)))));
        all.add(new TraceScenario("satellite-low", "every 15 s another satellite: 100 ms of pause, then 25, 60 or 40 ms", LinkSchedule.builder()
            .step(delay(25, 6).loss(0.003).build(), Timebase.ms(14_900)).holds(Timebase.ms(100)).step(delay(60, 6).loss(0.003).build(),
                Timebase.ms(14_900)).holds(Timebase.ms(100)).step(delay(40, 6).loss(0.003).build(), Timebase.ms(14_900))
            .loses(Timebase.ms(100)).repeating()));
        final Profile train = delay(45, 20).loss(0.005).build();
        all.add(new TraceScenario("train", "45 ms, jitter 20 ms; packets wait 800 ms at a change of cells, a tunnel takes 1.5 s, later 5 % are lost",
            LinkSchedule.builder().step(train, Timebase.seconds(6)).holds(Timebase.ms(800)).step(train, Timebase.seconds(5))
                .loses(Timebase.ms(1500)).step(train, Timebase.seconds(5)).step(delay(80, 30).loss(0.05).build(), Timebase.seconds(4))
                .repeating()));
    }

    private static void queues(final List<TraceScenario> all) {
        all.add(new TraceScenario("bufferbloat", "30 ms; every 8 s the rate falls from 3 Mbit/s to 400 kbit/s for 1.2 s: up to a second of queue",
            LinkSchedule.rates("3M:6.8s,400k:1.2s", delay(30, 2).rate(0, Timebase.seconds(3)).build())));
        all.add(new TraceScenario("bufferbloat-saw", "30 ms; a queue of up to a second builds up slowly and drains quickly, again and again",
            LinkSchedule.rates("560k:2.2s,1.5M:1.3s", delay(30, 2).rate(0, Timebase.seconds(3)).build())));
        all.add(new TraceScenario("shallow-queue", "30 ms, 1 Mbit/s with a queue of 40 ms, which key frames overflow",
            always(delay(30, 2).rate(1_000_000, Timebase.ms(40)))));
    }

    private static void losses(final List<TraceScenario> all) {
        for (final int percent : new int[] {5, 10, 20, 30}) {
            all.add(new TraceScenario("loss-" + percent, "25 ms, " + percent + " % lost, each packet on its own",
                always(delay(25, 2).loss(percent / 100.0))));
        }
        all.add(new TraceScenario("bursts-5", "25 ms, 5 % lost in bursts of 5", always(delay(25, 2).burstLoss(GilbertElliott.bursts(0.05, 5)))));
        all.add(new TraceScenario("bursts-10", "25 ms, 10 % lost in bursts of 12",
            always(delay(25, 2).burstLoss(GilbertElliott.bursts(0.1, 12)))));
        all.add(new TraceScenario("reordering", "30 ms; every twentieth packet takes 40 ms longer, and 2 % come twice",
            always(delay(30, 2).reorder(0.05, Timebase.ms(40)).duplicate(0.02))));
    }

    private static void stalls(final List<TraceScenario> all) {
        final Profile good = delay(30, 5).build();
        all.add(new TraceScenario("outage-1s", "30 ms, jitter 5 ms; nothing arrives for 1 s of every 12", LinkSchedule.builder()
            .step(good, Timebase.seconds(11)).loses(Timebase.seconds(1)).repeating()));
        all.add(new TraceScenario("outage-1s-kept", "the same, but what is sent meanwhile arrives after it", LinkSchedule.builder()
            .step(good, Timebase.seconds(11)).holds(Timebase.seconds(1)).repeating()));
        all.add(new TraceScenario("outage-2s", "30 ms, jitter 5 ms; nothing arrives from second 10 to 12, nor from 30 to 32", LinkSchedule.builder()
            .step(good, Timebase.seconds(10)).loses(Timebase.seconds(2)).step(good, Timebase.seconds(18)).loses(Timebase.seconds(2)).last(good)));
        all.add(new TraceScenario("jitter-1000", "40 ms; packets wait 0.1 to 1 s behind stalls, every second or two", spikes(7, good)));
        all.add(new TraceScenario("jitter-1000-reorder", "every packet takes between 0 and 1000 ms, overtaking freely",
            always(delay(500).jitter(Timebase.ms(500)).jitterReorders())));
    }

    private static LinkSchedule spikes(final long seed, final Profile good) {
        final SplittableRandom random = new SplittableRandom(seed);
        final LinkSchedule.Builder builder = LinkSchedule.builder();
        for (int i = 0; i < HOLDS; i++) {
            builder.step(good, Timebase.ms(random.nextInt(600, 2400)));
            final double share = random.nextDouble();
            builder.holds(Timebase.ms(Math.round(100 + 900 * share * share)));
        }
        return builder.repeating();
    }

    private static void media(final List<TraceScenario> all) {
        all.add(new TraceScenario("drift-fast", "25 ms, jitter 3 ms; the sender's clock runs 200 ppm fast", always(delay(25, 3))).driftPpm(200));
        all.add(new TraceScenario("drift-slow", "25 ms, jitter 3 ms; the sender's clock runs 200 ppm slow", always(delay(25, 3))).driftPpm(-200));
        all.add(new TraceScenario("dtx", "35 ms, jitter 12 ms; a voice with pauses, in which nothing is sent", always(delay(35, 12))).withPauses());
        all.add(new TraceScenario("dtx-loss", "the same with 3 % lost in bursts of 2",
            always(delay(35, 12).burstLoss(GilbertElliott.bursts(0.03, 2)))).withPauses());
    }

    private static void redundancy(final List<TraceScenario> all) {
        all.add(new TraceScenario("red-loss-10", "25 ms, 10 % lost; each packet of sound repeats the one before it (RED)",
            always(delay(25, 2).loss(0.1))).withoutPictures().red(1));
        all.add(new TraceScenario("red-loss-30", "25 ms, 30 % lost; each packet of sound repeats the three before it",
            always(delay(25, 2).loss(0.3))).withoutPictures().red(3));
        all.add(new TraceScenario("red-bursts-10", "25 ms, 10 % lost in bursts of 4; each packet of sound repeats the six before it",
            always(delay(25, 2).burstLoss(GilbertElliott.bursts(0.1, 4)))).withoutPictures().red(6));
        all.add(new TraceScenario("red-loss-80", "25 ms, 80 % lost; each packet of sound repeats the fourteen before it",
            always(delay(25, 2).loss(0.8))).withoutPictures().red(14));
    }
}
