package io.penstock.dsp.kernel;

/** Keeps what is not a number, or far beyond full scale, out of filters that would never forget it. */
public final class CleanInput {
    /** The loudest sample that is let in: 24 dB above full scale, so that sums of several voices pass. */
    public static final float LIMIT = 16;

    private CleanInput() {
    }

    /**
     * Copies samples; what is not finite becomes 0, what is beyond ±{@value #LIMIT} is cut there.
     *
     * @param from   samples.
     * @param at     index of the first.
     * @param to     receives them.
     * @param toAt   index of the first there.
     * @param n      how many.
     * @return how many were not finite.
     */
    public static int copy(final float[] from, final int at, final float[] to, final int toAt, final int n) {
        int bad = 0;
        for (int i = 0; i < n; i++) {
            final float x = from[at + i];
            // false for what is not a number
            if (Math.abs(x) <= LIMIT) {
                to[toAt + i] = x;
            } else if (Math.abs(x) <= Float.MAX_VALUE) {
                to[toAt + i] = x > 0 ? LIMIT : -LIMIT;
            } else {
                to[toAt + i] = 0;
                bad++;
            }
        }
        return bad;
    }

    /**
     * Takes one channel out of interleaved samples, cleaned as {@link #copy(float[], int, float[], int, int)} does.
     *
     * @param from   interleaved samples.
     * @param at     index of the channel's first.
     * @param stride how many channels there are.
     * @param to     receives the channel.
     * @param toAt   index of its first sample there.
     * @param n      how many samples of the channel.
     * @return how many were not finite.
     */
    public static int copy(final float[] from, final int at, final int stride, final float[] to, final int toAt, final int n) {
        int bad = 0;
        for (int i = 0, f = at; i < n; i++, f += stride) {
            final float x = from[f];
            final boolean finite = Math.abs(x) <= Float.MAX_VALUE;
            to[toAt + i] = finite ? Math.max(-LIMIT, Math.min(LIMIT, x)) : 0;
            bad += finite ? 0 : 1;
        }
        return bad;
    }
}
