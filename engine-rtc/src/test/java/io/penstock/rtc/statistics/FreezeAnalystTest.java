package io.penstock.rtc.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.testkit.AllocationProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pictures of four packets every 40 ms, held 50 ms and shown 10 ms later, but for what a test does to them. */
class FreezeAnalystTest {
    private static final long MS = 1_000_000L;
    private static final long START_NS = 1_000_000_000_000L;
    private static final int PACKETS = 4;
    private static final long HOLD_NS = 50 * MS;
    private static final long DECODE_NS = 10 * MS;

    private final FreezeAnalyst analyst = new FreezeAnalyst();
    private final List<Freeze> freezes = new ArrayList<>();

    private static long promptNs(final int picture) {
        return START_NS + picture * 40 * MS;
    }

    private int skipped;

    /** So many are not made. */
    private void skip(final int pictures) {
        skipped += pictures;
    }

    private void packets(final int picture, final long arrivalNs, final long apartNs, final boolean repaired) {
        for (int i = 0; i < PACKETS; i++) {
            analyst.packet((long) (picture - skipped) * PACKETS + i, picture * 40 * MS, promptNs(picture), arrivalNs + i * apartNs, repaired,
                picture == 0 && i == 0);
        }
    }

    private void out(final int picture, final long atNs, final long shownNs) {
        analyst.putOut(picture * 40 * MS, picture * 3600, promptNs(picture) + HOLD_NS, atNs);
        analyst.shown(picture * 3600, shownNs);
    }

    private void good(final int first, final int last) {
        for (int picture = first; picture <= last; picture++) {
            packets(picture, promptNs(picture), 2 * MS, false);
            out(picture, promptNs(picture) + HOLD_NS, promptNs(picture) + HOLD_NS + DECODE_NS);
        }
    }

    private Freeze only(final int lastPicture) {
        analyst.poll(promptNs(lastPicture) + 5000 * MS, freezes::add);
        assertEquals(1, freezes.size(), freezes::toString);
        assertEquals(Map.of(freezes.get(0).cause(), 1L), analyst.causes());
        assertEquals(freezes.get(0).lengthNs(), analyst.stalledNs());
        return freezes.get(0);
    }

    @Test
    void saysNothingOfAStreamThatFlows() {
        good(0, 500);
        analyst.poll(promptNs(600), freezes::add);
        assertEquals(List.of(), freezes);
        assertEquals(501, analyst.shown());
    }

    @Test
    void namesTheSenderWhenNothingWasSent() {
        good(0, 50);
        skip(14);
        good(65, 100);
        final Freeze freeze = only(100);
        assertEquals(FreezeCause.SENDER, freeze.cause());
        assertEquals(600 * MS, freeze.lengthNs());
        assertEquals(promptNs(50) + HOLD_NS + DECODE_NS, freeze.startNs());
        assertEquals(1, freeze.share());
    }

    @Test
    void believesWhoKnowsWhyNothingWasSent() {
        good(0, 50);
        analyst.withheld(FreezeCause.BANDWIDTH, promptNs(60));
        analyst.withheld(null, promptNs(66));
        skip(14);
        good(65, 100);
        assertEquals(FreezeCause.BANDWIDTH, only(100).cause());
    }

    @Test
    void forgetsWhatWasToldOfAnEarlierPause() {
        analyst.withheld(FreezeCause.BANDWIDTH, promptNs(5));
        analyst.withheld(null, promptNs(10));
        good(0, 50);
        skip(14);
        good(65, 100);
        assertEquals(FreezeCause.SENDER, only(100).cause());
    }

    @Test
    void namesLossWhenRepairTookTooLong() {
        good(0, 50);
        packets(51, promptNs(51) + 300 * MS, 0, true);
        for (int picture = 52; picture < 59; picture++) {
            packets(picture, promptNs(picture), 2 * MS, false);
        }
        for (int picture = 51; picture < 59; picture++) {
            out(picture, promptNs(51) + 300 * MS, promptNs(51) + 310 * MS + picture % 51 * MS);
        }
        good(59, 100);
        assertEquals(FreezeCause.LOSS, only(100).cause());
    }

    @Test
    void namesJitterWhenTheNetworkHeldPacketsBack() {
        good(0, 50);
        for (int picture = 51; picture < 61; picture++) {
            packets(picture, promptNs(61), 0, false);
            out(picture, promptNs(61), promptNs(61) + DECODE_NS + picture % 51 * MS);
        }
        good(61, 100);
        assertEquals(FreezeCause.JITTER, only(100).cause());
    }

    @Test
    void namesBandwidthWhenPacketsCameSlowly() {
        good(0, 50);
        long atNs = promptNs(51);
        for (int picture = 51; picture < 56; picture++) { // 60 ms for each packet
            packets(picture, atNs + 60 * MS, 60 * MS, false);
            atNs += PACKETS * 60 * MS;
            out(picture, atNs, atNs + DECODE_NS);
        }
        analyst.poll(atNs + 2000 * MS, freezes::add);
        assertTrue(freezes.size() >= 4, freezes::toString);
        assertTrue(freezes.stream().allMatch(freeze -> freeze.cause() == FreezeCause.BANDWIDTH), freezes::toString);
    }

    @Test
    void namesTheProcessorWhenTheThreadStoodStill() {
        good(0, 50);
        analyst.heldUp(promptNs(51), promptNs(61));
        for (int picture = 51; picture < 61; picture++) {
            packets(picture, promptNs(61), 0, false);
            out(picture, promptNs(61), promptNs(61) + DECODE_NS + picture % 51 * MS);
        }
        good(61, 100);
        assertEquals(FreezeCause.CPU, only(100).cause());
    }

    @Test
    void namesTheProcessorWhenDecodingTookTooLong() {
        good(0, 50);
        for (int picture = 51; picture < 60; picture++) {
            packets(picture, promptNs(picture), 2 * MS, false);
            out(picture, promptNs(picture) + HOLD_NS, promptNs(60) + picture % 51 * MS);
        }
        good(61, 100);
        assertEquals(FreezeCause.CPU, only(100).cause());
    }

    @Test
    void namesTheKeyframeWhenPicturesCameThatCouldNotBeDecoded() {
        good(0, 50);
        analyst.roundTripNs(50 * MS);
        for (int picture = 51; picture < 100; picture++) {
            if (picture != 53) {
                packets(picture, promptNs(picture), 2 * MS, false);
            }
            if (picture < 53) {
                out(picture, promptNs(picture) + HOLD_NS, promptNs(picture) + HOLD_NS + DECODE_NS);
            }
        }
        analyst.keyframeAsked(promptNs(55));
        good(100, 120);
        final Freeze freeze = only(120);
        assertEquals(FreezeCause.KEYFRAME_MISSING, freeze.cause());
        assertTrue(freeze.share() > 0.6 && freeze.share() < 0.9, "the first part was loss: " + freeze);
    }

    @Test
    void survivesAnythingAndStaysBounded() {
        final SplittableRandom random = new SplittableRandom(5);
        long nowNs = START_NS;
        for (int i = 0; i < 200_000; i++) {
            nowNs += random.nextInt(20) * MS;
            switch (random.nextInt(7)) {
                case 0 -> analyst.putOut(random.nextLong(), random.nextInt(50), random.nextLong(), nowNs);
                case 1 -> analyst.shown(random.nextInt(50), nowNs);
                case 2 -> analyst.keyframeAsked(nowNs);
                case 3 -> analyst.heldUp(random.nextLong(), random.nextLong());
                case 4 -> analyst.restarted();
                case 5 -> analyst.packet(random.nextInt(1000), random.nextInt(50) * 40 * MS, nowNs, nowNs, random.nextBoolean(),
                    random.nextBoolean());
                default -> analyst.putOut(random.nextInt(50) * 40 * MS, random.nextInt(50), nowNs, nowNs);
            }
            if (i % 500 == 0) {
                analyst.poll(nowNs, freezes::add);
            }
        }
        assertTrue(analyst.stalls() > 0, "seed 5");
    }

    @Test
    void countsWhatNobodyPolledFor() {
        good(0, 2000);
        assertTrue(analyst.overflowed() > 0);
        analyst.poll(promptNs(2001), freezes::add);
    }

    @Test
    @Tag("allocation")
    void allocatesNothingOnTheThreadsOfMedia() {
        final AllocationProbe probe = new AllocationProbe();
        final int[] next = new int[1];
        assertEquals(0.0, probe.measure(() -> {
            good(next[0], next[0]);
            probe.pause();
            analyst.poll(promptNs(next[0]++), freezes::add);
            probe.resume();
        }, 2000));
        assertEquals(0, analyst.overflowed());
    }
}
