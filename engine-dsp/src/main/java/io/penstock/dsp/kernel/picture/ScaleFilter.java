package io.penstock.dsp.kernel.picture;

import java.util.function.DoubleUnaryOperator;

/**
 * The weights that bring a row (or column) of samples to another number of samples: for every target sample the first source sample and one
 * weight for each of {@link #taps()} neighbours, in 14-bit fixed point, the weights of a sample adding up to exactly 16384. Immutable.
 *
 * <p>The centre of target sample {@code i} lies at {@code (i + 0.5) * source / target - 0.5} of the source. Where samples become fewer, the
 * interpolating kernel is stretched by the factor, which makes it the low-pass filter that keeps aliases out. First samples may lie before
 * the start, and the last beyond the end: whoever applies the weights repeats the edge.
 *
 * <p>Sources: R. G. Keys, "Cubic convolution interpolation", IEEE ASSP 29(6), 1981; C. E. Duchon, "Lanczos filtering in one and two
 * dimensions", J. Appl. Meteor. 18, 1979.
 */
public final class ScaleFilter {
    /** Bits of the weights' fraction. */
    public static final int BITS = 14;
    /** What the weights of a sample add up to. */
    public static final int ONE = 1 << BITS;

    private final int source;
    private final int taps;
    private final int[] first;
    private final short[] weights;

    private ScaleFilter(final int source, final int taps, final int[] first, final short[] weights) {
        this.source = source;
        this.taps = taps;
        this.first = first;
        this.weights = weights;
    }

    /**
     * Windowed sinc with three lobes a side.
     *
     * @param source samples there are, positive.
     * @param target samples wanted, positive.
     * @return the filter.
     */
    public static ScaleFilter lanczos(final int source, final int target) {
        return of(source, target, 3, x -> x == 0 ? 1 : 3 * Math.sin(Math.PI * x) * Math.sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x));
    }

    /**
     * Cubic convolution with a = -0.6, the bicubic of ffmpeg's swscale, down to its habit of leaving out the outermost weight of samples that
     * lie within one and a half steps of the start (it rounds towards zero there).
     *
     * @param source samples there are, positive.
     * @param target samples wanted, positive.
     * @return the filter.
     */
    public static ScaleFilter bicubic(final int source, final int target) {
        final double a = -0.6;
        return of(source, target, 2, true, x -> x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0);
    }

    /**
     * Linear between neighbours; a triangle as wide as twice the step where samples become fewer.
     *
     * @param source samples there are, positive.
     * @param target samples wanted, positive.
     * @return the filter.
     */
    public static ScaleFilter triangle(final int source, final int target) {
        return of(source, target, 1, x -> Math.max(0, 1 - x));
    }

    /**
     * Mean over the area that a target sample covers; linear where samples become more.
     *
     * @param source samples there are, positive.
     * @param target samples wanted, positive.
     * @return the filter.
     */
    public static ScaleFilter area(final int source, final int target) {
        if (source <= target) {
            return triangle(source, target);
        }
        final double step = (double) source / target;
        final double[][] overlap = new double[target][];
        final int[] first = new int[target];
        int taps = 1;
        for (int i = 0; i < target; i++) {
            final double from = i * step;
            final double to = from + step;
            first[i] = (int) from;
            final int n = Math.max(1, (int) Math.ceil(to - 1e-9) - first[i]);
            overlap[i] = new double[n];
            for (int k = 0; k < n; k++) {
                overlap[i][k] = Math.max(0, Math.min(to, first[i] + k + 1) - Math.max(from, first[i] + k));
            }
            taps = Math.max(taps, n);
        }
        return new ScaleFilter(source, taps, first, quantised(overlap, taps));
    }

    private static ScaleFilter of(final int source, final int target, final int lobes, final DoubleUnaryOperator kernel) {
        return of(source, target, lobes, false, kernel);
    }

    private static ScaleFilter of(final int source, final int target, final int lobes, final boolean towardsZero,
                                  final DoubleUnaryOperator kernel) {
        if (source == target) {
            return new ScaleFilter(source, 1, identity(source), quantised(new double[source][1], 1));
        }
        final double step = (double) source / target;
        final double stretch = Math.max(1, step);
        final int taps = (int) Math.ceil(2 * lobes * stretch - 1e-9);
        final int[] first = new int[target];
        final double[][] wanted = new double[target][taps];
        for (int i = 0; i < target; i++) {
            final double centre = (i + 0.5) * step - 0.5;
            first[i] = (int) Math.floor(centre - lobes * stretch + 1e-9) + 1;
            // libswscale/utils.c, initFilter(): filterSize, xx
            final int swscaleTaps = 1 + (source <= target ? 2 * lobes : (2 * lobes * source + target - 1) / target);
            final int least = towardsZero ? (int) (centre - (swscaleTaps - 2) * 0.5) : first[i];
            for (int k = 0; k < taps; k++) {
                final double x = Math.abs(first[i] + k - centre) / stretch;
                wanted[i][k] = x < lobes && first[i] + k >= least ? kernel.applyAsDouble(x) : 0;
            }
        }
        return new ScaleFilter(source, taps, first, quantised(wanted, taps));
    }

    private static int[] identity(final int n) {
        final int[] first = new int[n];
        for (int i = 0; i < n; i++) {
            first[i] = i;
        }
        return first;
    }

    /** Rounds so that the errors cancel from tap to tap and every sum is exact: flat areas stay what they are. */
    private static short[] quantised(final double[][] wanted, final int taps) {
        final short[] weights = new short[wanted.length * taps];
        for (int i = 0; i < wanted.length; i++) {
            double sum = 0;
            for (final double w : wanted[i]) {
                sum += w;
            }
            double exact = 0;
            int given = 0;
            for (int k = 0; k < wanted[i].length; k++) {
                exact += sum == 0 ? k == 0 ? 1 : 0 : wanted[i][k] / sum;
                final int w = (int) Math.round(exact * ONE) - given;
                weights[i * taps + k] = (short) w;
                given += w;
            }
        }
        return weights;
    }

    /**
     * Number of weights of each target sample.
     *
     * @return at least 1.
     */
    public int taps() {
        return taps;
    }

    /**
     * Number of source samples.
     *
     * @return as given.
     */
    public int source() {
        return source;
    }

    /**
     * Number of target samples.
     *
     * @return as given.
     */
    public int target() {
        return first.length;
    }

    /**
     * Source sample that the first weight of a target sample belongs to.
     *
     * @param sample index of the target sample.
     * @return the index, which may be negative.
     */
    public int first(final int sample) {
        return first[sample];
    }

    /**
     * A weight.
     *
     * @param sample index of the target sample.
     * @param tap    0 to {@link #taps()} - 1.
     * @return the weight, 16384 = 1.
     */
    public int weight(final int sample, final int tap) {
        return weights[sample * taps + tap];
    }

    /**
     * By how many samples the weights reach beyond the source, at its start or its end.
     *
     * @return zero or more.
     */
    public int overhang() {
        int most = 0;
        for (final int f : first) {
            most = Math.max(most, Math.max(-f, f + taps - source));
        }
        return most;
    }
}
