package io.penstock.dsp.kernel.echo;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Signals;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LoudspeakerModelTest {
    private static final int RATE = 16_000;
    private static final int HOP = 160;
    private static final int POINTS = 1024;
    private static final int PARTITION_HOPS = 3;
    private static final int PARTITIONS = 4;

    private final FarHistory history = new FarHistory(8192);
    private final Fft fft = new Fft(POINTS);
    private final LoudspeakerModel model = new LoudspeakerModel(history, fft, HOP, PARTITION_HOPS, PARTITIONS);
    private final FarSpectra spectra = new FarSpectra(fft, history, model, HOP, PARTITION_HOPS * PARTITIONS + 1);
    private final KalmanEchoFilter filter = new KalmanEchoFilter(spectra, fft, PARTITION_HOPS, PARTITIONS, 2 * HOP, 0.99995f);

    @Test
    void findsSaturation() {
        assertTrue(learn(v -> Math.tanh(8 * v) / 8) > 30, "soft");
    }

    @Test
    void findsClipping() {
        assertTrue(learn(v -> Math.max(-0.15, Math.min(0.15, v))) > 20, "hard");
    }

    @Test
    void findsAnAsymmetricCone() {
        assertTrue(learn(v -> v > 0 ? Math.tanh(6 * v) / 6 : Math.tanh(3 * v) / 3) > 25, "asymmetric");
    }

    @Test
    void leavesALinearLoudspeakerAsItIs() {
        learn(DoubleUnaryOperator.identity());
        final float[] x = Signals.noise(100, 0.1, 9);
        final float[] shaped = x.clone();
        model.shape(shaped, shaped.length);
        assertArrayEquals(x, shaped, 0, "bit for bit");
    }

    @Test
    void keepsItsHeadWhenSomebodyTalks() {
        final float[] far = Signals.speech(8 * RATE, RATE, 1);
        final float[] near = Signals.through(far, Signals.room(RATE, 0.2, 0.5, 2), 10);
        final float[] voice = Signals.speech(8 * RATE, RATE, 3);
        for (int i = 4 * RATE; i < near.length; i++) {
            near[i] += 2 * voice[i];
        }
        run(far, near);
        final float[] x = {-0.3f, -0.1f, 0.01f, 0.1f, 0.3f};
        final float[] shaped = x.clone();
        model.shape(shaped, shaped.length);
        assertArrayEquals(x, shaped, 0.02f);
    }

    /** How much better than a straight line the curve is that was learnt, in dB against the true one up to gain. */
    private double learn(final DoubleUnaryOperator curve) {
        final float[] far = Signals.speech(8 * RATE, RATE, 1);
        final float[] played = new float[far.length];
        for (int i = 0; i < far.length; i++) {
            played[i] = (float) curve.applyAsDouble(far[i]);
        }
        run(far, Signals.through(played, Signals.room(RATE, 0.1, 0.5, 2), 10));
        final float[] shaped = far.clone();
        model.shape(shaped, shaped.length);
        double cross = 0;
        for (int i = 0; i < far.length; i++) {
            cross += (double) shaped[i] * played[i];
        }
        final double gain = cross / (power(shaped, 0, far.length) * far.length);
        final float[] wrong = new float[far.length];
        for (int i = 0; i < far.length; i++) {
            wrong[i] = (float) (played[i] - gain * shaped[i]);
        }
        return decibels(power(played, 0, far.length) / power(wrong, 0, far.length));
    }

    private void run(final float[] far, final float[] near) {
        final float[] microphone = new float[HOP];
        final float[] echo = new float[2 * HOP];
        final float[] error = new float[2 * HOP];
        for (int t = 0; t + HOP <= far.length; t += HOP) {
            history.write(far, t, HOP);
            spectra.push();
            filter.estimate(echo);
            for (int i = 0; i < 2 * HOP; i++) {
                final int at = t - HOP + i;
                error[i] = (at < 0 ? 0 : near[at]) - echo[i];
            }
            filter.update(error);
            System.arraycopy(near, t, microphone, 0, HOP);
            model.process(microphone, filter, 0);
        }
    }
}
