package io.penstock.codecs.mp4;

import io.penstock.clock.Timebase;
import java.util.Arrays;

/** The samples of a track that wait for the next fragment (ISO/IEC 14496-12 8.8). */
final class FragmentSamples {
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int WITH_OFFSET_DURATION_SIZE = 0x301;
    private static final int WITH_FLAGS = 0x400;
    private static final int WITH_COMPOSITION = 0x800;
    /** sample_depends_on = 2: on none. */
    private static final int SYNC = 0x0200_0000;
    /** sample_depends_on = 1, and no sync sample. */
    private static final int NOT_SYNC = 0x0101_0000;

    final int id;
    final int timescale;
    private final boolean flagged;
    int count;
    byte[] data = new byte[4096];
    int length;
    long firstNs;
    private long[] timesNs = new long[32];
    private long[] durationsNs = new long[32];
    private int[] sizes = new int[32];
    private boolean[] sync = new boolean[32];
    private long[] decode = new long[32];
    private boolean reordered;
    private long lastDecode = -1;
    private int offsetAt;

    /** {@code flagged}: whether samples say if they can be decoded alone; otherwise all can. */
    FragmentSamples(final int id, final int timescale, final boolean flagged) {
        this.id = id;
        this.timescale = timescale;
        this.flagged = flagged;
    }

    /** Makes room in {@link #data} behind {@link #length}. */
    void room(final int bytes) {
        if (length + bytes > data.length) {
            data = Arrays.copyOf(data, Math.max(2 * data.length, length + bytes));
        }
    }

    /** Takes the next {@code size} bytes of {@link #data} as a sample. */
    void add(final int size, final long ptsNs, final long durationNs, final boolean key) {
        if (count == sizes.length) {
            timesNs = Arrays.copyOf(timesNs, 2 * count);
            durationsNs = Arrays.copyOf(durationsNs, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            sync = Arrays.copyOf(sync, 2 * count);
            decode = new long[2 * count];
        }
        if (count == 0) {
            firstNs = ptsNs;
        } else {
            reordered |= ptsNs < timesNs[count - 1];
        }
        timesNs[count] = ptsNs;
        durationsNs[count] = durationNs;
        sizes[count] = size;
        sync[count++] = key;
        length += size;
    }

    long earliestNs() {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            earliest = Math.min(earliest, timesNs[i]);
        }
        return earliest;
    }

    /** Writes the track fragment; {@link #dataAt} completes it. */
    void write(final BoxWriter out, final long originNs) {
        for (int i = 0; i < count; i++) {
            decode[i] = units(timesNs[i], originNs);
        }
        if (reordered) {
            Arrays.sort(decode, 0, count);
        }
        boolean composed = reordered;
        for (int i = 0; i < count; i++) {
            decode[i] = Math.max(decode[i], lastDecode + 1);
            lastDecode = decode[i];
            composed |= decode[i] != units(timesNs[i], originNs);
        }
        final int traf = out.begin("traf");
        final int tfhd = out.begin("tfhd", 0, DEFAULT_BASE_IS_MOOF);
        out.u32(id);
        out.end(tfhd);
        final int tfdt = out.begin("tfdt", 1, 0);
        out.u64(decode[0]);
        out.end(tfdt);
        final int trun = out.begin("trun", 1, WITH_OFFSET_DURATION_SIZE | (flagged ? WITH_FLAGS : 0) | (composed ? WITH_COMPOSITION : 0));
        out.u32(count);
        offsetAt = out.size();
        out.u32(0);
        for (int i = 0; i < count; i++) {
            out.u32(i + 1 < count ? decode[i + 1] - decode[i] : Math.max(1, Timebase.nsToUnits(durationsNs[i], timescale)));
            out.u32(sizes[i]);
            if (flagged) {
                out.u32(sync[i] ? SYNC : NOT_SYNC);
            }
            if (composed) {
                out.u32(units(timesNs[i], originNs) - decode[i]);
            }
        }
        out.end(trun);
        out.end(traf);
    }

    private long units(final long timeNs, final long originNs) {
        return Math.max(0, Timebase.nsToUnits(timeNs - originNs, timescale));
    }

    /** Says where the samples lie, from the start of the fragment's index. */
    void dataAt(final BoxWriter out, final int offset) {
        out.patch(offsetAt, offset);
    }

    void clear() {
        count = 0;
        length = 0;
        reordered = false;
    }
}
