package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * What the loudspeaker does to the far end before the room does: a curve without memory, learnt from the echo (a Hammerstein model).
 *
 * <p>The curve is the identity less a sum of saturating and even functions of the level in use. Each is sent through the room as the
 * filter knows it, and a small weighted least-squares regression of the microphone on the results gives the shares (after Stenger &amp;
 * Kellermann, "Adaptation of a memoryless preprocessor for nonlinear acoustic echo cancelling", Signal Processing 80, 2000). Blocks
 * count by the inverse of what they leave unexplained, so double talk hardly counts; a curve is used only if it explains the microphone
 * better than a straight line. Not thread-safe.
 */
final class LoudspeakerModel {
    private static final int TERMS = 5;
    // Drives of the saturations relative to the greatest level: from where they bend to what is all but clipped.
    private static final float SOFT = 1.5f;
    private static final float HARD = 5f;
    private static final float EVEN = 3f;
    private static final float EVEN_HARD = 8f;
    private static final double MEMORY = 0.99;
    private static final double RIDGE = 1e-3;
    private static final double WORTH = 0.97;
    private static final double FOLLOW = 0.25;
    /** Echo as the filter sees it must make up this share of the microphone, else there is more to hear than to learn. */
    private static final double MOSTLY = 0.5;
    private static final double LEAST_BLOCKS = 6;
    private static final float LOUDER = 1.15f;
    private static final float LEAST_LEVEL = 1e-3f;
    private static final float PRE_EMPHASIS = 0.9f;

    private final FarHistory history;
    private final Fft fft;
    private final int bins;
    private final int hop;
    private final int partitionHops;
    private final int partitions;
    private final int span;
    private final float[][][] re;
    private final float[][][] im;
    private final float[] block;
    private final float[] time;
    private final float[] yr;
    private final float[] yi;
    private final float[][] y;
    private final float[] microphone;
    private final float[] target;
    private final float[] wanted;
    private final float[][] terms;
    private final double[][] r = new double[TERMS][TERMS];
    private final double[] b = new double[TERMS];
    private final double[] moments = new double[TERMS];
    private final double[][] factor = new double[TERMS][TERMS];
    private final double[] solution = new double[TERMS];
    private final float[] shares = new float[TERMS];
    private double explained;
    private double weightSum;
    private float level = LEAST_LEVEL;
    private int newest;
    private int lastDelay;
    private int phase;
    private boolean straight = true;

    LoudspeakerModel(final FarHistory history, final Fft fft, final int hop, final int partitionHops, final int partitions) {
        this.history = history;
        this.fft = fft;
        this.hop = hop;
        this.partitionHops = partitionHops;
        this.partitions = partitions;
        bins = fft.bins();
        span = partitionHops * hop;
        re = new float[TERMS][partitions][bins];
        im = new float[TERMS][partitions][bins];
        block = new float[fft.size()];
        time = new float[fft.size()];
        yr = new float[bins];
        yi = new float[bins];
        y = new float[TERMS][span];
        microphone = new float[span + 1];
        target = new float[span];
        wanted = new float[fft.size()];
        terms = new float[TERMS][fft.size()];
        reset();
    }

    /** Sends samples through the loudspeaker as it is known. */
    void shape(final float[] x, final int n) {
        if (straight) {
            return;
        }
        final float soft = square(SOFT / level);
        final float hard = square(HARD / level);
        final float even = square(EVEN / level);
        final float evenHard = square(EVEN_HARD / level);
        final float s0 = shares[0];
        final float s1 = shares[1];
        final float s2 = shares[2];
        final float s3 = shares[3] / level;
        final float s4 = shares[4] * EVEN_HARD * EVEN_HARD / level;
        for (int i = 0; i < n; i++) {
            final float v = x[i];
            final float q = v * v;
            final float a = v / (float) Math.sqrt(1 + soft * q);
            final float c = v / (float) Math.sqrt(1 + hard * q);
            x[i] = s0 * v + s1 * (v - a) + s2 * (a - c) + s3 * q / (float) Math.sqrt(1 + even * q) + s4 * q / (1 + evenHard * q);
        }
    }

    private void term(final int which, final float[] x, final float[] to) {
        final float soft = square(SOFT / level);
        final float hard = square(HARD / level);
        final float even = square(EVEN / level);
        final float evenHard = square(EVEN_HARD / level);
        final float perLevel = 1 / level;
        final float hardPerLevel = EVEN_HARD * EVEN_HARD / level;
        for (int i = 0; i < x.length; i++) {
            final float v = x[i];
            final float q = v * v;
            to[i] = switch (which) {
                case 0 -> v;
                case 1 -> v - v / (float) Math.sqrt(1 + soft * q);
                case 2 -> v / (float) Math.sqrt(1 + soft * q) - v / (float) Math.sqrt(1 + hard * q);
                case 3 -> perLevel * q / (float) Math.sqrt(1 + even * q);
                default -> hardPerLevel * q / (1 + evenHard * q);
            };
        }
    }

    private static float square(final float x) {
        return x * x;
    }

    /**
     * One hop; the history has the far end of that time already.
     *
     * @param near   the microphone.
     * @param filter the room as it is known.
     * @param delay  at which the filter reads the far end.
     */
    void process(final float[] near, final KalmanEchoFilter filter, final int delay) {
        System.arraycopy(microphone, hop, microphone, 0, microphone.length - hop);
        System.arraycopy(near, 0, microphone, microphone.length - hop, hop);
        phase++;
        if (phase < partitionHops) {
            return;
        }
        phase = 0;
        history.read(delay, block, 0, block.length);
        if (louder() || delay != lastDelay) {
            lastDelay = delay;
            transformAgain(delay);
            history.read(delay, block, 0, block.length);
        } else {
            newest = newest == 0 ? partitions - 1 : newest - 1;
            transform(newest);
        }
        regress(filter);
    }

    /** The terms bend relative to the greatest level so far: when it rises, the curve is kept and expressed by the new ones. */
    private boolean louder() {
        float most = 0;
        for (int i = block.length - span; i < block.length; i++) {
            most = Math.max(most, Math.abs(block[i]));
        }
        if (most <= level) {
            return false;
        }
        final float before = level;
        level = LOUDER * most;
        forget();
        if (!straight) {
            express(before);
        }
        return true;
    }

    private void express(final float before) {
        final int points = time.length;
        final float now = level;
        for (int i = 0; i < points; i++) {
            // denser where speech is
            final float u = 2f * i / (points - 1) - 1;
            block[i] = now * u * u * u;
            wanted[i] = block[i];
        }
        level = before;
        shape(wanted, points);
        level = now;
        for (int t = 0; t < TERMS; t++) {
            term(t, block, terms[t]);
        }
        for (int t = 0; t < TERMS; t++) {
            for (int u = 0; u <= t; u++) {
                factor[t][u] = dot(terms[t], terms[u]);
            }
            factor[t][t] *= 1 + 1e-4;
            solution[t] = dot(terms[t], wanted);
        }
        solve();
        for (int t = 0; t < TERMS; t++) {
            shares[t] = (float) Math.max(-4, Math.min(4, solution[t]));
        }
    }

    /** All blocks that the filter spans, by the terms as they are. */
    private void transformAgain(final int delay) {
        newest = 0;
        for (int j = 0; j < partitions; j++) {
            history.read(delay + j * span, block, 0, block.length);
            transform(j);
        }
    }

    private void transform(final int to) {
        for (int t = 0; t < TERMS; t++) {
            term(t, block, time);
            fft.forward(time, 0, re[t][to], im[t][to]);
        }
    }

    private void regress(final KalmanEchoFilter filter) {
        for (int t = 0; t < TERMS; t++) {
            Arrays.fill(yr, 0);
            Arrays.fill(yi, 0);
            for (int j = 0; j < partitions; j++) {
                final int at = newest + j < partitions ? newest + j : newest + j - partitions;
                VectorMath.multiplyAdd(re[t][at], im[t][at], filter.re[j], filter.im[j], yr, yi, bins);
            }
            fft.inverse(yr, yi, time, 0);
            final int from = time.length - span;
            for (int i = 0; i < span; i++) {
                y[t][i] = time[from + i] - PRE_EMPHASIS * time[from + i - 1];
            }
        }
        for (int i = 0; i < span; i++) {
            target[i] = microphone[i + 1] - PRE_EMPHASIS * microphone[i];
        }
        accumulate();
        regressShares();
    }

    private void accumulate() {
        double power = 0;
        double left = 0;
        for (int i = 0; i < span; i++) {
            double e = target[i];
            for (int t = 0; t < TERMS; t++) {
                e -= shares[t] * y[t][i];
            }
            left += e * e;
            power += target[i] * target[i];
        }
        if (dot(y[0], y[0]) < MOSTLY * power) {
            return;
        }
        final double weight = 1 / (left + 1e-3 * power + 1e-9 * span);
        explained = MEMORY * explained + weight * power;
        weightSum = MEMORY * weightSum + 1;
        for (int t = 0; t < TERMS; t++) {
            for (int u = 0; u <= t; u++) {
                r[t][u] = MEMORY * r[t][u] + weight * dot(y[t], y[u]);
            }
            b[t] = MEMORY * b[t] + weight * dot(y[t], target);
        }
        followMoments();
    }

    /** How much of each term goes with the far end itself: a curve is scaled so that the room keeps its gain. */
    private void followMoments() {
        for (int t = 0; t < TERMS; t++) {
            term(t, block, time);
            double sum = 0;
            for (int i = block.length - span; i < block.length; i++) {
                sum += block[i] * time[i];
            }
            moments[t] = MEMORY * moments[t] + sum;
        }
    }

    private static double dot(final float[] p, final float[] q) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < p.length - 3; i += 4) {
            s0 += p[i] * q[i];
            s1 += p[i + 1] * q[i + 1];
            s2 += p[i + 2] * q[i + 2];
            s3 += p[i + 3] * q[i + 3];
        }
        return (double) s0 + s1 + s2 + s3;
    }

    private void regressShares() {
        if (weightSum < LEAST_BLOCKS || r[0][0] < 1e-6) {
            return;
        }
        // A ridge draws all but the straight share to zero.
        for (int t = 0; t < TERMS; t++) {
            System.arraycopy(r[t], 0, factor[t], 0, TERMS);
            factor[t][t] += RIDGE * r[t][t] + 1e-4 * weightSum;
            solution[t] = b[t] + (t == 0 ? RIDGE * r[0][0] + 1e-4 * weightSum : 0);
        }
        solve();
        adopt();
    }

    /** Solves {@code factor * x = solution} for a symmetric matrix of which the lower half is given (Cholesky). */
    private void solve() {
        for (int t = 0; t < TERMS; t++) {
            for (int u = 0; u <= t; u++) {
                double s = factor[t][u];
                for (int k = 0; k < u; k++) {
                    s -= factor[t][k] * factor[u][k];
                }
                factor[t][u] = t == u ? Math.sqrt(Math.max(s, 1e-12)) : s / factor[u][u];
            }
        }
        for (int t = 0; t < TERMS; t++) {
            double s = solution[t];
            for (int k = 0; k < t; k++) {
                s -= factor[t][k] * solution[k];
            }
            solution[t] = s / factor[t][t];
        }
        for (int t = TERMS - 1; t >= 0; t--) {
            double s = solution[t];
            for (int k = t + 1; k < TERMS; k++) {
                s -= factor[k][t] * solution[k];
            }
            solution[t] = s / factor[t][t];
        }
    }

    private void adopt() {
        final double line = explained - b[0] * b[0] / r[0][0];
        double curve = explained;
        double gain = 0;
        for (int t = 0; t < TERMS; t++) {
            curve -= 2 * b[t] * solution[t];
            for (int u = 0; u < TERMS; u++) {
                curve += solution[t] * solution[u] * (u <= t ? r[t][u] : r[u][t]);
            }
            gain += solution[t] * moments[t];
        }
        gain /= moments[0];
        final boolean worth = curve < WORTH * line && gain > 0.1 && gain < 10;
        boolean bent = false;
        for (int t = 0; t < TERMS; t++) {
            final double to = worth ? solution[t] / gain : t == 0 ? 1 : 0;
            shares[t] += (float) (FOLLOW * (Math.max(-4, Math.min(4, to)) - shares[t]));
            bent |= t > 0 && Math.abs(shares[t]) > 1e-3f;
        }
        straight = !bent;
    }

    /** Another room, or another part of it: what was regressed on the old one is void, the curve is kept. */
    void forget() {
        for (final double[] row : r) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(b, 0);
        Arrays.fill(moments, 0);
        explained = 0;
        weightSum = 0;
    }

    void reset() {
        forget();
        Arrays.fill(shares, 0);
        shares[0] = 1;
        straight = true;
        level = LEAST_LEVEL;
    }
}
