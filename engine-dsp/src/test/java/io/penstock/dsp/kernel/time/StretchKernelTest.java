package io.penstock.dsp.kernel.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StretchKernelTest {
    private static final int RATE = 16_000;

    private static float[] stretched(final float[] x, final int rate, final int channels, final double speed) {
        final StretchKernel kernel = new StretchKernel(rate, channels).speed(speed);
        final int hop = rate / 100;
        final float[] out = new float[kernel.maxOutput(hop) * channels];
        final float[] all = new float[(int) (x.length / speed) + rate * channels];
        int n = 0;
        for (int at = 0; at < x.length; at += hop * channels) {
            final int frames = Math.min(hop, (x.length - at) / channels);
            final int made = kernel.process(Arrays.copyOfRange(x, at, at + frames * channels), frames, out) * channels;
            System.arraycopy(out, 0, all, n, made);
            n += made;
        }
        final int made = kernel.drain(out) * channels;
        System.arraycopy(out, 0, all, n, made);
        return Arrays.copyOf(all, n + made);
    }

    /** Harmonics of a pitch that glides from one frequency to another. */
    private static float[] glide(final int n, final int rate, final double fromHz, final double toHz) {
        final float[] x = new float[n];
        double phase = 0;
        for (int i = 0; i < n; i++) {
            phase += 2 * Math.PI * (fromHz + (toHz - fromHz) * i / n) / rate;
            for (int h = 1; h <= 12; h++) {
                x[i] += (float) (0.2 / h * Math.cos(h * phase + h * h));
            }
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"0.5,90", "0.5,220", "0.8,110", "0.8,300", "1.01,150", "1.25,90", "1.25,210", "1.6,130", "2,80", "2,120", "2,330"})
    void keepsThePitchOfAVoiceWithin5Cents(final double speed, final double hz) {
        final float[] x = glide(3 * RATE, RATE, hz, hz);
        final float[] y = stretched(x, RATE, 1, speed);
        final PitchTracker tracker = new PitchTracker(RATE);
        for (int at = RATE / 10; at < y.length - RATE / 5; at += RATE / 50) {
            assertEquals(0, PitchTracker.cents(tracker.at(y, at), hz), 5, "at sample " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.75, 1.25, 1.5, 2})
    void keepsThePitchOfAGlide(final double speed) {
        final float[] x = glide(4 * RATE, RATE, 100, 200);
        final float[] y = stretched(x, RATE, 1, speed);
        final PitchTracker tracker = new PitchTracker(RATE);
        double sum = 0;
        int n = 0;
        for (int at = RATE / 10; at < y.length - RATE / 5; at += RATE / 50) {
            final double hz = tracker.at(y, at);
            if (hz > 0) {
                // The tracker looks at 30 ms and at as much a period later.
                final double middle = (at + 0.015 * RATE + 0.5 * RATE / hz) * speed;
                final double cents = PitchTracker.cents(hz, 100 + 100 * middle / x.length);
                // Each moment may be read 12 ms too early or late, and pitch rises by up to 430 cents a second.
                assertEquals(0, cents, 12, "at sample " + at);
                sum += cents;
                n++;
            }
        }
        assertTrue(n > y.length / (RATE / 50) * 8 / 10, "voiced: " + n);
        assertEquals(0, sum / n, 5, "mean");
    }

    @ParameterizedTest
    @CsvSource({"0.5,16000,1", "0.6,8000,2", "0.8,48000,1", "1.1,44100,2", "1.25,48000,6", "1.7,11025,1", "2,96000,2"})
    void isExactlyAsLongAsTheSpeedSaysAndKeepsTheLevel(final double speed, final int rate, final int channels) {
        final float[] x = Signals.noise(2 * rate * channels, 0.1, 7);
        final float[] y = stretched(x, rate, channels, speed);
        assertEquals((int) Math.ceil(2 * rate / speed - 1e-6), y.length / channels);
        assertEquals(0, Signals.decibels(Signals.power(y, 0, y.length) / Signals.power(x, 0, x.length)), 0.5, "dB");
    }

    @Test
    void changesNothingAtSpeed1() {
        final float[] x = Signals.speech(RATE, RATE, 3);
        assertEquals(Arrays.toString(x), Arrays.toString(stretched(x, RATE, 1, 1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1.25, 2})
    void makesNoClicks(final double speed) {
        final float[] x = glide(2 * RATE, RATE, 120, 170);
        final float[] y = stretched(x, RATE, 1, speed);
        assertTrue(largestStep(y, RATE / 10) < 1.15 * largestStep(x, 0), largestStep(y, RATE / 10) + " from " + largestStep(x, 0));
    }

    private static float largestStep(final float[] x, final int margin) {
        float largest = 0;
        for (int i = 1; i < x.length - margin; i++) {
            largest = Math.max(largest, Math.abs(x[i] - x[i - 1]));
        }
        return largest;
    }

    @Test
    void cutsAllChannelsAtTheSamePlaces() {
        final float[] x = Signals.speech(2 * RATE, RATE, 4);
        final float[] stereo = new float[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            stereo[2 * i] = x[i];
            stereo[2 * i + 1] = -0.5f * x[i];
        }
        final float[] y = stretched(stereo, RATE, 2, 1.3);
        for (int i = 0; i < y.length; i += 2) {
            assertEquals(-0.5f * y[i], y[i + 1], 1e-6f);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.9, 1.1, 1.3})
    void letsEachClickThroughOnceAndWhole(final double speed) {
        final Random random = new Random(2);
        final float[] x = glide(4 * RATE, RATE, 140, 150);
        for (int i = 0; i < x.length; i++) {
            x[i] *= 0.1f;
        }
        int clicks = 0;
        for (int at = RATE / 4; at < x.length - RATE / 4; at += RATE / 4) {
            for (int i = 0; i < 32; i++) {
                x[at + i] += (float) (0.7 * Math.exp(-i / 8.0) * (random.nextBoolean() ? 1 : -1));
            }
            clicks++;
        }
        final float[] y = stretched(x, RATE, 1, speed);
        int found = 0;
        for (int i = 1; i < y.length; i++) {
            if (Math.abs(y[i]) > 0.45f) {
                found++;
                i += RATE / 100;
            }
        }
        assertEquals(clicks, found);
    }

    @Test
    void isSilentForSilenceAndKeepsAConstant() {
        final float[] constant = new float[RATE];
        assertEquals(0, Signals.power(stretched(constant, RATE, 1, 0.7), 0, RATE), 1e-19);
        Arrays.fill(constant, 1);
        final float[] y = stretched(constant, RATE, 1, 1.4);
        for (int i = 0; i < y.length - RATE / 20; i++) {
            assertEquals(1, y[i], 1e-5f, "sample " + i);
        }
    }

    @Test
    void takesNotFiniteSamplesAsSilenceAndCountsThem() {
        final float[] x = Signals.speech(1_000, RATE, 5);
        x[10] = Float.NaN;
        x[500] = Float.NEGATIVE_INFINITY;
        x[700] = 1e30f;
        final StretchKernel kernel = new StretchKernel(RATE, 1).speed(0.8);
        final float[] out = new float[kernel.maxOutput(1_000)];
        final int n = kernel.process(x, 1_000, out);
        for (int i = 0; i < n; i++) {
            assertTrue(Float.isFinite(out[i]));
        }
        assertEquals(2, kernel.notFinite());
    }

    @Test
    void takesPiecesAndSpeedsOfAnyKind() {
        final Random random = new Random(8);
        for (final int rate : new int[] {2_000, 8_000, 22_050, 48_000}) {
            final StretchKernel kernel = new StretchKernel(rate, 2);
            double asked = 0;
            double given = 0;
            for (int round = 0; round < 500; round++) {
                final double speed = 0.5 + 1.5 * random.nextDouble();
                final int frames = random.nextInt(rate / 5);
                final float[] x = Signals.noise(2 * frames, 0.3, round);
                final float[] out = new float[2 * kernel.maxOutput(frames)];
                final double before = kernel.position();
                final int made = kernel.speed(speed).process(x, frames, out);
                asked += frames;
                given += kernel.position() - before;
                assertEquals(made * speed, kernel.position() - before, 1e-6);
                assertTrue(asked - given <= kernel.latencySamples() && asked - given > 0, "inside: " + (asked - given));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new StretchKernel(1_000, 1));
        assertThrows(IllegalArgumentException.class, () -> new StretchKernel(8_000, 0));
        assertThrows(IllegalArgumentException.class, () -> new StretchKernel(8_000, 1).speed(Double.NaN));
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final StretchKernel kernel = new StretchKernel(48_000, 2).speed(1.3);
        final float[] x = Signals.noise(960, 0.1, 3);
        final float[] out = new float[2 * kernel.maxOutput(480)];
        assertEquals(0.0, new AllocationProbe().measure(() -> kernel.process(x, 480, out), 500));
    }
}
