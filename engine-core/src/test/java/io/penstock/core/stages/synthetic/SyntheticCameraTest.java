package io.penstock.core.stages.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticCameraTest extends StageContract {
    private static final VideoFormat FORMAT = VideoFormat.i420(360, 640, 15);

    @Override
    protected Stage create() {
        return new SyntheticCamera(FORMAT, 7);
    }

    @Override
    protected boolean ends() {
        return false;
    }

    private static List<CapturedFrame> film(final long seed, final boolean stamped, final int frames) {
        try (StageHarness h = StageHarness.of(new SyntheticCamera(FORMAT, seed, stamped)).start()) {
            h.poll();
            h.advance(Duration.ofNanos(FORMAT.rate().ptsNs(frames - 1)));
            return List.copyOf(h.frames());
        }
    }

    @Test
    void paintsTheSameFilmForTheSameSeedAndMoves() {
        final List<CapturedFrame> first = film(7, false, 5);
        final List<CapturedFrame> again = film(7, false, 5);
        final List<CapturedFrame> other = film(8, false, 5);
        assertEquals(5, first.size());
        for (int i = 0; i < 5; i++) {
            assertArrayEquals(bytes(first.get(i)), bytes(again.get(i)));
        }
        assertFalse(Arrays.equals(bytes(first.get(0)), bytes(other.get(0))));
        assertFalse(Arrays.equals(bytes(first.get(0)), bytes(first.get(4))));
    }

    @Test
    void stampsEveryPictureWithTheTimeItWasDue() {
        for (final CapturedFrame frame : film(7, true, 5)) {
            assertEquals(PictureStamp.micros(frame.captureNs()), PictureStamp.read(frame));
            assertEquals(frame.ptsNs(), frame.captureNs());
        }
    }

    @Test
    void looksLikeASceneAndNotLikeNoise() {
        final byte[] luma = bytes(film(7, false, 1).get(0));
        long steps = 0;
        final int[] histogram = new int[256];
        for (int y = 0; y < 640; y++) {
            for (int x = 1; x < 360; x++) {
                steps += Math.abs((luma[y * 360 + x] & 0xFF) - (luma[y * 360 + x - 1] & 0xFF));
                histogram[luma[y * 360 + x] & 0xFF]++;
            }
        }
        assertTrue(steps / (640.0 * 359) < 8, "neighbours differ by " + steps / (640.0 * 359));
        assertTrue(Arrays.stream(histogram).filter(n -> n > 100).count() > 100, "a scene has many tones");
    }

    @Test
    void skipsFramesInsteadOfBurstingWhenItComesLateAndSlowsDownWhenAsked() {
        final SyntheticCamera camera = new SyntheticCamera(VideoFormat.i420(64, 64, 10), 7, false);
        try (StageHarness h = StageHarness.of(camera).start()) {
            h.poll();
            h.clock().advanceNs(1_050_000_000L);
            h.poll();
            assertEquals(2, h.frames().size());
            assertEquals(9, h.counter("dropped.late"));
            camera.rate(FrameRate.of(5));
            h.advance(Duration.ofSeconds(2));
            assertTrue(h.frames().size() >= 11 && h.frames().size() <= 13, h.frames().size() + " frames");
        }
    }

    private static byte[] bytes(final CapturedFrame frame) {
        return Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length());
    }
}
