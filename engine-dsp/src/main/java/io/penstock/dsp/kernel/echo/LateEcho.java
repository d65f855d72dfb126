package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Power of the reverberation that comes after the filter's end: it goes on falling as the filter's own last partitions fall (the
 * statistical model of Polack; Habets, "Single- and multi-microphone speech dereverberation", 2007). Not thread-safe.
 */
final class LateEcho {
    private static final float LEAST_FALL = 0.05f;
    private static final float MOST_FALL = 0.7f;
    private static final float TINY = 1e-12f;

    private final FarSpectra far;
    private final KalmanEchoFilter filter;
    private final int age;
    private final int partitionHops;
    private final float[] power;

    LateEcho(final FarSpectra far, final KalmanEchoFilter filter, final int partitionHops) {
        this.far = far;
        this.filter = filter;
        this.partitionHops = partitionHops;
        age = filter.partitions * partitionHops;
        power = new float[far.bins];
    }

    /**
     * One hop: the far spectra are up to date.
     *
     * @param expected power of what the filter expects to be left, to which this is added.
     */
    void addTo(final float[] expected) {
        final int last = filter.partitions - 1;
        final float early = energy(last - 3) + energy(last - 2);
        final float late = energy(last - 1) + energy(last);
        // over a partition, and over a hop
        final float fall = Math.max(LEAST_FALL, Math.min(MOST_FALL, (float) Math.sqrt(late / (early + TINY))));
        final float fallHop = (float) Math.pow(fall, 1.0 / partitionHops);
        final float gain = (1 - fallHop) * fall / (1 - fall);
        final float[] re = filter.re[last];
        final float[] im = filter.im[last];
        final float[] x = far.power(age);
        for (int k = 0; k < power.length; k++) {
            power[k] = fallHop * power[k] + gain * (re[k] * re[k] + im[k] * im[k]) * x[k];
        }
        for (int k = 0; k < power.length; k++) {
            expected[k] += power[k];
        }
    }

    private float energy(final int partition) {
        return VectorMath.energy(filter.re[partition], 0, power.length) + VectorMath.energy(filter.im[partition], 0, power.length);
    }

    void clear() {
        Arrays.fill(power, 0);
    }
}
