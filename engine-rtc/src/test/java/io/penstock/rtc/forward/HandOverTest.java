package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes, goes, gets lost, comes again or is asked for again around a change of who may be heard and seen: of nobody does anything leave
 * that was not first seen while its publisher might, since the last change. The rule is written a second time in {@link Floor}.
 */
class HandOverTest {
    private static final int STEPS_PER_HANDOVER = 24;
    private static final int HANDOVERS_PER_WORLD = 500;

    @Test
    void nothingOfWhoMayNotBeHeardOrSeenLeavesWhateverComesInBetween() {
        final int handOvers = Integer.getInteger("penstock.forward.cases", 20_000);
        final long firstSeed = Long.getLong("penstock.seed", 4711);
        long forwarded = 0;
        long repeated = 0;
        for (int done = 0; done < handOvers; done += HANDOVERS_PER_WORLD) {
            final long seed = firstSeed + done;
            final FloorWorld world = new FloorWorld(seed);
            try {
                for (int i = 0; i < HANDOVERS_PER_WORLD; i++) {
                    world.handOver();
                    for (int step = 0; step < STEPS_PER_HANDOVER; step++) {
                        world.step();
                    }
                }
            } catch (final AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            forwarded += world.forwarded();
            repeated += world.repeated();
            assertTrue(world.repeated() > 0 && world.forwardedPictures() > 0 && world.redundant() > 0, "all that could leak was used: pictures "
                + world.forwardedPictures() + ", again " + world.repeated() + ", repetitions " + world.redundant() + ", seed " + seed);
        }
        assertTrue(forwarded > 5L * handOvers, "who may be heard is: " + forwarded + " packets, " + repeated + " again");
    }

    @Test
    void whoWasSilentForLongIsHeardAndSeenAtOnce() {
        for (final int packets : new int[] {10, 2_999, 3_100, 32_767, 33_000, 40_000, 65_536, 98_304, 131_000}) {
            final Bench bench = new Bench();
            bench.join(1, 2).audio(1, 5, 100).video(1, 6, 200);
            bench.forwarder.subscribe(2, 5, 0, 0);
            bench.forwarder.subscribe(2, 6, 0, 0);
            final Stream voice = Stream.audio(100);
            final Stream camera = Stream.video(200);
            bench.in(1, voice.sound(-20, true));
            bench.in(1, camera.frame(true, 2));
            for (final MediaKind kind : MediaKind.values()) {
                bench.forwarder.permit(1, kind, false);
            }
            for (int i = 0; i < packets; i++) {
                bench.nowNs += Bench.MS;
                bench.in(1, voice.sound(-20, true));
                bench.in(1, camera.frame(false, 1));
            }
            for (final MediaKind kind : MediaKind.values()) {
                bench.forwarder.permit(1, kind, true);
            }
            bench.sent.clear();
            bench.in(1, voice.sound(-20, true));
            bench.in(1, camera.frame(true, 2));
            assertEquals(1, bench.got(2, MediaPlane.FORWARDED_SSRC_BASE + 5).size(), "sound after " + packets);
            assertEquals(2, bench.got(2, MediaPlane.FORWARDED_SSRC_BASE + 6).size(), "pictures after " + packets);
        }
    }
}
