package io.penstock.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What lies behind a {@link VarHandleBuffer}, and plain access to it.
 *
 * <p>Either {@code array} is set (a {@code byte[]} or a heap byte buffer), or {@code memory} is: a slice of a direct
 * byte buffer in which index 0 and the limit are those of this buffer. The view VarHandle checks against that limit
 * itself, so direct access is checked once, and the branch between the two costs less than a virtual call would.
 */
abstract class PlainBuffer extends TextBuffer {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final VarHandle LONG_ARRAY = arrayView(long[].class);
    private static final VarHandle INT_ARRAY = arrayView(int[].class);
    private static final VarHandle SHORT_ARRAY = arrayView(short[].class);
    private static final VarHandle CHAR_ARRAY = arrayView(char[].class);

    static final VarHandle LONG = bufferView(long[].class);
    static final VarHandle INT = bufferView(int[].class);
    static final VarHandle SHORT = bufferView(short[].class);
    static final VarHandle CHAR = bufferView(char[].class);

    private ByteBuffer memory;
    private byte[] array;
    private int arrayOffset;
    private int capacity;
    private int wrapAdjustment;
    private ByteBuffer wrapped;

    PlainBuffer() {
    }

    private static VarHandle arrayView(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, NATIVE).withInvokeExactBehavior();
    }

    private static VarHandle bufferView(Class<?> type) {
        return MethodHandles.byteBufferViewVarHandle(type, NATIVE).withInvokeExactBehavior();
    }

    /** The direct memory, or null when an array lies behind this buffer. */
    final ByteBuffer memory() {
        return memory;
    }

    @Override
    public final void wrap(byte[] buffer) {
        wrap(buffer, 0, buffer.length);
    }

    @Override
    public final void wrap(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        attach(null, buffer, offset, length, offset, null);
    }

    @Override
    public final void wrap(ByteBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    @Override
    public final void wrap(ByteBuffer buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        if (buffer.hasArray()) {
            int start = buffer.arrayOffset() + offset;
            attach(null, buffer.array(), start, length, start, buffer);
        } else if (buffer.isDirect()) {
            attach(slice(buffer, offset, length), null, 0, length, offset, buffer);
        } else {
            throw new IllegalArgumentException("a read-only heap byte buffer lends no array to wrap: " + buffer);
        }
    }

    @Override
    public final void wrap(DirectBuffer buffer) {
        wrap(buffer, 0, buffer.capacity());
    }

    @Override
    public final void wrap(DirectBuffer buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.capacity());
        int start = buffer.wrapAdjustment() + offset;
        if (buffer.byteArray() != null) {
            attach(null, buffer.byteArray(), start, length, start, buffer.byteBuffer());
        } else if (buffer.byteBuffer() != null) {
            attach(slice(buffer.byteBuffer(), start, length), null, 0, length, start, buffer.byteBuffer());
        } else {
            throw new IllegalArgumentException("neither an array nor a byte buffer lies behind " + buffer);
        }
    }

    /**
     * Not possible here: memory by address cannot be reached without {@code Unsafe}.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public final void wrap(long address, int length) {
        throw new UnsupportedOperationException("memory by address needs Unsafe: wrap a direct ByteBuffer instead");
    }

    /**
     * Not known here: an address cannot be had without {@code Unsafe}, and a wrong one would crash the JVM.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public final long addressOffset() {
        throw new UnsupportedOperationException(
            "no address without Unsafe: copy through VarHandleBuffer, or use byteArray() or byteBuffer()");
    }

    @Override
    public final byte[] byteArray() {
        return array;
    }

    @Override
    public final ByteBuffer byteBuffer() {
        return wrapped;
    }

    @Override
    public final int wrapAdjustment() {
        return wrapAdjustment;
    }

    @Override
    public final int capacity() {
        return capacity;
    }

    @Override
    public final boolean isExpandable() {
        return false;
    }

    @Override
    public final void checkLimit(int limit) {
        if (limit < 0 || limit > capacity) {
            throw new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + capacity);
        }
    }

    @Override
    public final void boundsCheck(int index, int length) {
        Objects.checkFromIndexSize(index, length, capacity);
    }

    @Override
    public final long getLong(int index) {
        ByteBuffer direct = memory;
        return direct != null ? (long) LONG.get(direct, index) : (long) LONG_ARRAY.get(array, inArray(index, Long.BYTES));
    }

    @Override
    public final void putLong(int index, long value) {
        ByteBuffer direct = memory;
        if (direct != null) {
            LONG.set(direct, index, value);
        } else {
            LONG_ARRAY.set(array, inArray(index, Long.BYTES), value);
        }
    }

    @Override
    public final int getInt(int index) {
        ByteBuffer direct = memory;
        return direct != null ? (int) INT.get(direct, index) : (int) INT_ARRAY.get(array, inArray(index, Integer.BYTES));
    }

    @Override
    public final void putInt(int index, int value) {
        ByteBuffer direct = memory;
        if (direct != null) {
            INT.set(direct, index, value);
        } else {
            INT_ARRAY.set(array, inArray(index, Integer.BYTES), value);
        }
    }

    @Override
    public final short getShort(int index) {
        ByteBuffer direct = memory;
        return direct != null
            ? (short) SHORT.get(direct, index)
            : (short) SHORT_ARRAY.get(array, inArray(index, Short.BYTES));
    }

    @Override
    public final void putShort(int index, short value) {
        ByteBuffer direct = memory;
        if (direct != null) {
            SHORT.set(direct, index, value);
        } else {
            SHORT_ARRAY.set(array, inArray(index, Short.BYTES), value);
        }
    }

    @Override
    public final char getChar(int index) {
        ByteBuffer direct = memory;
        return direct != null
            ? (char) CHAR.get(direct, index)
            : (char) CHAR_ARRAY.get(array, inArray(index, Character.BYTES));
    }

    @Override
    public final void putChar(int index, char value) {
        ByteBuffer direct = memory;
        if (direct != null) {
            CHAR.set(direct, index, value);
        } else {
            CHAR_ARRAY.set(array, inArray(index, Character.BYTES), value);
        }
    }

    @Override
    public final byte getByte(int index) {
        ByteBuffer direct = memory;
        return direct != null ? direct.get(index) : array[inArray(index, Byte.BYTES)];
    }

    @Override
    public final void putByte(int index, byte value) {
        ByteBuffer direct = memory;
        if (direct != null) {
            direct.put(index, value);
        } else {
            array[inArray(index, Byte.BYTES)] = value;
        }
    }

    @Override
    public final void setMemory(int index, int length, byte value) {
        boundsCheck(index, length);
        if (memory == null) {
            Arrays.fill(array, arrayOffset + index, arrayOffset + index + length, value);
            return;
        }
        int i = index;
        int end = index + length;
        long eightTimes = (value & 0xFF) * 0x0101010101010101L;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            putLong(i, eightTimes);
        }
        for (; i < end; i++) {
            putByte(i, value);
        }
    }

    @Override
    public final void getBytes(int index, byte[] dst) {
        getBytes(index, dst, 0, dst.length);
    }

    @Override
    public final void getBytes(int index, byte[] dst, int offset, int length) {
        boundsCheck(index, length);
        Objects.checkFromIndexSize(offset, length, dst.length);
        if (memory != null) {
            memory.get(index, dst, offset, length);
        } else {
            System.arraycopy(array, arrayOffset + index, dst, offset, length);
        }
    }

    @Override
    public final void getBytes(int index, MutableDirectBuffer dstBuffer, int dstIndex, int length) {
        boundsCheck(index, length);
        if (array != null) {
            dstBuffer.putBytes(dstIndex, array, arrayOffset + index, length);
        } else {
            dstBuffer.putBytes(dstIndex, memory, index, length);
        }
    }

    @Override
    public final void getBytes(int index, ByteBuffer dstBuffer, int length) {
        int dstOffset = dstBuffer.position();
        getBytes(index, dstBuffer, dstOffset, length);
        dstBuffer.position(dstOffset + length);
    }

    @Override
    public final void getBytes(int index, ByteBuffer dstBuffer, int dstOffset, int length) {
        boundsCheck(index, length);
        if (array != null) {
            dstBuffer.put(dstOffset, array, arrayOffset + index, length);
        } else {
            dstBuffer.put(dstOffset, memory, index, length);
        }
    }

    @Override
    public final void putBytes(int index, byte[] src) {
        putBytes(index, src, 0, src.length);
    }

    @Override
    public final void putBytes(int index, byte[] src, int offset, int length) {
        boundsCheck(index, length);
        Objects.checkFromIndexSize(offset, length, src.length);
        if (memory != null) {
            memory.put(index, src, offset, length);
        } else {
            System.arraycopy(src, offset, array, arrayOffset + index, length);
        }
    }

    @Override
    public final void putBytes(int index, ByteBuffer srcBuffer, int length) {
        int srcIndex = srcBuffer.position();
        putBytes(index, srcBuffer, srcIndex, length);
        srcBuffer.position(srcIndex + length);
    }

    @Override
    public final void putBytes(int index, ByteBuffer srcBuffer, int srcIndex, int length) {
        boundsCheck(index, length);
        if (memory != null) {
            memory.put(index, srcBuffer, srcIndex, length);
        } else {
            srcBuffer.get(srcIndex, array, arrayOffset + index, length);
        }
    }

    @Override
    public final void putBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
        boundsCheck(index, length);
        srcBuffer.boundsCheck(srcIndex, length);
        if (srcBuffer.byteArray() != null) {
            putBytes(index, srcBuffer.byteArray(), srcBuffer.wrapAdjustment() + srcIndex, length);
        } else if (srcBuffer instanceof PlainBuffer) {
            putBytes(index, ((PlainBuffer) srcBuffer).memory, srcIndex, length);
        } else if (memory != null) {
            srcBuffer.getBytes(srcIndex, memory, index, length);
        } else {
            srcBuffer.getBytes(srcIndex, array, arrayOffset + index, length);
        }
    }

    @Override
    public final String toString() {
        return "VarHandleBuffer{capacity=" + capacity + ", wrapAdjustment=" + wrapAdjustment
            + (array != null ? ", byteArray=byte[" + array.length + ']' : ", memory=" + memory) + '}';
    }

    private int inArray(int index, int size) {
        return arrayOffset + Objects.checkFromIndexSize(index, size, capacity);
    }

    private void attach(ByteBuffer direct, byte[] bytes, int offset, int length, int adjustment, ByteBuffer origin) {
        memory = direct;
        array = bytes;
        arrayOffset = offset;
        capacity = length;
        wrapAdjustment = adjustment;
        wrapped = origin;
    }

    private static ByteBuffer slice(ByteBuffer buffer, int offset, int length) {
        // A slice is taken below the limit; what is wrapped may reach up to the capacity.
        return offset + length <= buffer.limit()
            ? buffer.slice(offset, length)
            : buffer.duplicate().clear().slice(offset, length);
    }
}
