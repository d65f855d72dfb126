package io.penstock.dsp.kernel.echo;

import static io.penstock.dsp.kernel.Signals.decibels;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.VectorMath;
import org.junit.jupiter.api.Test;

class LateEchoTest {
    private static final int HOP = 16;
    private static final int POINTS = 128;
    private static final int PARTITION_HOPS = 3;
    private static final int PARTITIONS = 6;
    private static final int TAPS = PARTITION_HOPS * HOP;

    @Test
    void expectsAsMuchAfterTheFiltersEndAsAnExponentialRoomHas() {
        final FarHistory history = new FarHistory(4096);
        final Fft fft = new Fft(POINTS);
        final LoudspeakerModel straight = new LoudspeakerModel(history, fft, HOP, PARTITION_HOPS, PARTITIONS);
        final FarSpectra spectra = new FarSpectra(fft, history, straight, HOP, PARTITION_HOPS * PARTITIONS + 1);
        final KalmanEchoFilter filter = new KalmanEchoFilter(spectra, fft, PARTITION_HOPS, PARTITIONS, 2 * HOP, 1);
        final double fall = 0.5;
        final float[] room = Signals.noise(3 * PARTITIONS * TAPS, 0.1, 1);
        for (int i = 0; i < room.length; i++) {
            room[i] *= (float) Math.pow(fall, 0.5 * i / TAPS);
        }
        final float[] block = new float[POINTS];
        for (int j = 0; j < PARTITIONS; j++) {
            System.arraycopy(room, j * TAPS, block, 0, TAPS);
            fft.forward(block, 0, filter.re[j], filter.im[j]);
        }
        double beyond = 0;
        for (int i = PARTITIONS * TAPS; i < room.length; i++) {
            beyond += room[i] * room[i];
        }
        final float[] x = Signals.noise(600 * HOP, 0.1, 2);
        final LateEcho late = new LateEcho(spectra, filter, PARTITION_HOPS);
        double sum = 0;
        int count = 0;
        for (int t = 0; t < x.length; t += HOP) {
            history.write(x, t, HOP);
            spectra.push();
            final float[] expected = new float[spectra.bins];
            late.addTo(expected);
            if (t > x.length / 3) {
                sum += VectorMath.sum(expected, 1, spectra.bins - 2) / (spectra.bins - 2);
                count++;
            }
        }
        assertEquals(decibels(beyond * 0.01 * POINTS), decibels(sum / count), 3, "dB");
    }
}
