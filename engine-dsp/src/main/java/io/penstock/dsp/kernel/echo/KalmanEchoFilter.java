package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * Partitioned-block Kalman filter in the frequency domain: an echo path as random walk, observed through the microphone.
 *
 * <p>After Enzner &amp; Vary, "Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free telephones" (Signal
 * Processing 86, 2006), and Kuech, Mabande &amp; Enzner, "State-space architecture of the partitioned-block-based acoustic echo
 * controller" (ICASSP 2014). The step size of every bin and partition follows from its own uncertainty and the power of whatever else is
 * in the microphone, so double talk slows it without a detector.
 */
final class KalmanEchoFilter {
    private static final float TINY = 1e-12f;
    private static final float NEAR_RATE = 0.2f;
    private static final float LEAST_NEAR = 0.1f;
    private static final float DOUBT_PRIOR = 0.3f;
    /** Partitions that are constrained in turn at every step, and how short a filter is constrained whole. */
    private static final int CONSTRAINED = 2;
    private static final int SHORT = 3;

    final int partitions;
    private final FarSpectra far;
    private final Fft fft;
    private final int bins;
    private final int hop;
    private final int partitionHops;
    private final int partitionTaps;
    private final int errorSamples;
    private final float observed;
    final float[][] re;
    final float[][] im;
    final float[][] p;
    private final float[] yr;
    private final float[] yi;
    private final float[] er;
    private final float[] ei;
    private final float[] uncertain;
    private final float[] near;
    private final float[] errorPower;
    private final float[] gr;
    private final float[] gi;
    private final float[] inverseDenominator;
    private final float[] time;
    private final float[] error;
    private final float[] taps;
    private int nextToConstrain;
    private final float forgetting;
    private final int constrainedPerUpdate;

    KalmanEchoFilter(final FarSpectra far, final Fft fft, final int partitionHops, final int partitions, final int errorSamples,
        final float forgetting) {
        this.far = far;
        this.fft = fft;
        this.partitionHops = partitionHops;
        this.partitions = partitions;
        this.errorSamples = errorSamples;
        hop = far.hop;
        bins = fft.bins();
        partitionTaps = partitionHops * hop;
        observed = (float) errorSamples / fft.size();
        this.forgetting = forgetting;
        constrainedPerUpdate = partitions <= SHORT ? partitions : CONSTRAINED;
        re = new float[partitions][bins];
        im = new float[partitions][bins];
        p = new float[partitions][bins];
        yr = new float[bins];
        yi = new float[bins];
        er = new float[bins];
        ei = new float[bins];
        uncertain = new float[bins];
        near = new float[bins];
        errorPower = new float[bins];
        gr = new float[bins];
        gi = new float[bins];
        inverseDenominator = new float[bins];
        time = new float[fft.size()];
        error = new float[fft.size()];
        taps = new float[partitions * partitionTaps];
        reset();
    }

    void reset() {
        for (int j = 0; j < partitions; j++) {
            clear(j);
        }
        Arrays.fill(near, 0);
    }

    float prior(final int partition) {
        return (float) (1.0 * Math.pow(10, -1.5 * partition * partitionHops / 10.0 * 0.5));
    }

    /** Takes over what another filter of the same shape knows, and how sure it is. */
    void copyFrom(final KalmanEchoFilter other) {
        copyWeightsFrom(other);
        for (int j = 0; j < partitions; j++) {
            System.arraycopy(other.p[j], 0, p[j], 0, bins);
        }
        System.arraycopy(other.near, 0, near, 0, bins);
    }

    /** Takes over the path that another filter of the same shape has found. */
    void copyWeightsFrom(final KalmanEchoFilter other) {
        for (int j = 0; j < partitions; j++) {
            System.arraycopy(other.re[j], 0, re[j], 0, bins);
            System.arraycopy(other.im[j], 0, im[j], 0, bins);
        }
    }

    /** The echo of the newest samples: {@code echo[0 .. errorSamples)} ends with the newest. */
    void estimate(final float[] echo) {
        Arrays.fill(yr, 0);
        Arrays.fill(yi, 0);
        for (int j = 0; j < partitions; j++) {
            final int age = j * partitionHops;
            VectorMath.multiplyAdd(far.re(age), far.im(age), re[j], im[j], yr, yi, bins);
        }
        fft.inverse(yr, yi, time, 0);
        System.arraycopy(time, time.length - errorSamples, echo, 0, errorSamples);
    }

    /** Learns from what is left in the microphone, {@code errorSamples} that end with the newest. */
    void update(final float[] e) {
        System.arraycopy(e, 0, error, error.length - errorSamples, errorSamples);
        fft.forward(error, 0, er, ei);
        VectorMath.power(er, ei, errorPower, bins);
        Arrays.fill(uncertain, 0);
        for (int j = 0; j < partitions; j++) {
            VectorMath.multiplyAdd(far.power(j * partitionHops), p[j], uncertain, bins);
        }
        final float toBlock = 1 / observed;
        for (int k = 0; k < bins; k++) {
            // The expectation step of an EM estimate of the near end's power (Malik & Enzner 2010), never trusting the model all the way.
            final float u = observed * uncertain[k];
            final float prior = Math.max(near[k], LEAST_NEAR * errorPower[k]);
            final float h = prior / (prior + u + TINY);
            near[k] += NEAR_RATE * (h * h * errorPower[k] + h * u - near[k]);
        }
        for (int k = 0; k < bins; k++) {
            inverseDenominator[k] = 1 / (uncertain[k] + toBlock * near[k] + TINY);
        }
        final float a = forgetting;
        final float a2 = a * a;
        final float drive = 1 - a2;
        for (int j = 0; j < partitions; j++) {
            final int age = j * partitionHops;
            final float[] xr = far.re(age);
            final float[] xi = far.im(age);
            final float[] xp = far.power(age);
            final float[] pj = p[j];
            final float[] wr = re[j];
            final float[] wi = im[j];
            for (int k = 0; k < bins; k++) {
                final float g = pj[k] * inverseDenominator[k];
                wr[k] += g * (xr[k] * er[k] + xi[k] * ei[k]);
                wi[k] += g * (xr[k] * ei[k] - xi[k] * er[k]);
            }
            for (int k = 0; k < bins; k++) {
                final float w = wr[k] * wr[k] + wi[k] * wi[k];
                pj[k] = a2 * (1 - observed * pj[k] * xp[k] * inverseDenominator[k]) * pj[k] + drive * w;
            }
        }
        for (int i = 0; i < constrainedPerUpdate; i++) {
            constrain(nextToConstrain);
            nextToConstrain = nextToConstrain + 1 == partitions ? 0 : nextToConstrain + 1;
        }
    }

    /** The path may have changed: any tap may be as wrong as it is large, or as new as all once were; what was taken for near may be echo. */
    void doubt(final float share) {
        for (int j = 0; j < partitions; j++) {
            final float mean = DOUBT_PRIOR * prior(j) + share * (VectorMath.energy(re[j], 0, bins) + VectorMath.energy(im[j], 0, bins)) / bins;
            for (int k = 0; k < bins; k++) {
                p[j][k] = Math.max(p[j][k], mean);
            }
        }
        for (int k = 0; k < bins; k++) {
            near[k] *= 0.01f;
        }
    }

    /** Power gain of the path in white noise. */
    float gain() {
        float sum = 0;
        for (int j = 0; j < partitions; j++) {
            sum += VectorMath.energy(re[j], 0, bins) + VectorMath.energy(im[j], 0, bins);
        }
        return sum / bins;
    }

    /** Expects a path of this power gain rather than any. */
    void trust(final float gain) {
        for (int j = 0; j < partitions; j++) {
            for (int k = 0; k < bins; k++) {
                p[j][k] *= gain;
            }
        }
    }

    int partitionTaps() {
        return partitionTaps;
    }

    /** Power of the echo that is expected to be left in each bin, as an unwindowed block of the transform's size would have it. */
    float[] uncertainty() {
        return uncertain;
    }

    /** The far end comes later, or sooner, by whole partitions: the path begins earlier, or later. */
    void shift(final int later) {
        for (int step = 0; step < later; step++) {
            rotate(re, true);
            rotate(im, true);
            rotate(p, true);
            clear(partitions - 1);
        }
        for (int step = 0; step > later; step--) {
            rotate(re, false);
            rotate(im, false);
            rotate(p, false);
            clear(0);
        }
    }

    /** The far end comes later, or sooner, by any number of samples: the path begins earlier, or later. */
    void shiftTaps(final int later) {
        for (int j = 0; j < partitions; j++) {
            fft.inverse(re[j], im[j], time, 0);
            System.arraycopy(time, 0, taps, j * partitionTaps, partitionTaps);
        }
        for (int j = 0; j < partitions; j++) {
            Arrays.fill(time, 0);
            for (int i = 0; i < partitionTaps; i++) {
                final int from = j * partitionTaps + i + later;
                time[i] = from >= 0 && from < taps.length ? taps[from] : 0;
            }
            fft.forward(time, 0, re[j], im[j]);
        }
    }

    private static void rotate(final float[][] rows, final boolean down) {
        final int last = rows.length - 1;
        if (down) {
            final float[] row = rows[0];
            System.arraycopy(rows, 1, rows, 0, last);
            rows[last] = row;
        } else {
            final float[] row = rows[last];
            System.arraycopy(rows, 0, rows, 1, last);
            rows[0] = row;
        }
    }

    private void clear(final int j) {
        Arrays.fill(re[j], 0);
        Arrays.fill(im[j], 0);
        Arrays.fill(p[j], prior(j));
    }

    /** A partition has {@code partitionTaps} taps, the rest of its block is zero: what a circular update put there is taken out. */
    private void constrain(final int j) {
        fft.inverse(re[j], im[j], time, 0);
        Arrays.fill(time, partitionTaps, time.length, 0);
        fft.forward(time, 0, re[j], im[j]);
    }
}
