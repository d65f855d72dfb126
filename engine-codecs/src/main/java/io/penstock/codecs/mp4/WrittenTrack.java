package io.penstock.codecs.mp4;

import io.penstock.clock.Timebase;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import java.util.Arrays;

/** A track being written into a file with one index: place, size and time of what was written so far. */
final class WrittenTrack extends TrackConfig {
    /** 2^24 samples are 6 days of 30 fps video; the tables of a sample take 24 bytes. */
    private static final int MAX_SAMPLES = 1 << 24;
    /** Sound this far from where it should be is a gap; less is jitter of the clock. */
    private static final long AUDIO_SLACK_NS = 60_000_000L;

    int count;
    long[] offsets = new long[256];
    int[] sizes = new int[256];
    long[] times = new long[256];
    boolean[] sync = new boolean[256];
    long firstNs;
    long expectedNs;
    boolean started;

    WrittenTrack(final EncodedFormat format) {
        super(format);
    }

    /** Whether a frame can be written; looks into key frames for parameter sets. */
    boolean accept(final byte[] a, final int from, final int to, final boolean key) {
        if (count >= MAX_SAMPLES) {
            return false;
        }
        if (!isVideo()) {
            if (format.codec().equals(CodecId.AAC)) {
                adts(a, from, to);
            }
            return to > from;
        }
        if (key && sps == null) {
            parameterSets(a, from, to);
        }
        return sps != null && pps != null && (started || key);
    }

    void add(final long offset, final int size, final long ptsNs, final boolean key) {
        if (count == sizes.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
            sync = Arrays.copyOf(sync, 2 * count);
        }
        if (!started) {
            started = true;
            firstNs = expectedNs = ptsNs;
        }
        long time = ptsNs;
        if (!isVideo()) {
            if (Math.abs(ptsNs - expectedNs) < AUDIO_SLACK_NS || ptsNs < expectedNs) {
                time = expectedNs;
            }
            expectedNs = time + format.frameNs();
        }
        offsets[count] = offset;
        sizes[count] = size;
        times[count] = Timebase.nsToUnits(time - firstNs, timescale);
        sync[count++] = key;
    }

    /** Decoding times: the times of showing in ascending order; these are the same unless there are B pictures. */
    long[] decodeTimes() {
        final long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        for (int i = 1; i < count; i++) {
            sorted[i] = Math.max(sorted[i], sorted[i - 1] + 1);
        }
        return sorted;
    }

    long lastDuration() {
        final long nominal = Timebase.nsToUnits(format.frameNs(), timescale);
        return nominal > 0 ? nominal : timescale / 25;
    }
}
