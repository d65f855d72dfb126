package io.penstock.core.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian integers in arrays; bounds are checked by the JVM, at array ends only. */
final class NetworkOrder {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {
    }

    static int u16(final byte[] from, final int at) {
        return (short) SHORT.get(from, at) & 0xFFFF;
    }

    static int i32(final byte[] from, final int at) {
        return (int) INT.get(from, at);
    }

    static long u32(final byte[] from, final int at) {
        return i32(from, at) & 0xFFFF_FFFFL;
    }

    static long i64(final byte[] from, final int at) {
        return (long) LONG.get(from, at);
    }

    static void put16(final byte[] to, final int at, final int value) {
        SHORT.set(to, at, (short) value);
    }

    static void put32(final byte[] to, final int at, final int value) {
        INT.set(to, at, value);
    }

    static void put64(final byte[] to, final int at, final long value) {
        LONG.set(to, at, value);
    }
}
