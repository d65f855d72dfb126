package io.penstock.core.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian integers in arrays; bounds are checked by the JVM, at array ends only. */
public final class NetworkOrder {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {
    }

    /**
     * Reads 16 bits without sign.
     *
     * @param from  array.
     * @param at    index of the first byte.
     * @return 0–65535.
     */
    public static int u16(final byte[] from, final int at) {
        return (short) SHORT.get(from, at) & 0xFFFF;
    }

    /**
     * Reads 32 bits.
     *
     * @param from  array.
     * @param at    index of the first byte.
     * @return the bits as an int.
     */
    public static int i32(final byte[] from, final int at) {
        return (int) INT.get(from, at);
    }

    /**
     * Reads 32 bits without sign.
     *
     * @param from  array.
     * @param at    index of the first byte.
     * @return 0 to 2³² − 1.
     */
    public static long u32(final byte[] from, final int at) {
        return i32(from, at) & 0xFFFF_FFFFL;
    }

    /**
     * Reads 64 bits.
     *
     * @param from  array.
     * @param at    index of the first byte.
     * @return the bits as a long.
     */
    public static long i64(final byte[] from, final int at) {
        return (long) LONG.get(from, at);
    }

    /**
     * Writes the low 16 bits.
     *
     * @param to    array.
     * @param at    index of the first byte.
     * @param value what to write.
     */
    public static void put16(final byte[] to, final int at, final int value) {
        SHORT.set(to, at, (short) value);
    }

    /**
     * Writes 32 bits.
     *
     * @param to    array.
     * @param at    index of the first byte.
     * @param value what to write.
     */
    public static void put32(final byte[] to, final int at, final int value) {
        INT.set(to, at, value);
    }

    /**
     * Writes 64 bits.
     *
     * @param to    array.
     * @param at    index of the first byte.
     * @param value what to write.
     */
    public static void put64(final byte[] to, final int at, final long value) {
        LONG.set(to, at, value);
    }
}
