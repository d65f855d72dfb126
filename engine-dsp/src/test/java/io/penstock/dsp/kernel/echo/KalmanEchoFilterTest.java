package io.penstock.dsp.kernel.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Signals;
import org.junit.jupiter.api.Test;

class KalmanEchoFilterTest {
    private static final int HOP = 16;
    private static final int POINTS = 128;
    private static final int PARTITIONS = 3;
    private static final int PARTITION_HOPS = 3;
    private static final int ERROR = 32;

    private final FarHistory history = new FarHistory(2048);
    private final LoudspeakerModel straight = new LoudspeakerModel(history, new Fft(POINTS), HOP, PARTITION_HOPS, PARTITIONS);
    private final FarSpectra spectra = new FarSpectra(new Fft(POINTS), history, straight, HOP, PARTITIONS * PARTITION_HOPS + 1);
    private final KalmanEchoFilter filter =
        new KalmanEchoFilter(spectra, new Fft(POINTS), PARTITION_HOPS, PARTITIONS, ERROR, 0.9999f);

    @Test
    void followsTheEquationsInDoublePrecision() {
        final int n = HOP * 200;
        final float[] x = Signals.noise(n, 0.1, 1);
        final float[] d = Signals.through(x, Signals.room(600, 0.1, 0.5, 2), 5);
        final SlowKalmanFilter slow = new SlowKalmanFilter(POINTS, HOP, PARTITION_HOPS, PARTITIONS, ERROR, 0.9999);
        for (int j = 0; j < PARTITIONS; j++) {
            slow.prior(j, filter.prior(j));
        }
        final float[] echo = new float[ERROR];
        final float[] error = new float[ERROR];
        for (int t = 0; t < n; t += HOP) {
            history.write(x, t, HOP);
            spectra.push();
            filter.estimate(echo);
            final double[] expected = slow.step(x, d, t + HOP);
            for (int i = 0; i < ERROR; i++) {
                final int at = t + HOP - ERROR + i;
                assertEquals(expected[i], echo[i], 2e-4, "sample " + at);
                error[i] = (at < 0 ? 0 : d[at]) - echo[i];
            }
            filter.update(error);
        }
        assertTrue(Signals.power(error, 0, ERROR) < 1e-4 * Signals.power(d, n - 500, n), "has learnt the path");
    }

    @Test
    void keepsThePathWhenItMovesWithTheFarEnd() {
        final int n = HOP * 400;
        final float[] x = Signals.noise(n, 0.1, 3);
        final float[] d = Signals.through(x, new float[] {0.5f, -0.2f, 0.1f}, PARTITION_HOPS * HOP + 7);
        final float[] echo = new float[ERROR];
        final float[] error = new float[ERROR];
        double worst = 0;
        for (int t = 0; t < n; t += HOP) {
            history.write(x, t, HOP);
            spectra.push();
            filter.estimate(echo);
            for (int i = 0; i < ERROR; i++) {
                final int at = t + HOP - ERROR + i;
                error[i] = (at < 0 ? 0 : d[at]) - echo[i];
            }
            filter.update(error);
            if (t == HOP * 300) {
                spectra.delay(PARTITION_HOPS * HOP);
                filter.shift(1);
            }
            if (t == HOP * 350) {
                spectra.delay(0);
                filter.shift(-1);
            }
            if (t > HOP * 290) {
                worst = Math.max(worst, Signals.power(error, 0, ERROR));
            }
        }
        assertTrue(worst < 1e-4 * Signals.power(d, 1000, n), "worst error " + worst);
    }
}
