package io.penstock.codecs.mp4;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.error.CodecException;

/** Turns NAL units with lengths (ISO/IEC 14496-15) into a byte stream with start codes, and back. */
final class AnnexB {
    private AnnexB() {
    }

    /** Writes {@code prefix} unless null, then all units. */
    static int fromLengths(final byte[] sample, final int size, final int lengthSize, final byte[] prefix, final byte[] to, final int at,
        final int limit) {
        int out = at;
        if (prefix != null) {
            room(prefix.length, out, limit);
            System.arraycopy(prefix, 0, to, out, prefix.length);
            out += prefix.length;
        }
        int in = 0;
        while (in < size) {
            if (size - in < lengthSize) {
                throw new CodecException("mp4: NAL length is cut off");
            }
            long length = 0;
            for (int i = 0; i < lengthSize; i++) {
                length = length << 8 | sample[in++] & 255;
            }
            if (length > size - in) {
                throw new CodecException("mp4: NAL unit of " + length + " bytes with " + (size - in) + " left in the sample");
            }
            room(4 + length, out, limit);
            to[out] = to[out + 1] = to[out + 2] = 0;
            to[out + 3] = 1;
            System.arraycopy(sample, in, to, out + 4, (int) length);
            out += 4 + (int) length;
            in += (int) length;
        }
        return out - at;
    }

    /** Whether a sequence parameter set comes first, but for a delimiter. */
    static boolean startsWithParameters(final byte[] sample, final int size, final int lengthSize) {
        int at = 0;
        while (at + lengthSize < size) {
            int length = 0;
            for (int i = 0; i < lengthSize; i++) {
                length = length << 8 | sample[at++] & 255;
            }
            final int type = NalUnits.type(sample[at]);
            if (type != NalUnits.DELIMITER || length < 0 || length > size - at) {
                return type == NalUnits.SPS;
            }
            at += length;
        }
        return false;
    }

    private static void room(final long bytes, final int at, final int limit) {
        if (bytes > limit - at) {
            throw new CodecException("mp4: access unit does not fit, " + bytes + " more bytes with room for " + (limit - at));
        }
    }

    /** Writes units with four-byte lengths, leaving out delimiters, filler, and parameter sets that the file has in its index. */
    static int toLengths(final byte[] a, final int from, final int to, final byte[] sps, final byte[] pps, final byte[] out) {
        return toLengths(a, from, to, sps, pps, out, 0);
    }

    /** The same from an index of {@code out} on; null = no set is left out. */
    static int toLengths(final byte[] a, final int from, final int to, final byte[] sps, final byte[] pps, final byte[] out,
        final int outAt) {
        int at = outAt;
        int nal = NalUnits.first(a, from, to);
        while (nal < to) {
            final int next = NalUnits.next(a, nal, to);
            final int end = NalUnits.end(a, nal, to);
            final int type = NalUnits.type(a[nal]);
            final boolean known = same(a, nal, end, sps) || same(a, nal, end, pps);
            if (end > nal && type != NalUnits.DELIMITER && type != NalUnits.FILLER && !known) {
                at += unit(a, nal, end - nal, out, at);
            }
            nal = next;
        }
        return at - outAt;
    }

    /** Writes a unit with its length. */
    static int unit(final byte[] nal, final byte[] out, final int at) {
        return unit(nal, 0, nal.length, out, at);
    }

    private static int unit(final byte[] a, final int nal, final int length, final byte[] out, final int at) {
        out[at] = (byte) (length >> 24);
        out[at + 1] = (byte) (length >> 16);
        out[at + 2] = (byte) (length >> 8);
        out[at + 3] = (byte) length;
        System.arraycopy(a, nal, out, at + 4, length);
        return 4 + length;
    }

    private static boolean same(final byte[] a, final int from, final int to, final byte[] b) {
        return b != null && java.util.Arrays.equals(a, from, to, b, 0, b.length);
    }
}
