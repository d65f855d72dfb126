package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FrameRate;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;

/** A track of an MP4 file: what it is, and where each of its samples lies and when it is due. Immutable; any thread. */
public final class Mp4Track {
    /** Room for the start codes and parameter sets that a sample gets on the way out. */
    private static final int EXTRA_BYTES = 8192;

    final SampleTable table;
    private final MediaKind kind;
    private final String fourcc;
    private final EncodedFormat format;
    private final byte[] prefix;
    private final int nalLengthSize;
    private final AacConfig aac;

    Mp4Track(final TrackBuilder b, final SampleTable table) {
        this.table = table;
        kind = b.kind;
        fourcc = b.fourcc;
        nalLengthSize = b.nalLengthSize;
        prefix = b.prefix;
        aac = b.aac;
        format = format(b);
    }

    private EncodedFormat format(final TrackBuilder b) {
        // A unit of no bytes grows from its length field to a start code.
        final int bytes = Math.max(1, table.largest()) * (nalLengthSize == 0 ? 1 : 4 / nalLengthSize) + EXTRA_BYTES;
        return switch (b.fourcc) {
            case "avc1", "avc3" -> new EncodedFormat(CodecId.H264, VideoFormat.i420(b.width, b.height, rate()), bytes);
            case "mp4a" -> b.aac == null ? null : new EncodedFormat(CodecId.AAC,
                new AudioFormat(b.aac.sampleRateHz(), b.aac.channels(), SampleType.S16, 1024), bytes);
            case "Opus" -> new EncodedFormat(CodecId.OPUS, new AudioFormat(48_000, b.channels, SampleType.S16, 960), bytes);
            default -> null;
        };
    }

    private FrameRate rate() {
        final long durationNs = table.count() == 0 ? 0 : table.durationNs() - table.dtsNs(0);
        if (durationNs <= 0) {
            return FrameRate.VARIABLE;
        }
        final long milliFps = Math.round(table.count() * 1e12 / durationNs);
        if (milliFps < 1 || milliFps > 1_000_000) {
            return FrameRate.VARIABLE;
        }
        return milliFps % 1000 == 0 ? FrameRate.of((int) (milliFps / 1000)) : new FrameRate((int) milliFps, 1000);
    }

    /**
     * Sound or pictures.
     *
     * @return the kind.
     */
    public MediaKind kind() {
        return kind;
    }

    /**
     * Format of its frames: H.264 as Annex B with parameter sets before key frames, AAC with ADTS headers, Opus packets.
     *
     * @return the format.
     * @throws CodecException if the codec is not supported; the message names it.
     */
    public EncodedFormat format() {
        if (format == null) {
            throw new CodecException("mp4: " + kind.name().toLowerCase(java.util.Locale.ROOT) + " track holds " + codecName()
                + "; supported are H.264, AAC and Opus. Convert it first: ffmpeg -i in.mp4 -c:v libx264 -pix_fmt yuv420p -c:a aac out.mp4");
        }
        return format;
    }

    private String codecName() {
        return fourcc.equals("mp4a") || fourcc.equals(".mp3") ? "MP3 or another MPEG audio codec that is not AAC-LC (\"" + fourcc + "\")"
            : "codec \"" + fourcc + '"';
    }

    /**
     * Number of samples (frames).
     *
     * @return samples.
     */
    public int samples() {
        return table.count();
    }

    /**
     * Length of the track.
     *
     * @return nanoseconds.
     */
    public long durationNs() {
        return table.durationNs();
    }

    /**
     * The last key frame that is shown at a time or before it.
     *
     * @param timeNs time from the start of the track.
     * @return index of a sample; 0 if there is none before.
     */
    public int keyframeAt(final long timeNs) {
        for (int i = table.count() - 1; i > 0; i--) {
            if (table.isSync(i) && table.ptsNs(i) <= timeNs) {
                return i;
            }
        }
        return 0;
    }

    /** Parameter sets, which go before a key frame. */
    byte[] prefix() {
        return prefix;
    }

    AacConfig aac() {
        return aac;
    }

    int nalLengthSize() {
        return nalLengthSize;
    }
}
