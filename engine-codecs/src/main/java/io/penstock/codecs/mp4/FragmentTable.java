package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import java.util.Arrays;

/** Collects the samples of a track from fragments (ISO/IEC 14496-12 8.8), each count checked against the bytes that are there. */
final class FragmentTable {
    private static final int MAX_SAMPLES = 1 << 24;
    private static final int MAX_SAMPLE_BYTES = 1 << 26;
    private static final int NOT_SYNC = 0x1_0000;

    private final TrackBuilder track;
    private final long fileLength;
    private int count;
    private long[] offsets = new long[64];
    private int[] sizes = new int[64];
    private long[] decode = new long[64];
    private int[] composition = new int[64];
    private boolean[] sync = new boolean[64];
    private boolean anyComposition;
    private long nextDecode;
    private long defaultDuration;
    private int defaultSize;
    private int defaultFlags;
    private boolean cut;

    FragmentTable(final TrackBuilder track, final SampleTable before, final long fileLength) {
        this.track = track;
        this.fileLength = fileLength;
        nextDecode = before.duration();
        for (int i = 0; i < before.count(); i++) {
            add(before.offset(i), before.size(i), before.decodeTime(i), before.compositionOffset(i), before.isSync(i));
        }
    }

    TrackBuilder track() {
        return track;
    }

    /** trex, from its second field on. */
    void defaults(final Box trex) {
        defaultDuration = trex.u32(12);
        defaultSize = trex.i32(16);
        defaultFlags = trex.i32(20);
    }

    /** Takes a track fragment; the end of its data, where that of the next may start. */
    long fragment(final Box traf, final Box tfhd, final long moofAt, final long implicitBase) {
        final int flags = tfhd.i32(0);
        int at = 8;
        long base = (flags & 0x02_0000) != 0 ? moofAt : implicitBase;
        if ((flags & 1) != 0) {
            base = tfhd.i64(at);
            at += 8;
        }
        at += (flags & 2) != 0 ? 4 : 0;
        final long duration = (flags & 8) != 0 ? tfhd.u32(at) : defaultDuration;
        at += (flags & 8) != 0 ? 4 : 0;
        final int size = (flags & 0x10) != 0 ? tfhd.i32(at) : defaultSize;
        at += (flags & 0x10) != 0 ? 4 : 0;
        final int sampleFlags = (flags & 0x20) != 0 ? tfhd.i32(at) : defaultFlags;
        final Box tfdt = traf.find(0, "tfdt");
        if (tfdt != null) {
            nextDecode = tfdt.u8(0) == 1 ? tfdt.i64(4) : tfdt.u32(4);
            if (nextDecode < 0 || nextDecode > Long.MAX_VALUE / 4) {
                throw new CodecException("mp4: fragment that starts at " + nextDecode);
            }
        }
        long end = base;
        int child = 0;
        while (child <= traf.length() - 8) {
            final Box box = traf.child(child);
            if (box.type().equals("trun")) {
                end = run(box, base, end, duration, size, sampleFlags);
            }
            child = box.to() - traf.from();
        }
        return end;
    }

    private long run(final Box trun, final long base, final long after, final long duration, final int size, final int sampleFlags) {
        final int flags = trun.i32(0) & 0xff_ffff;
        final long n = trun.u32(4);
        int at = 8;
        long offset = after;
        if ((flags & 1) != 0) {
            offset = base + trun.i32(at);
            at += 4;
        }
        int first = sampleFlags;
        if ((flags & 4) != 0) {
            first = trun.i32(at);
            at += 4;
        }
        final int entry = 4 * Integer.bitCount(flags & 0xf00);
        if (n * entry > trun.length() - at || n > MAX_SAMPLES - count) {
            throw new CodecException("mp4: fragment of " + n + " samples in " + trun.length() + " bytes after " + count);
        }
        for (int i = 0; i < n; i++) {
            int field = at + i * entry;
            final long length = (flags & 0x100) != 0 ? trun.u32(field) : duration;
            field += (flags & 0x100) != 0 ? 4 : 0;
            final int bytes = (flags & 0x200) != 0 ? trun.i32(field) : size;
            field += (flags & 0x200) != 0 ? 4 : 0;
            final int own = (flags & 0x400) != 0 ? trun.i32(field) : i == 0 ? first : sampleFlags;
            field += (flags & 0x400) != 0 ? 4 : 0;
            final int shift = (flags & 0x800) != 0 ? trun.i32(field) : 0;
            if (bytes < 0 || bytes > MAX_SAMPLE_BYTES) {
                throw new CodecException("mp4: sample of " + (bytes & 0xffff_ffffL) + " bytes");
            }
            // The end of a file that was cut off while it was written: samples that are not there are left out.
            cut |= offset < 0 || offset > fileLength - bytes;
            if (cut) {
                return offset;
            }
            add(offset, bytes, nextDecode, shift, (own & NOT_SYNC) == 0);
            offset += bytes;
            nextDecode += length;
        }
        return offset;
    }

    private void add(final long offset, final int size, final long time, final int shift, final boolean key) {
        if (count == sizes.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            decode = Arrays.copyOf(decode, 2 * count);
            composition = Arrays.copyOf(composition, 2 * count);
            sync = Arrays.copyOf(sync, 2 * count);
        }
        offsets[count] = offset;
        sizes[count] = size;
        decode[count] = time;
        composition[count] = shift;
        sync[count++] = key;
        anyComposition |= shift != 0;
    }

    /** Whether a sample lies behind the end of the file. */
    boolean isCut() {
        return cut;
    }

    SampleTable table() {
        return new SampleTable(track.timescale(), Arrays.copyOf(offsets, count), Arrays.copyOf(sizes, count), Arrays.copyOf(decode, count),
            anyComposition ? Arrays.copyOf(composition, count) : null, Arrays.copyOf(sync, count), nextDecode,
            anyComposition ? track.mediaTime() : 0);
    }
}
