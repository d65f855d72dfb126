package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The content of a box (ISO/IEC 14496-12 4.2) within an array; every read is checked against its end.
 *
 * @param a    array.
 * @param type four characters.
 * @param from start of the content.
 * @param to   its end.
 */
record Box(byte[] a, String type, int from, int to) {
    private int at(final int offset, final int bytes) {
        if (offset < 0 || offset > to - from - bytes) {
            throw new CodecException("mp4: box \"" + type + "\" of " + (to - from) + " bytes ends before its content does");
        }
        return from + offset;
    }

    int length() {
        return to - from;
    }

    int u8(final int offset) {
        return a[at(offset, 1)] & 255;
    }

    int u16(final int offset) {
        final int i = at(offset, 2);
        return (a[i] & 255) << 8 | a[i + 1] & 255;
    }

    int i32(final int offset) {
        final int i = at(offset, 4);
        return (a[i] & 255) << 24 | (a[i + 1] & 255) << 16 | (a[i + 2] & 255) << 8 | a[i + 3] & 255;
    }

    long u32(final int offset) {
        return i32(offset) & 0xffff_ffffL;
    }

    long i64(final int offset) {
        return (long) i32(offset) << 32 | u32(offset + 4);
    }

    String fourcc(final int offset) {
        return new String(a, at(offset, 4), 4, StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(final int offset, final int length) {
        final int i = at(offset, length);
        return Arrays.copyOfRange(a, i, i + length);
    }

    /** A number of table entries, of which as many must be there; the table follows the count. */
    int count(final int offset, final int entryBytes) {
        final long n = u32(offset);
        if (n * entryBytes > to - from - offset - 4) {
            throw new CodecException("mp4: box \"" + type + "\" announces " + n + " entries of " + entryBytes + " bytes in " + (to - from));
        }
        return (int) n;
    }

    /** The box at an offset. */
    Box child(final int offset) {
        final long size = u32(offset);
        final String name = fourcc(offset + 4);
        long length = size;
        int header = 8;
        if (size == 1) {
            length = i64(offset + 8);
            header = 16;
        } else if (size == 0) {
            length = to - from - offset;
        }
        if (length < header || length > to - from - offset) {
            throw new CodecException("mp4: box \"" + name + "\" of " + length + " bytes within " + (to - from - offset));
        }
        return new Box(a, name, from + offset + header, from + offset + (int) length);
    }

    /** The first child of a type from an offset on; null if there is none. */
    Box find(final int offset, final String name) {
        int at = offset;
        while (at <= to - from - 8) {
            final Box child = child(at);
            if (child.type.equals(name)) {
                return child;
            }
            at = child.to - from;
        }
        return null;
    }

    /** QuickTime puts esds within wave, and may have 16 or 36 more bytes before the children. */
    Box findDeep(final int offset, final String name) {
        final int version = u16(8);
        final int start = offset + (version == 1 ? 16 : version == 2 ? 36 : 0);
        final Box direct = find(start, name);
        if (direct != null) {
            return direct;
        }
        final Box wave = find(start, "wave");
        return wave == null ? null : wave.find(0, name);
    }
}
