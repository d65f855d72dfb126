package io.penstock.rtc.statistics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.testkit.JitterShape;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults are put into calls in virtual time; what they freeze must be given the right cause. More calls:
 * {@code -Dpenstock.freezes.seeds=100 -Dpenstock.freezes.report=true}.
 */
class FreezeCauseTest {
    private static final int SEEDS = Integer.getInteger("penstock.freezes.seeds", 4);
    private static final long FIRST = Long.getLong("penstock.freezes.first", 1);
    private static final long MS = 1_000_000L;
    private static final long BEGIN_MS = 6_000;
    private static final long APART_MS = 9_000;

    /** What may be wrong. */
    private enum Fault {
        OUTAGE(FreezeCause.LOSS), HEAVY_LOSS(FreezeCause.LOSS), HOLD(FreezeCause.JITTER), JITTER(FreezeCause.JITTER),
        RATE_DROP(FreezeCause.BANDWIDTH), PROCESS_STALL(FreezeCause.CPU), SLOW_DECODER(FreezeCause.CPU), CAMERA_STALL(FreezeCause.SENDER),
        NO_KEYFRAME(FreezeCause.KEYFRAME_MISSING);

        private final FreezeCause cause;

        Fault(final FreezeCause cause) {
            this.cause = cause;
        }
    }

    private record Injected(Fault fault, long startMs, long lengthMs, double strength) { }

    private final int[][] matrix = new int[Fault.values().length][FreezeCause.values().length];
    private final List<String> misses = new ArrayList<>();
    private int unexpected;

    private static List<Injected> faults(final SplittableRandom random) {
        final List<Fault> order = new ArrayList<>(Arrays.asList(Fault.values()));
        Collections.shuffle(order, new java.util.Random(random.nextLong()));
        final List<Injected> faults = new ArrayList<>();
        long atMs = BEGIN_MS;
        for (final Fault fault : order) {
            final double strength = random.nextDouble();
            final long lengthMs = switch (fault) {
                case OUTAGE -> 250 + (long) (500 * strength);
                case HOLD -> 350 + (long) (500 * strength);
                case PROCESS_STALL -> 300 + (long) (900 * strength);
                case CAMERA_STALL -> 250 + (long) (2000 * strength);
                case NO_KEYFRAME -> 2500 + (long) (2000 * strength);
                case RATE_DROP -> 2500;
                default -> 1500;
            };
            faults.add(new Injected(fault, atMs + random.nextInt(1000), lengthMs, strength));
            atMs += APART_MS;
        }
        return faults;
    }

    private static LinkSchedule schedule(final List<Injected> faults, final Profile usual) {
        final LinkSchedule.Builder schedule = LinkSchedule.builder();
        long atMs = 0;
        for (final Injected fault : faults) {
            final Duration lasts = Duration.ofMillis(fault.lengthMs);
            final Duration until = Duration.ofMillis(fault.startMs - atMs);
            switch (fault.fault) {
                case OUTAGE -> schedule.step(usual, until).loses(lasts);
                case HEAVY_LOSS -> schedule.step(usual, until).step(usual.toBuilder().loss(0.35 + 0.3 * fault.strength).build(), lasts);
                case HOLD -> schedule.step(usual, until).holds(lasts);
                case JITTER -> schedule.step(usual, until).step(usual.toBuilder().delay(Duration.ofMillis(150))
                    .jitter(Duration.ofMillis(100 + (long) (100 * fault.strength)), JitterShape.NORMAL).build(), lasts);
                case RATE_DROP -> schedule.step(usual, until).step(usual.toBuilder()
                    .rate(60_000 + (long) (160_000 * fault.strength), Duration.ofMillis(2000)).build(), lasts);
                default -> {
                    continue;
                }
            }
            atMs = fault.startMs + fault.lengthMs;
        }
        return schedule.last(usual);
    }

    private void run(final FaultyCall.Way way, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Injected> faults = faults(random);
        final Profile usual = Profile.builder().delay(Duration.ofMillis(10 + random.nextInt(60))).jitter(Duration.ofMillis(random.nextInt(6)))
            .loss(random.nextInt(3) * 0.004).build();
        final JitterConfig jitter = JitterConfig.video().targetDelayMs(10).maxDelayMs(600).adaptiveUpToMs(330);
        try (FaultyCall call = new FaultyCall(way, schedule(faults, usual), LinkSchedule.always(usual), jitter, seed)) {
            if (seed % 2 == 0) {
                call.told();
            }
            final long startNs = call.nowNs();
            for (final Injected fault : faults) {
                until(call, startNs + fault.startMs * MS);
                inject(call, fault);
                until(call, startNs + (fault.startMs + APART_MS - 1500) * MS);
                call.freezes.forEach(freeze -> judged(freeze, fault, (freeze.startNs() - startNs) / MS, seed));
                call.freezes.clear();
            }
            assertTrue(call.analyst.overflowed() == 0, "seed " + seed);
        }
    }

    private static void until(final FaultyCall call, final long ns) {
        while (call.nowNs() < ns) {
            call.step();
        }
    }

    private static void inject(final FaultyCall call, final Injected fault) {
        final long nowNs = call.nowNs();
        final long endNs = nowNs + fault.lengthMs * MS;
        switch (fault.fault) {
            case PROCESS_STALL -> call.haltReceiver(endNs);
            case SLOW_DECODER -> call.decoder.slow(endNs, (long) (230 + 300 * fault.strength) * MS);
            case CAMERA_STALL -> call.camera.stop(endNs);
            case NO_KEYFRAME -> {
                call.encoder.refuseKeyframes(endNs);
                call.loseForGood(nowNs + 35 * MS, nowNs + 1000 * MS);
            }
            default -> { }
        }
    }

    private void judged(final Freeze freeze, final Injected fault, final long atMs, final long seed) {
        final boolean expected = atMs >= fault.startMs - 200 && atMs <= fault.startMs + fault.lengthMs + 2500;
        if (!expected) {
            unexpected++;
        } else {
            matrix[fault.fault.ordinal()][freeze.cause().ordinal()]++;
        }
        if (!expected || freeze.cause() != fault.fault.cause) {
            misses.add(String.format(Locale.ROOT, "seed %d: %s of %d ms at %d ms (%.2f): %d ms at %d ms named %s (%.2f)%n", seed, fault.fault,
                fault.lengthMs, fault.startMs, fault.strength, freeze.lengthNs() / MS, atMs, freeze.cause(), freeze.share()));
        }
    }

    private String report() {
        final StringBuilder text = new StringBuilder(String.format("%n%-14s", ""));
        for (final FreezeCause cause : FreezeCause.values()) {
            text.append(String.format("%18s", cause));
        }
        for (final Fault fault : Fault.values()) {
            text.append(String.format("%n%-14s", fault));
            for (final int count : matrix[fault.ordinal()]) {
                text.append(String.format("%18d", count));
            }
        }
        return text.append(String.format("%nunexpected %d%n", unexpected)).append(String.join("", misses)).toString();
    }

    @Test
    void namesTheCauseOfNineteenFreezesInTwenty() {
        final int right = name(FaultyCall.Way.DIRECT, SEEDS);
        for (final Fault fault : Fault.values()) {
            final int[] named = matrix[fault.ordinal()];
            final int ones = Arrays.stream(named).sum();
            assertTrue(named[fault.cause.ordinal()] >= 0.75 * ones && ones > 0, fault + report());
        }
        assertTrue(right >= 0.95 * all(), right + " of " + all() + report());
    }

    /** What happens on the other hop, and what the forwarder makes of it, is seen by its traces only. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
    void namesTheCauseOfMostBehindAForwarder(final FaultyCall.Way way) {
        final int right = name(way, SEEDS / 2);
        assertTrue(right >= 0.8 * all() && right > 0, right + " of " + all() + report());
    }

    private int name(final FaultyCall.Way way, final int seeds) {
        for (long seed = FIRST; seed < FIRST + seeds; seed++) {
            run(way, seed);
        }
        int right = 0;
        for (final Fault fault : Fault.values()) {
            right += matrix[fault.ordinal()][fault.cause.ordinal()];
        }
        if (Boolean.getBoolean("penstock.freezes.report")) {
            System.out.println(way + ": " + right + " of " + all() + report());
        }
        return right;
    }

    private int all() {
        return unexpected + Arrays.stream(matrix).flatMapToInt(Arrays::stream).sum();
    }
}
