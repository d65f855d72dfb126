package io.penstock.codecs.h264;

/**
 * Finds NAL units in an Annex B byte stream (ITU-T H.264 Annex B) and undoes emulation prevention (7.4.1). Works on arrays in place,
 * allocates nothing.
 *
 * <pre>{@code
 * for (int nal = NalUnits.first(a, from, to); nal < to; nal = NalUnits.next(a, nal, to)) {
 *     int end = NalUnits.end(a, nal, to);       // a[nal] is the header byte
 * }
 * }</pre>
 */
public final class NalUnits {
    /** Coded slice of a picture that is not IDR. */
    public static final int SLICE = 1;
    /** Coded slice data partition A; B and C follow. */
    public static final int PARTITION_A = 2;
    /** Coded slice data partition C. */
    public static final int PARTITION_C = 4;
    /** Coded slice of an IDR picture. */
    public static final int IDR = 5;
    /** Supplemental enhancement information. */
    public static final int SEI = 6;
    /** Sequence parameter set. */
    public static final int SPS = 7;
    /** Picture parameter set. */
    public static final int PPS = 8;
    /** Access unit delimiter. */
    public static final int DELIMITER = 9;
    /** Filler data. */
    public static final int FILLER = 12;

    private NalUnits() {
    }

    /**
     * The first NAL unit.
     *
     * @param a    array.
     * @param from where to start.
     * @param to   end of the stream in the array.
     * @return index of its header byte; {@code to} if there is none.
     */
    public static int first(final byte[] a, final int from, final int to) {
        final int code = startCode(a, from, to);
        return Math.min(to, code + 3);
    }

    /**
     * The NAL unit after another one.
     *
     * @param a   array.
     * @param nal index of a header byte.
     * @param to  end of the stream in the array.
     * @return index of the next header byte; {@code to} if there is none.
     */
    public static int next(final byte[] a, final int nal, final int to) {
        return first(a, nal, to);
    }

    /**
     * Where a NAL unit ends: before the next start code, without trailing zero bytes.
     *
     * @param a   array.
     * @param nal index of its header byte.
     * @param to  end of the stream in the array.
     * @return index after its last byte, at least {@code nal}.
     */
    public static int end(final byte[] a, final int nal, final int to) {
        int end = startCode(a, nal, to);
        while (end > nal && a[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /**
     * Type of a NAL unit.
     *
     * @param header its first byte.
     * @return {@code nal_unit_type}, 0–31.
     */
    public static int type(final byte header) {
        return header & 31;
    }

    /**
     * Whether other pictures refer to what a NAL unit carries.
     *
     * @param header its first byte.
     * @return {@code nal_ref_idc}, 0–3; 0 = nothing refers to it.
     */
    public static int refIdc(final byte header) {
        return header >> 5 & 3;
    }

    /**
     * Removes emulation prevention bytes (00 00 03 becomes 00 00).
     *
     * @param a      array with the NAL unit.
     * @param from   index of the first byte after the NAL header.
     * @param to     end of the NAL unit.
     * @param rbsp   receives the raw payload; may be {@code a} itself when {@code at <= from}.
     * @param at     where to write; {@code to - from} bytes are free there.
     * @return bytes written.
     */
    public static int unescape(final byte[] a, final int from, final int to, final byte[] rbsp, final int at) {
        int out = at;
        int zeros = 0;
        for (int i = from; i < to; i++) {
            final byte b = a[i];
            if (zeros >= 2 && b == 3) {
                zeros = 0;
                continue;
            }
            rbsp[out++] = b;
            zeros = b == 0 ? zeros + 1 : 0;
        }
        return out - at;
    }

    /**
     * Adds emulation prevention bytes.
     *
     * @param rbsp array with the raw payload.
     * @param from its start.
     * @param to   its end.
     * @param a    receives the escaped bytes.
     * @param at   where to write; {@code 3 * (to - from) / 2 + 1} bytes always suffice.
     * @return bytes written.
     */
    public static int escape(final byte[] rbsp, final int from, final int to, final byte[] a, final int at) {
        int out = at;
        int zeros = 0;
        for (int i = from; i < to; i++) {
            final byte b = rbsp[i];
            if (zeros >= 2 && (b & ~3) == 0) {
                a[out++] = 3;
                zeros = 0;
            }
            a[out++] = b;
            zeros = b == 0 ? zeros + 1 : 0;
        }
        return out - at;
    }

    /** Index of the next 00 00 01, or {@code to}. */
    static int startCode(final byte[] a, final int from, final int to) {
        int i = from + 2;
        while (i < to) {
            final byte b = a[i];
            if (b > 1 || b < 0) {
                i += 3;
            } else if (b == 0) {
                i++;
            } else {
                if (a[i - 1] == 0 && a[i - 2] == 0) {
                    return i - 2;
                }
                i += 3;
            }
        }
        return to;
    }
}
