package io.penstock.codecs.mp4;

import io.penstock.clock.Timebase;

/** Place, size and times of the samples of a track. Immutable. */
final class SampleTable {
    private final int timescale;
    private final long[] offsets;
    private final int[] sizes;
    private final long[] decodeTimes;
    private final int[] compositionOffsets;
    private final boolean[] sync;
    private final long duration;
    private final long shift;
    private final int largest;

    /** Arrays of one length; {@code compositionOffsets} and {@code sync} may be null: none, all. */
    SampleTable(final int timescale, final long[] offsets, final int[] sizes, final long[] decodeTimes, final int[] compositionOffsets,
        final boolean[] sync, final long duration, final long shift) {
        this.timescale = timescale;
        this.offsets = offsets;
        this.sizes = sizes;
        this.decodeTimes = decodeTimes;
        this.compositionOffsets = compositionOffsets;
        this.sync = sync;
        this.duration = duration;
        this.shift = shift;
        int most = 0;
        for (final int size : sizes) {
            most = Math.max(most, size);
        }
        largest = most;
    }

    int count() {
        return sizes.length;
    }

    int largest() {
        return largest;
    }

    long duration() {
        return duration;
    }

    long decodeTime(final int i) {
        return decodeTimes[i];
    }

    int compositionOffset(final int i) {
        return compositionOffsets == null ? 0 : compositionOffsets[i];
    }

    long durationNs() {
        return Timebase.unitsToNs(duration, timescale);
    }

    long offset(final int i) {
        return offsets[i];
    }

    int size(final int i) {
        return sizes[i];
    }

    long dtsNs(final int i) {
        return Timebase.unitsToNs(decodeTimes[i], timescale);
    }

    long ptsNs(final int i) {
        return Timebase.unitsToNs(decodeTimes[i] + (compositionOffsets == null ? 0 : compositionOffsets[i]) - shift, timescale);
    }

    boolean isSync(final int i) {
        return sync == null || sync[i];
    }
}
