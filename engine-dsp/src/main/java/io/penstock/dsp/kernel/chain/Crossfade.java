package io.penstock.dsp.kernel.chain;

import java.util.Arrays;

/**
 * Switches a processor in and out of a chain without a click and without changing the delay: while it is out, its input passes a delay as
 * long as its own.
 *
 * <p>In every hop: {@link #take} its input, ask {@link #runs} whether it has to process, then {@link #mix}. After being switched on it runs
 * unheard until its output is whole, then fades in over a hop.
 */
final class Crossfade {
    private static final int WARM_UP_HOPS = 4;

    private final int hop;
    private final int latency;
    private final float[] delayed;
    private float weight;
    private int warm;
    private boolean on;
    private boolean started;

    Crossfade(final int hop, final int latency) {
        this.hop = hop;
        this.latency = latency;
        delayed = new float[latency + hop];
    }

    /** Takes the input of the next hop, and whether the processor is wanted in it. */
    void take(final float[] in, final boolean wanted) {
        System.arraycopy(delayed, hop, delayed, 0, latency);
        System.arraycopy(in, 0, delayed, latency, hop);
        if (!started) {
            weight = wanted ? 1 : 0;
            warm = wanted ? WARM_UP_HOPS : 0;
            started = true;
        }
        on = wanted;
    }

    /** Whether the processor has to run. */
    boolean runs() {
        return on || weight > 0;
    }

    /** Turns what the processor made, if it ran, into what goes on; in place. */
    void mix(final float[] out) {
        if (!runs()) {
            warm = 0;
            System.arraycopy(delayed, 0, out, 0, hop);
            return;
        }
        final float before = weight;
        warm = Math.min(WARM_UP_HOPS, warm + 1);
        weight = on && warm == WARM_UP_HOPS ? 1 : 0;
        if (before == 1 && weight == 1) {
            return;
        }
        final float step = (weight - before) / hop;
        for (int i = 0; i < hop; i++) {
            final float w = before + step * (i + 1);
            out[i] = w * out[i] + (1 - w) * delayed[i];
        }
    }

    /** Forgets the sound under way. */
    void flush() {
        Arrays.fill(delayed, 0);
    }
}
