package io.penstock.codecs.mp4;

import java.util.Arrays;

/** Writes nested boxes (ISO/IEC 14496-12 4.2) into a growing array. */
final class BoxWriter {
    private byte[] a = new byte[4096];
    private int at;

    BoxWriter u8(final int value) {
        room(1);
        a[at++] = (byte) value;
        return this;
    }

    BoxWriter u16(final int value) {
        return u8(value >> 8).u8(value);
    }

    BoxWriter u32(final long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    BoxWriter u64(final long value) {
        return u32(value >> 32).u32(value);
    }

    BoxWriter text(final String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            u8(ascii.charAt(i));
        }
        return this;
    }

    BoxWriter bytes(final byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, a, at, value.length);
        at += value.length;
        return this;
    }

    BoxWriter bytes(final byte[] value, final int from, final int length) {
        room(length);
        System.arraycopy(value, from, a, at, length);
        at += length;
        return this;
    }

    BoxWriter zeros(final int count) {
        room(count);
        Arrays.fill(a, at, at + count, (byte) 0);
        at += count;
        return this;
    }

    /** Forgets what was written and keeps the room. */
    BoxWriter reset() {
        at = 0;
        return this;
    }

    /** Bytes written so far. */
    int size() {
        return at;
    }

    /** What was written: the first {@link #size} bytes; another array once it has to grow. */
    byte[] array() {
        return a;
    }

    /** Opens a box; {@link #end} closes it. */
    int begin(final String type) {
        final int start = at;
        u32(0).text(type);
        return start;
    }

    /** Opens a box with version and flags. */
    int begin(final String type, final int version, final int flags) {
        final int start = begin(type);
        u32((long) version << 24 | flags);
        return start;
    }

    void end(final int start) {
        patch(start, at - start);
    }

    /** Writes 32 bits over what stands at an index. */
    void patch(final int index, final int value) {
        a[index] = (byte) (value >> 24);
        a[index + 1] = (byte) (value >> 16);
        a[index + 2] = (byte) (value >> 8);
        a[index + 3] = (byte) value;
    }

    private void room(final int bytes) {
        if (at + bytes > a.length) {
            a = Arrays.copyOf(a, Math.max(2 * a.length, at + bytes));
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(a, at);
    }
}
