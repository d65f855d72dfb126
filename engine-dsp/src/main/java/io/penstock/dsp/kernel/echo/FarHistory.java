package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import java.util.Arrays;

/** The last samples of the far end, to be read at any delay. Not thread-safe. */
final class FarHistory {
    private final float[] ring;
    private final int mask;
    private long written;

    /** Holds at least {@code samples}. */
    FarHistory(final int samples) {
        ring = new float[Fft.sizeFor(samples)];
        mask = ring.length - 1;
    }

    void write(final float[] samples, final int at, final int n) {
        for (int i = 0; i < n; i++) {
            ring[(int) (written + i) & mask] = samples[at + i];
        }
        written += n;
    }

    /** Takes the newest samples back. */
    void rewind(final int samples) {
        written -= samples;
    }

    /** How many samples were ever written. */
    long written() {
        return written;
    }

    /** Copies the {@code n} samples that end {@code delay} samples before the newest. */
    void read(final int delay, final float[] to, final int at, final int n) {
        final long from = written - delay - n;
        for (int i = 0; i < n; i++) {
            to[at + i] = ring[(int) (from + i) & mask];
        }
    }

    void clear() {
        Arrays.fill(ring, 0);
        written = 0;
    }
}
