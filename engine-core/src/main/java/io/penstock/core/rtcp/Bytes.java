package io.penstock.core.rtcp;

/** Numbers in network byte order. */
final class Bytes {
    private Bytes() {
    }

    static int u16(final byte[] array, final int at) {
        return (array[at] & 0xFF) << 8 | array[at + 1] & 0xFF;
    }

    static int i32(final byte[] array, final int at) {
        return u16(array, at) << 16 | u16(array, at + 2);
    }

    static void put16(final byte[] array, final int at, final int value) {
        array[at] = (byte) (value >> 8);
        array[at + 1] = (byte) value;
    }

    static void put32(final byte[] array, final int at, final int value) {
        put16(array, at, value >>> 16);
        put16(array, at + 2, value);
    }

    /** Common header of RTCP (RFC 3550, section 6.4.1) and the length of all. */
    static void header(final byte[] array, final int at, final int count, final int type, final int bytes) {
        array[at] = (byte) (0x80 | count);
        array[at + 1] = (byte) type;
        put16(array, at + 2, bytes / 4 - 1);
    }
}
