package io.penstock.codecs.mp4;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.error.CodecException;
import io.penstock.format.MediaKind;
import java.io.ByteArrayOutputStream;

/** Collects what the boxes of a track say, each count checked against the bytes that are there. */
final class TrackBuilder {
    private static final int MAX_SAMPLES = 1 << 22;
    private static final int MAX_SAMPLE_BYTES = 1 << 26;
    private static final int MAX_SIDE = 16_384;

    MediaKind kind;
    boolean text;
    String fourcc = "none";
    int width;
    int height;
    int channels = 1;
    int nalLengthSize;
    AacConfig aac;
    byte[] prefix = {};
    private int id;
    private int chapterTrack;
    private int timescale;
    private long mediaTime;
    private final long fileLength;
    private Box sizes;
    private Box times;
    private Box compositions;
    private Box chunks;
    private Box chunkOffsets;
    private boolean wideOffsets;
    private Box syncs;

    TrackBuilder(final long fileLength) {
        this.fileLength = fileLength;
    }

    void trackHeader(final Box box) {
        id = box.i32(box.u8(0) == 1 ? 20 : 12);
    }

    int id() {
        return id;
    }

    /** tref: which track names its chapters. */
    void references(final Box box) {
        final Box chap = box.find(0, "chap");
        if (chap != null && chap.length() >= 4) {
            chapterTrack = chap.i32(0);
        }
    }

    /** Identifier of the track of its chapters; 0 = none. */
    int chapterTrack() {
        return chapterTrack;
    }

    int timescale() {
        return timescale;
    }

    long mediaTime() {
        return mediaTime;
    }

    void mediaHeader(final Box box) {
        timescale = box.i32(box.u8(0) == 1 ? 20 : 12);
        if (timescale <= 0) {
            throw new CodecException("mp4: timescale " + (timescale & 0xffff_ffffL) + " of a track");
        }
    }

    void handler(final Box box) {
        kind = switch (box.fourcc(8)) {
            case "vide" -> MediaKind.VIDEO;
            case "soun" -> MediaKind.AUDIO;
            default -> null;
        };
        text = box.fourcc(8).equals("text");
    }

    /** The first edit that is not empty says where in the media the track starts. */
    void edits(final Box box) {
        final boolean wide = box.u8(0) == 1;
        final int n = box.count(4, wide ? 20 : 12);
        for (int i = 0; i < n; i++) {
            final long start = wide ? box.i64(8 + 20 * i + 8) : box.i32(8 + 12 * i + 4);
            if (start >= 0) {
                mediaTime = start;
                return;
            }
        }
    }

    void table(final Box box) {
        switch (box.type()) {
            case "stsz" -> sizes = box;
            case "stts" -> times = box;
            case "ctts" -> compositions = box;
            case "stsc" -> chunks = box;
            case "stco", "co64" -> {
                chunkOffsets = box;
                wideOffsets = box.type().equals("co64");
            }
            case "stss" -> syncs = box;
            default -> {
            }
        }
    }

    /** stsd: the first entry counts. */
    void descriptions(final Box box) {
        if (box.i32(4) < 1) {
            return;
        }
        final Box entry = box.child(8);
        fourcc = entry.type();
        if (kind == MediaKind.VIDEO) {
            width = entry.u16(24);
            height = entry.u16(26);
            if (fourcc.startsWith("avc")) {
                avc(entry.find(78, "avcC"));
                if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
                    throw new CodecException("mp4: pictures of " + width + "x" + height + "; accepted are 1 to " + MAX_SIDE + " a side");
                }
            }
        } else if (kind == MediaKind.AUDIO) {
            channels = entry.u16(16);
            if (fourcc.equals("mp4a")) {
                aac(entry);
            } else if (fourcc.equals("Opus") && (channels < 1 || channels > 2)) {
                throw new CodecException("mp4: Opus with " + channels + " channels; accepted are 1 and 2");
            }
        }
    }

    /** ISO/IEC 14496-15 5.3.3.1. */
    private void avc(final Box box) {
        if (box == null) {
            throw new CodecException("mp4: H.264 track without avcC");
        }
        nalLengthSize = 1 + (box.u8(4) & 3);
        if (nalLengthSize == 3) {
            throw new CodecException("mp4: NAL lengths of 3 bytes");
        }
        final ByteArrayOutputStream sets = new ByteArrayOutputStream();
        int at = 5;
        for (int kindOfSet = 0; kindOfSet < 2; kindOfSet++) {
            final int n = box.u8(at) & (kindOfSet == 0 ? 31 : 255);
            at++;
            for (int i = 0; i < n; i++) {
                final byte[] set = box.bytes(at + 2, box.u16(at));
                at += 2 + set.length;
                if (set.length > 1 && set.length <= 4096 && sets.size() < 6000) {
                    sets.writeBytes(new byte[] {0, 0, 0, 1});
                    sets.writeBytes(set);
                    if (NalUnits.type(set[0]) == NalUnits.SPS) {
                        size(set);
                    }
                }
            }
        }
        prefix = sets.toByteArray();
    }

    private void size(final byte[] sps) {
        final SequenceParameters parameters = SequenceParameters.parse(sps, 0, sps.length);
        if (parameters.chromaFormatIdc() != 1 || parameters.bitDepth() != 8) {
            fourcc = "avc1 with chroma format " + parameters.chromaFormatIdc() + " and " + parameters.bitDepth() + " bits";
        }
        width = parameters.width();
        height = parameters.height();
    }

    /** The decoder configuration within esds (ISO/IEC 14496-1 7.2.6). */
    private void aac(final Box entry) {
        final Box esds = entry.findDeep(28, "esds");
        if (esds == null) {
            return;
        }
        final Descriptors in = new Descriptors(esds);
        aac = in.config();
    }

    Mp4Track build() {
        return new Mp4Track(this, table());
    }

    SampleTable table() {
        if (sizes == null || times == null || chunks == null || chunkOffsets == null || timescale == 0) {
            throw new CodecException("mp4: track without stsz, stts, stsc, stco or mdhd");
        }
        final int[] size = sizes();
        final int n = size.length;
        final long[] decode = new long[n];
        final long duration = times(decode);
        final int[] composition = compositions == null ? null : compositions(n);
        return new SampleTable(timescale, offsets(size), size, decode, composition, syncs(n), duration,
            composition == null ? 0 : mediaTime);
    }

    private int[] sizes() {
        final int uniform = sizes.i32(4);
        final int n = uniform == 0 ? sizes.count(8, 4) : sizes.i32(8);
        if (n < 0 || n > MAX_SAMPLES || uniform < 0 || uniform > MAX_SAMPLE_BYTES || (long) n * uniform > fileLength) {
            throw new CodecException("mp4: " + n + " samples of " + uniform + " bytes in a file of " + fileLength);
        }
        final int[] size = new int[n];
        for (int i = 0; i < n; i++) {
            size[i] = uniform == 0 ? sizes.i32(12 + 4 * i) : uniform;
            if (size[i] < 0 || size[i] > MAX_SAMPLE_BYTES) {
                throw new CodecException("mp4: sample of " + (size[i] & 0xffff_ffffL) + " bytes");
            }
        }
        return size;
    }

    private long times(final long[] decode) {
        final int entries = times.count(4, 8);
        long now = 0;
        int i = 0;
        for (int e = 0; e < entries && i < decode.length; e++) {
            final long count = times.u32(8 + 8 * e);
            final long delta = times.u32(12 + 8 * e);
            for (long k = 0; k < count && i < decode.length; k++) {
                decode[i++] = now;
                now += delta;
            }
        }
        if (i < decode.length) {
            throw new CodecException("mp4: times for " + i + " samples of " + decode.length);
        }
        return now;
    }

    private int[] compositions(final int n) {
        final int[] offset = new int[n];
        final int entries = compositions.count(4, 8);
        int i = 0;
        for (int e = 0; e < entries && i < n; e++) {
            final long count = compositions.u32(8 + 8 * e);
            for (long k = 0; k < count && i < n; k++) {
                offset[i++] = compositions.i32(12 + 8 * e);
            }
        }
        return offset;
    }

    private long[] offsets(final int[] size) {
        final int n = size.length;
        final long[] offset = new long[n];
        final int count = chunkOffsets.count(4, wideOffsets ? 8 : 4);
        final int runs = chunks.count(4, 12);
        int sample = 0;
        int run = 0;
        for (int chunk = 0; chunk < count && sample < n; chunk++) {
            while (run + 1 < runs && chunks.u32(8 + 12 * (run + 1)) <= chunk + 1L) {
                run++;
            }
            long at = wideOffsets ? chunkOffsets.i64(8 + 8 * chunk) : chunkOffsets.u32(8 + 4 * chunk);
            final long perChunk = runs == 0 ? 0 : chunks.u32(12 + 12 * run);
            for (long k = 0; k < perChunk && sample < n; k++) {
                if (at < 0 || at > fileLength) {
                    at = fileLength;
                }
                offset[sample] = at;
                at += size[sample++];
            }
        }
        if (sample < n) {
            throw new CodecException("mp4: places for " + sample + " samples of " + n);
        }
        return offset;
    }

    private boolean[] syncs(final int n) {
        if (syncs == null) {
            return null;
        }
        final boolean[] sync = new boolean[n];
        final int entries = syncs.count(4, 4);
        for (int i = 0; i < entries; i++) {
            final long number = syncs.u32(8 + 4 * i);
            if (number >= 1 && number <= n) {
                sync[(int) number - 1] = true;
            }
        }
        return sync;
    }
}
