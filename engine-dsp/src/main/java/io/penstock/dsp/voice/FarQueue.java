package io.penstock.dsp.voice;

import io.penstock.clock.Timebase;
import java.util.Arrays;

/**
 * The far end waiting for the near end of its time.
 *
 * <p>The first frame of a stretch goes with the next near frame; from then on presentation times place what comes, so that a lost or a late
 * frame is silence where it belongs and shifts nothing. Where times and arrival come apart by more than half a second, the next frame
 * starts a new stretch.
 */
final class FarQueue {
    private static final long APART_NS = 500_000_000L;

    private final float[] ring;
    private final int rateHz;
    private long readAt;
    private long writtenTo;
    private long stretchAt;
    private long stretchNs;
    private boolean anchored;
    private long missing;

    FarQueue(final int rateHz) {
        this.rateHz = rateHz;
        ring = new float[Integer.highestOneBit(2 * rateHz)];
    }

    /** Takes samples that are presented from {@code ptsNs} on. */
    void write(final float[] samples, final int n, final long ptsNs) {
        long at = stretchAt + Timebase.nsToUnits(ptsNs - stretchNs, rateHz);
        if (Math.abs(at - writtenTo) <= rateHz / 1000) {
            at = writtenTo;
        }
        final long apart = Timebase.nsToUnits(APART_NS, rateHz);
        if (!anchored || at + n < readAt - apart || at > readAt + apart) {
            anchored = true;
            stretchAt = readAt;
            stretchNs = ptsNs;
            at = readAt;
            writtenTo = readAt;
        }
        for (long gap = writtenTo; gap < at; gap++) {
            ring[(int) gap & ring.length - 1] = 0;
        }
        for (int i = 0; i < n; i++) {
            if (at + i >= readAt) {
                ring[(int) (at + i) & ring.length - 1] = samples[i];
            }
        }
        writtenTo = Math.max(writtenTo, at + n);
    }

    /** Gives the samples that go with the next near frame; silence for what has not come. */
    void read(final float[] to, final int n) {
        final int there = (int) Math.max(0, Math.min(n, writtenTo - readAt));
        for (int i = 0; i < there; i++) {
            to[i] = ring[(int) (readAt + i) & ring.length - 1];
        }
        Arrays.fill(to, there, n, 0);
        missing += anchored ? n - there : 0;
        readAt += n;
    }

    /** The near end jumps ahead. */
    void skip(final long n) {
        readAt += Math.max(0, n);
    }

    /** The next frame starts a new stretch. */
    void reset() {
        anchored = false;
        writtenTo = readAt;
    }

    /** Samples that were asked for before they came, while there was a far end. */
    long missing() {
        return missing;
    }
}
