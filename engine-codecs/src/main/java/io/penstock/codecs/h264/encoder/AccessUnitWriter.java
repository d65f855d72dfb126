package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.write.BitWriter;
import io.penstock.codecs.h264.write.ParameterSetWriter;
import io.penstock.codecs.h264.write.SeiWriter;
import io.penstock.codecs.h264.write.SliceHeaderWriter;
import io.penstock.codecs.h264.write.StreamParameters;

/** Puts an access unit together where the caller wants it: parameter sets, messages, slices. */
final class AccessUnitWriter {
    /** More than frame numbers of a second, so that a decoder can tell how many it has missed. */
    private static final int LOG2_FRAME_NUMBERS = 12;

    private final StreamParameters stream;
    private final boolean timestamps;
    private final boolean hashes;
    private final BitWriter bits = new BitWriter();
    private final SeiWriter messages = new SeiWriter();
    private byte[] out;
    private int start;
    private int end;
    private int limit;
    private int hashAt;

    AccessUnitWriter(final EncoderSettings settings) {
        stream = StreamParameters.of(settings.width(), settings.height())
            .framesPerSecond(settings.fpsNumerator(), settings.fpsDenominator())
            .bitrate(settings.fixedQp() >= 0 ? 0 : settings.bitrate())
            .maxReferences((settings.temporalLayers() == 3 ? 2 : 1) + (settings.longTerm() ? 1 : 0))
            .gapsAllowed(settings.temporalLayers() == 3)
            .log2MaxFrameNum(LOG2_FRAME_NUMBERS)
            .color(StreamParameters.UNSPECIFIED, settings.fullRange());
        timestamps = settings.timestampSei();
        hashes = settings.pictureHashSei();
    }

    int frameNumbers() {
        return 1 << LOG2_FRAME_NUMBERS;
    }

    SliceHeaderWriter sliceHeader() {
        return new SliceHeaderWriter(stream);
    }

    int chromaQpOffset() {
        return stream.chromaQpOffset();
    }

    /** Begins an access unit. */
    void start(final byte[] target, final int at, final int capacity, final PictureJob job, final long timeNs) {
        out = target;
        start = at;
        end = at;
        limit = at + capacity;
        if (job.idr) {
            bits.start(out, end, limit);
            ParameterSetWriter.sps(bits, stream);
            ParameterSetWriter.pps(bits, stream);
            end += bits.bytes();
        }
        if (job.recoveryFrames > 0 && end < limit) {
            bits.start(out, end, limit);
            messages.recoveryPoint(bits, job.recoveryFrames, false);
            end += bits.bytes();
        }
        if (timestamps && end < limit) {
            bits.start(out, end, limit);
            messages.time(bits, timeNs);
            end += bits.bytes();
        }
        hashAt = end;
        if (hashes) {
            end += SeiWriter.PICTURE_HASH_BYTES;
        }
        end = Math.min(end, limit);
    }

    /** Fills in what decoders must show; room was left for it. */
    void hash(final Picture shown) {
        bits.start(out, hashAt, limit);
        messages.pictureHash(bits, shown, stream.width(), stream.height());
    }

    byte[] out() {
        return out;
    }

    /** Where the next NAL unit goes. */
    int end() {
        return end;
    }

    int limit() {
        return limit;
    }

    /** Counts bytes that were written at {@link #end()}. */
    void advance(final int bytes) {
        end += bytes;
    }

    /** Takes slices from elsewhere; false if they do not fit. */
    boolean append(final byte[] from, final int bytes) {
        if (bytes > limit - end) {
            return false;
        }
        System.arraycopy(from, 0, out, end, bytes);
        end += bytes;
        return true;
    }

    int bytes() {
        return end - start;
    }
}
