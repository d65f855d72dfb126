package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.event.Event;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import org.junit.jupiter.api.Test;

class RateScalerTest extends StageContract {
    private static final VideoFormat FULL = VideoFormat.i420(640, 360, 30);
    private static final long PERIOD_NS = 33_333_333L;

    @Override
    protected Stage create() {
        return new RateScaler();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VideoFormat.i420(64, 36, 30));
    }

    private static int push(final StageHarness h, final int pictures) {
        final int before = h.frames().size();
        for (int i = 0; i < pictures; i++) {
            final TestFrame frame = h.frame();
            frame.length(FULL.frameBytes());
            h.advanceNs(PERIOD_NS);
            h.push(frame);
        }
        return h.frames().size() - before;
    }

    @Test
    void leavesPicturesAloneWhileNobodyTellsARate() {
        try (StageHarness h = StageHarness.of(new RateScaler()).input(FULL).start()) {
            assertEquals(60, push(h, 60));
            assertEquals(FULL.frameBytes(), h.frames().get(59).length());
        }
    }

    @Test
    void makesPicturesSmallerAndFewerWhenTheRateFallsAndFullAgainWhenItRises() {
        try (StageHarness h = StageHarness.of(new RateScaler()).input(FULL).start()) {
            assertFalse(h.pushUpstream(new Event.BitrateTarget(600_000)), "the rate travels on");
            push(h, 30);
            h.pushUpstream(new Event.BitrateTarget(150_000));
            push(h, 30);
            assertEquals(FULL.frameBytes(), h.frames().get(h.frames().size() - 1).length(), "not at once: it may be a dip");
            push(h, 30);
            assertEquals(480 * 270 * 3 / 2, h.frames().get(h.frames().size() - 1).length());
            h.pushUpstream(new Event.BitrateTarget(30_000));
            assertEquals(30, push(h, 60), "every second picture, at once: that is far too little");
            h.pushUpstream(new Event.BitrateTarget(600_000));
            push(h, 30 * 26);
            assertEquals(FULL.frameBytes(), h.frames().get(h.frames().size() - 1).length());
            assertEquals(0, h.counter("step"));
        }
    }

    @Test
    void doesNotSwingWhereTheRateIsJustEnough() {
        try (StageHarness h = StageHarness.of(new RateScaler()).input(FULL).start()) {
            for (int i = 0; i < 60; i++) {
                h.pushUpstream(new Event.BitrateTarget(i % 2 == 0 ? 180_000 : 215_000));
                push(h, 15);
            }
            assertTrue(h.counter("changes") <= 1, h.counter("changes") + " changes");
        }
    }
}
