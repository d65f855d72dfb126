package io.penstock.dsp.kernel.echo;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoKernelTest {
    private static final int RATE = 16_000;

    static float[] run(final EchoKernel kernel, final int rateHz, final float[] near, final float[] far) {
        final int hop = rateHz / 100;
        final float[] out = new float[near.length];
        final float[] n = new float[hop];
        final float[] f = new float[hop];
        final float[] o = new float[hop];
        for (int t = 0; t + hop <= near.length; t += hop) {
            System.arraycopy(near, t, n, 0, hop);
            System.arraycopy(far, t, f, 0, hop);
            kernel.process(n, f, o);
            System.arraycopy(o, 0, out, t, hop);
        }
        return out;
    }

    private static float[] add(final float[] a, final float[] b) {
        final float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, RATE, 32_000, 48_000})
    void takesAnEchoAway(final int rate) {
        final float[] far = Signals.speech(6 * rate, rate, 1);
        final float[] echo = Signals.through(far, Signals.room(rate, 0.3, 0.5, 2), rate / 20);
        final float[] near = add(echo, Signals.noise(far.length, 1e-4, 3));
        final EchoKernel kernel = new EchoKernel(rate, true);
        final float[] out = run(kernel, rate, near, far);
        final double erle = decibels(power(near, 3 * rate, 6 * rate) / power(out, 3 * rate, 6 * rate));
        // Half of this noise lies above 8 kHz at the higher rates, where there are only gains.
        assertTrue(erle > (rate > RATE ? 26 : 35), "ERLE " + erle + " dB at " + rate + " Hz");
        assertEquals(decibels(power(far, 0, 6 * rate) / power(echo, 0, 6 * rate)), kernel.erlDb(), 2, "ERL");
        assertEquals(50, kernel.delayMs(), 10, "delay");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, RATE, 32_000, 48_000})
    void leavesTheNearEndAloneWhileTheFarEndIsSilent(final int rate) {
        final float[] near = Signals.speech(2 * rate, rate, 4);
        final EchoKernel kernel = new EchoKernel(rate, true);
        final float[] out = run(kernel, rate, near, new float[near.length]);
        final int late = kernel.latencySamples();
        assertEquals(rate / 100, late, "latency");
        for (int i = late; i < near.length; i++) {
            assertEquals(near[i - late], out[i], 1e-4, "sample " + i);
        }
    }

    @Test
    void takesASaturatedLoudspeakersEchoAway() {
        final float[] far = Signals.speech(8 * RATE, RATE, 21);
        final float[] played = new float[far.length];
        for (int i = 0; i < far.length; i++) {
            played[i] = (float) (Math.tanh(8 * far[i]) / 8 + 0.3 * far[i] * far[i]);
        }
        final float[] near = add(Signals.through(played, Signals.room(RATE, 0.2, 0.5, 22), 800), Signals.noise(far.length, 1e-4, 23));
        final float[] out = run(new EchoKernel(RATE, true), RATE, near, far);
        final double erle = decibels(power(near, 4 * RATE, 8 * RATE) / power(out, 4 * RATE, 8 * RATE));
        assertTrue(erle > 32, "ERLE " + erle + " dB");
    }

    @Test
    void takesReverberationAwayThatOutlastsTheFilter() {
        final int rate = 8_000;
        final float[] far = Signals.speech(8 * rate, rate, 31);
        final java.util.Random random = new java.util.Random(32);
        final float[] room = new float[rate * 6 / 10];
        for (int i = 0; i < room.length; i++) {
            room[i] = (float) (0.04 * random.nextGaussian() * Math.pow(10, -3.0 * i / (0.8 * rate)));
        }
        room[0] = 0.5f;
        final float[] near = Signals.through(far, room, 200);
        final float[] out = run(new EchoKernel(rate, true), rate, near, far);
        final double erle = decibels(power(near, 4 * rate, 8 * rate) / power(out, 4 * rate, 8 * rate));
        assertTrue(erle > 30, "ERLE " + erle + " dB");
    }

    @Test
    void learnsAChangedPathWithinASecond() {
        final float[] far = Signals.speech(8 * RATE, RATE, 24);
        final float[] near = Signals.through(far, Signals.room(RATE, 0.2, 0.5, 25), 640);
        final float[] other = Signals.through(far, Signals.room(RATE, 0.2, 0.4, 26), 700);
        System.arraycopy(other, 4 * RATE, near, 4 * RATE, 4 * RATE);
        final EchoKernel kernel = new EchoKernel(RATE, true);
        final float[] out = run(kernel, RATE, near, far);
        final double erle = decibels(power(near, 5 * RATE, 6 * RATE) / power(out, 5 * RATE, 6 * RATE));
        assertTrue(erle > 20, "ERLE " + erle + " dB in the second second");
        assertTrue(kernel.divergences() > 0, "a change that is counted");
    }

    @Test
    void reportsTheReturnLossEnhancementThatThereIs() {
        final float[] far = Signals.speech(10 * RATE, RATE, 27);
        final float[] near = add(Signals.through(far, Signals.room(RATE, 0.2, 0.5, 28), 640), Signals.noise(far.length, 1e-3, 29));
        final EchoKernel kernel = new EchoKernel(RATE, true);
        final float[] out = run(kernel, RATE, near, far);
        final int late = kernel.latencySamples();
        final double truth = decibels(power(near, 6 * RATE - late, 10 * RATE - late) / power(out, 6 * RATE, 10 * RATE));
        assertEquals(truth, kernel.erleDb(), 3);
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        for (final int rate : new int[] {RATE, 48_000}) {
            final float[] far = Signals.speech(3 * rate, rate, 30);
            final float[] near = Signals.through(far, new float[] {0.5f, 0.2f}, 640);
            final EchoKernel kernel = new EchoKernel(rate, true);
            run(kernel, rate, near, far);
            final float[] out = new float[rate / 100];
            assertEquals(0, new AllocationProbe().measure(() -> kernel.process(near, far, out), 300), "bytes at " + rate + " Hz");
        }
    }

    @Test
    void letsTheNearEndThroughInDoubleTalk() {
        final float[] far = Signals.speech(8 * RATE, RATE, 5);
        final float[] echo = Signals.through(far, Signals.room(RATE, 0.3, 0.5, 6), 640);
        final float[] speech = Signals.speech(8 * RATE, RATE, 7);
        java.util.Arrays.fill(speech, 0, 4 * RATE, 0);
        final EchoKernel kernel = new EchoKernel(RATE, true);
        final float[] out = run(kernel, RATE, add(echo, speech), far);
        double wrong = 0;
        double right = 0;
        for (int i = 4 * RATE; i < out.length; i++) {
            final double s = speech[i - kernel.latencySamples()];
            wrong += (out[i] - s) * (out[i] - s);
            right += s * s;
        }
        assertTrue(decibels(right / wrong) > 12, "signal to distortion " + decibels(right / wrong) + " dB");
    }

    @Test
    void makesSilenceOfSilence() {
        final float[] out = run(new EchoKernel(RATE, true), RATE, new float[RATE], new float[RATE]);
        assertEquals(0, power(out, 0, RATE), 1e-15);
        final float[] idle = run(new EchoKernel(RATE, true), RATE, new float[RATE], Signals.speech(RATE, RATE, 8));
        assertEquals(0, power(idle, 0, RATE), 1e-12, "a far end that is not heard");
    }

    @Test
    void staysBoundedWithConstantAndFullScaleInput() {
        final float[] dc = new float[2 * RATE];
        java.util.Arrays.fill(dc, 0.5f);
        final float[] square = new float[2 * RATE];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 40 % 2 == 0 ? 1 : -1;
        }
        for (final float[] far : new float[][] {dc, square, Signals.noise(2 * RATE, 1, 9)}) {
            for (final float[] near : new float[][] {dc, square, Signals.noise(2 * RATE, 1, 10)}) {
                final float[] out = run(new EchoKernel(RATE, true), RATE, near, far);
                for (int i = 0; i < out.length; i++) {
                    assertTrue(Math.abs(out[i]) <= 8, "sample " + i + " is " + out[i]);
                }
            }
        }
    }

    @Test
    void countsWhatIsNotANumberAndGoesOn() {
        final float[] far = Signals.speech(6 * RATE, RATE, 11);
        final float[] near = Signals.through(far, Signals.room(RATE, 0.3, 0.5, 12), 640);
        final float[] badNear = near.clone();
        final float[] badFar = far.clone();
        badNear[RATE] = Float.NaN;
        badNear[RATE + 1] = Float.NEGATIVE_INFINITY;
        badFar[RATE + 2] = Float.POSITIVE_INFINITY;
        badFar[RATE + 3] = Float.MAX_VALUE;
        final EchoKernel kernel = new EchoKernel(RATE, true);
        final float[] out = run(kernel, RATE, badNear, badFar);
        assertEquals(3, kernel.notFinite());
        for (int i = 0; i < out.length; i++) {
            assertTrue(Math.abs(out[i]) < 4, "sample " + i + " is " + out[i]);
        }
        final double erle = decibels(power(near, 4 * RATE, 6 * RATE) / power(out, 4 * RATE, 6 * RATE));
        assertTrue(erle > 30, "ERLE " + erle + " dB two seconds later");
    }

    @Test
    void survivesDropoutsOnEitherSide() {
        final float[] far = Signals.speech(8 * RATE, RATE, 13);
        final float[] near = Signals.through(far, Signals.room(RATE, 0.3, 0.5, 14), 640);
        final float[] heard = near.clone();
        final float[] played = far.clone();
        java.util.Arrays.fill(heard, 4 * RATE, 4 * RATE + RATE / 10, 0);
        java.util.Arrays.fill(played, 5 * RATE, 5 * RATE + RATE / 10, 0);
        final float[] out = run(new EchoKernel(RATE, true), RATE, heard, played);
        final double erle = decibels(power(near, 6 * RATE, 8 * RATE) / power(out, 6 * RATE, 8 * RATE));
        assertTrue(erle > 30, "ERLE " + erle + " dB");
    }

    @Test
    void findsDelaysUpToHalfASecond() {
        for (final int delayMs : new int[] {0, 150, 480}) {
            final float[] far = Signals.speech(6 * RATE, RATE, 15);
            final float[] near = Signals.through(far, Signals.room(RATE, 0.3, 0.5, 16), delayMs * 16);
            final EchoKernel kernel = new EchoKernel(RATE, true);
            final float[] out = run(kernel, RATE, near, far);
            final double erle = decibels(power(near, 4 * RATE, 6 * RATE) / power(out, 4 * RATE, 6 * RATE));
            assertEquals(delayMs, kernel.delayMs(), 10, "delay");
            assertTrue(erle > 30, "ERLE " + erle + " dB at " + delayMs + " ms");
        }
    }

    @Test
    void refusesRatesThatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new EchoKernel(44_100, true));
    }
}
