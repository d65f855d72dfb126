package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;
import java.util.Arrays;

/**
 * The echo path in two copies: one that holds on to what it learnt, and one that forgets quickly and so finds a changed path first.
 *
 * <p>What goes out is made by the steady one; when the quick one leaves much less echo, the steady one takes over its path (crossfaded
 * over a hop), and when it strays it gets the path of the steady one back. Not thread-safe.
 */
final class EchoPath {
    // Chosen on real rooms: a path lasts minutes in the one, a fifth of a second in the other.
    private static final float STEADY = 0.99995f;
    private static final float QUICK = 0.997f;
    private static final float MUCH_BETTER = 0.5f;
    private static final float STRAYED = 2f;
    /** What is left has to rise so many times above the usual for the path to be doubted. */
    private static final float RISE = 8;
    private static final float LEAST_LEFT = 0.03f;
    private static final int DOUBT_HOPS = 25;
    private static final float DOUBT = 2;
    private static final float ADDS = 1.2f;
    private static final int WRONG_HOPS = 3;
    private static final int UNSETTLED_HOPS = 20;
    private static final int SETTLING_HOPS = 40;
    private static final float MUTED = 1e-10f;
    private static final float AUDIBLE = 1e-6f;
    private static final float TINY = 1e-9f;
    private static final float ENERGY_RATE = 0.1f;

    final KalmanEchoFilter steady;
    final KalmanEchoFilter quick;
    private final FarSpectra far;
    private final int hop;
    private final int span;
    private final float[] echo;
    private final float[] quickEcho;
    private final float[] microphone;
    private final float[] error;
    private final float[] quickError;
    private final float[] silence;
    private float steadyEnergy;
    private float quickEnergy;
    private float microphoneEnergy;
    private float usualShare;
    private int sinceDoubt;
    private int wrongHops;
    private int settled;
    private boolean switched;

    EchoPath(final FarSpectra far, final Fft fft, final int partitionHops, final int partitions, final int errorHops) {
        this.far = far;
        hop = far.hop;
        span = errorHops * hop;
        steady = new KalmanEchoFilter(far, fft, partitionHops, partitions, span, STEADY);
        quick = new KalmanEchoFilter(far, fft, partitionHops, partitions, span, QUICK);
        echo = new float[span];
        quickEcho = new float[span];
        microphone = new float[span];
        error = new float[span];
        quickError = new float[span];
        silence = new float[span];
    }

    /**
     * One hop: the far spectra are up to date.
     *
     * @param near the microphone, from {@code at}.
     * @param y    receives the estimated echo of this hop.
     */
    void process(final float[] near, final int at, final float[] y) {
        System.arraycopy(microphone, hop, microphone, 0, span - hop);
        System.arraycopy(near, at, microphone, span - hop, hop);
        steady.estimate(echo);
        quick.estimate(quickEcho);
        for (int i = 0; i < span; i++) {
            error[i] = microphone[i] - echo[i];
            quickError[i] = microphone[i] - quickEcho[i];
        }
        final int last = span - hop;
        steadyEnergy += ENERGY_RATE * (VectorMath.energy(error, last, hop) - steadyEnergy);
        quickEnergy += ENERGY_RATE * (VectorMath.energy(quickError, last, hop) - quickEnergy);
        microphoneEnergy += ENERGY_RATE * (VectorMath.energy(microphone, last, hop) - microphoneEnergy);
        switched = quickEnergy < MUCH_BETTER * steadyEnergy && quickEnergy < MUCH_BETTER * microphoneEnergy;
        System.arraycopy(echo, last, y, 0, hop);
        if (VectorMath.energy(microphone, last, hop) < MUTED * hop) {
            // Muted, or lost on the way: there is nothing to learn from.
            switched = false;
            return;
        }
        if (wrong()) {
            switched = true;
            fade(echo, silence, last, y);
            restart();
            return;
        }
        if (switched) {
            fade(echo, quickEcho, last, y);
        }
        steady.update(error);
        quick.update(quickError);
        if (switched) {
            steady.copyFrom(quick);
            steadyEnergy = quickEnergy;
            sinceDoubt = 0;
        } else if (quickEnergy > STRAYED * steadyEnergy) {
            quick.copyWeightsFrom(steady);
            quickEnergy = steadyEnergy;
        }
        doubt();
    }

    private void fade(final float[] from, final float[] to, final int at, final float[] y) {
        for (int i = 0; i < hop; i++) {
            final float g = (i + 0.5f) / hop;
            y[i] = from[at + i] + g * (to[at + i] - from[at + i]);
        }
    }

    /** A filter that adds to what is in the microphone has learnt another path: a voice cannot be taken for that. */
    private boolean wrong() {
        final boolean adds = steadyEnergy > ADDS * microphoneEnergy && VectorMath.energy(echo, span - hop, hop) > AUDIBLE * hop;
        wrongHops = adds ? wrongHops + 1 : 0;
        return wrongHops > WRONG_HOPS;
    }

    /**
     * When much more is left than usual, either somebody talks or the path has changed: the quick filter, which nobody hears, tries the
     * latter, and is given the steady one's path back if that was wrong.
     */
    /** How settled the filter is since it began anew, 0-1. */
    float settled() {
        return Math.max(0, Math.min(1, (float) (settled - UNSETTLED_HOPS) / SETTLING_HOPS));
    }

    private void doubt() {
        final int last = span - hop;
        sinceDoubt++;
        if (VectorMath.energy(echo, last, hop) < AUDIBLE * hop) {
            return;
        }
        settled++;
        final float share = steadyEnergy / (microphoneEnergy + TINY);
        usualShare += (share < usualShare ? 0.05f : 0.002f) * (share - usualShare);
        final boolean much = share > RISE * usualShare && share > LEAST_LEFT
            && VectorMath.energy(error, last, hop) > RISE * usualShare * VectorMath.energy(microphone, last, hop);
        if (much && sinceDoubt > DOUBT_HOPS) {
            sinceDoubt = 0;
            quick.doubt(DOUBT);
        }
    }

    /** Whether the last hop found that the path has changed. */
    boolean switched() {
        return switched;
    }

    /** Reads the far end later, or sooner, by whole partitions; what is known of the path moves with it. */
    void shift(final int partitionsLater) {
        far.delay(far.delay() + partitionsLater * steady.partitionTaps());
        steady.shift(partitionsLater);
        quick.shift(partitionsLater);
    }

    /** The far end comes later, or sooner, by any number of samples. */
    void shiftTaps(final int later) {
        steady.shiftTaps(later);
        quick.shiftTaps(later);
    }

    /** Whether it takes hardly anything away: there is no echo, or another one, or somebody else is talking as well. */
    boolean lost() {
        return steadyEnergy > 0.25f * microphoneEnergy;
    }

    /** As loud as it was, by another way. */
    private void restart() {
        settled = 0;
        final float gain = Math.min(1, 4 * Math.max(steady.gain(), quick.gain()));
        reset();
        steady.trust(gain);
        quick.trust(gain);
    }

    /** The echo comes by another path: all that was learnt is void. */
    void reset() {
        steady.reset();
        quick.reset();
        steadyEnergy = 0;
        quickEnergy = 0;
        microphoneEnergy = 0;
        wrongHops = 0;
    }

    /** Forgets the sound under way. */
    void flush() {
        Arrays.fill(microphone, 0);
    }
}
