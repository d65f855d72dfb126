package io.penstock.buffer;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * An {@link AtomicBuffer} over arrays and byte buffers that needs no {@code Unsafe}, and so no JVM flag.
 *
 * <p>Rings, frame headers, counters, and what hosts hand to the engine all stand on this one class: a second buffer
 * class at the same call sites would double the cost of both.
 *
 * <p><b>What may lie behind it.</b> A {@code byte[]} or part of one, a {@link ByteBuffer} (heap, direct or mapped), or
 * another {@link DirectBuffer} that has one of these. Multi-byte values are in native byte order unless an order is
 * given. Wrapping an array allocates nothing; wrapping direct memory allocates a small view.
 *
 * <p><b>Checks.</b> Every access is bounds-checked, always: an {@link IndexOutOfBoundsException} says index, length and
 * capacity. Copies to and from a {@link ByteBuffer} also respect that buffer's limit.
 *
 * <p><b>Atomic access</b> (volatile, acquire, release, opaque, compare-and-set, add) of {@code int} and {@code long}
 * needs direct memory and an index that is a multiple of the operand's size. Over an array it throws
 * {@link UnsupportedOperationException}: no array gives alignment, and newer JDKs refuse it. At a misaligned index the
 * JDK throws {@link IllegalStateException}, or {@link IndexOutOfBoundsException}. Single bytes are atomic anywhere.
 * Memory for {@linkplain #verifyAlignment() aligned} use comes from {@link #allocateDirectAligned(int, int)}:
 *
 * <pre>{@code
 * var ring = new OneToOneRingBuffer(VarHandleBuffer.allocateDirectAligned(65_536 + TRAILER_LENGTH, 64));
 * }</pre>
 *
 * <p><b>Threads.</b> Plain access and {@code wrap} have no ordering; what two threads share goes through the atomic
 * methods, and a buffer they share is published safely and then never wrapped again.
 */
public final class VarHandleBuffer extends PlainBuffer implements AtomicBuffer {
    private static final byte[] EMPTY = new byte[0];

    /** A buffer of no bytes, to be wrapped around something later. */
    public VarHandleBuffer() {
        wrap(EMPTY);
    }

    /**
     * A view of a whole array.
     *
     * @param buffer to view.
     */
    public VarHandleBuffer(byte[] buffer) {
        wrap(buffer);
    }

    /**
     * A view of part of an array.
     *
     * @param buffer to view.
     * @param offset of the first byte viewed.
     * @param length in bytes.
     * @throws IndexOutOfBoundsException if the array does not have that part.
     */
    public VarHandleBuffer(byte[] buffer, int offset, int length) {
        wrap(buffer, offset, length);
    }

    /**
     * A view of a byte buffer from 0 to its capacity, whatever its position and limit.
     *
     * @param buffer to view.
     * @throws IllegalArgumentException if it is a read-only heap buffer.
     */
    public VarHandleBuffer(ByteBuffer buffer) {
        wrap(buffer);
    }

    /**
     * A view of part of a byte buffer, whatever its position and limit.
     *
     * @param buffer to view.
     * @param offset of the first byte viewed, counted from 0 and not from the position.
     * @param length in bytes.
     * @throws IndexOutOfBoundsException if its capacity does not have that part.
     * @throws IllegalArgumentException  if it is a read-only heap buffer.
     */
    public VarHandleBuffer(ByteBuffer buffer, int offset, int length) {
        wrap(buffer, offset, length);
    }

    /**
     * A view of what another buffer views.
     *
     * @param buffer to view.
     * @throws IllegalArgumentException if neither an array nor a byte buffer lies behind it.
     */
    public VarHandleBuffer(DirectBuffer buffer) {
        wrap(buffer);
    }

    /**
     * A view of part of what another buffer views.
     *
     * @param buffer to view.
     * @param offset of the first byte viewed.
     * @param length in bytes.
     * @throws IndexOutOfBoundsException if the buffer does not have that part.
     * @throws IllegalArgumentException  if neither an array nor a byte buffer lies behind it.
     */
    public VarHandleBuffer(DirectBuffer buffer, int offset, int length) {
        wrap(buffer, offset, length);
    }

    /**
     * Allocates zeroed direct memory whose first byte is aligned.
     *
     * @param capacity  in bytes.
     * @param alignment in bytes, a power of two: 8 for atomic access, 64 to own whole cache lines.
     * @return a buffer over exactly {@code capacity} bytes; the memory is freed when nothing views it any more.
     * @throws IllegalArgumentException if the capacity is negative or too large, or the alignment no power of two.
     */
    public static VarHandleBuffer allocateDirectAligned(int capacity, int alignment) {
        if (Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("alignment is not a power of two: " + alignment);
        }
        // Rounded up, because an aligned slice ends aligned too.
        long size = (capacity + (long) alignment - 1 & -(long) alignment) + alignment;
        if (capacity < 0 || size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("cannot allocate " + capacity + " bytes aligned to " + alignment);
        }
        return new VarHandleBuffer(ByteBuffer.allocateDirect((int) size).alignedSlice(alignment).slice(0, capacity));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Stricter than Agrona's own buffer, which lets an array pass on x86.
     *
     * @throws IllegalStateException also if an array lies behind this buffer.
     */
    @Override
    public void verifyAlignment() {
        ByteBuffer direct = memory();
        if (direct == null) {
            throw new IllegalStateException("not aligned: an array lies behind " + this + ", and arrays give no alignment");
        }
        int misalignment = direct.alignmentOffset(0, ALIGNMENT);
        if (misalignment != 0) {
            throw new IllegalStateException(
                "not aligned: " + this + " begins " + misalignment + " bytes after a multiple of " + ALIGNMENT);
        }
    }

    @Override
    public long getLongVolatile(int index) {
        return (long) LONG.getVolatile(direct(), index);
    }

    @Override
    public void putLongVolatile(int index, long value) {
        LONG.setVolatile(direct(), index, value);
    }

    @Override
    public long getLongAcquire(int index) {
        return (long) LONG.getAcquire(direct(), index);
    }

    @Override
    public void putLongRelease(int index, long value) {
        LONG.setRelease(direct(), index, value);
    }

    @Override
    public void putLongOrdered(int index, long value) {
        LONG.setRelease(direct(), index, value);
    }

    @Override
    public long getLongOpaque(int index) {
        return (long) LONG.getOpaque(direct(), index);
    }

    @Override
    public void putLongOpaque(int index, long value) {
        LONG.setOpaque(direct(), index, value);
    }

    @Override
    public long addLongOpaque(int index, long increment) {
        ByteBuffer direct = direct();
        long before = (long) LONG.getOpaque(direct, index);
        LONG.setOpaque(direct, index, before + increment);
        return before;
    }

    @Override
    public long addLongRelease(int index, long increment) {
        return (long) LONG.getAndAddRelease(direct(), index, increment);
    }

    @Override
    public long addLongOrdered(int index, long increment) {
        return (long) LONG.getAndAddRelease(direct(), index, increment);
    }

    @Override
    public boolean compareAndSetLong(int index, long expectedValue, long updateValue) {
        return LONG.compareAndSet(direct(), index, expectedValue, updateValue);
    }

    @Override
    public long compareAndExchangeLong(int index, long expectedValue, long updateValue) {
        return (long) LONG.compareAndExchange(direct(), index, expectedValue, updateValue);
    }

    @Override
    public long getAndSetLong(int index, long value) {
        return (long) LONG.getAndSet(direct(), index, value);
    }

    @Override
    public long getAndAddLong(int index, long delta) {
        return (long) LONG.getAndAdd(direct(), index, delta);
    }

    @Override
    public int getIntVolatile(int index) {
        return (int) INT.getVolatile(direct(), index);
    }

    @Override
    public void putIntVolatile(int index, int value) {
        INT.setVolatile(direct(), index, value);
    }

    @Override
    public int getIntAcquire(int index) {
        return (int) INT.getAcquire(direct(), index);
    }

    @Override
    public void putIntRelease(int index, int value) {
        INT.setRelease(direct(), index, value);
    }

    @Override
    public void putIntOrdered(int index, int value) {
        INT.setRelease(direct(), index, value);
    }

    @Override
    public int getIntOpaque(int index) {
        return (int) INT.getOpaque(direct(), index);
    }

    @Override
    public void putIntOpaque(int index, int value) {
        INT.setOpaque(direct(), index, value);
    }

    @Override
    public int addIntOpaque(int index, int increment) {
        ByteBuffer direct = direct();
        int before = (int) INT.getOpaque(direct, index);
        INT.setOpaque(direct, index, before + increment);
        return before;
    }

    @Override
    public int addIntRelease(int index, int increment) {
        return (int) INT.getAndAddRelease(direct(), index, increment);
    }

    @Override
    public int addIntOrdered(int index, int increment) {
        return (int) INT.getAndAddRelease(direct(), index, increment);
    }

    @Override
    public boolean compareAndSetInt(int index, int expectedValue, int updateValue) {
        return INT.compareAndSet(direct(), index, expectedValue, updateValue);
    }

    @Override
    public int compareAndExchangeInt(int index, int expectedValue, int updateValue) {
        return (int) INT.compareAndExchange(direct(), index, expectedValue, updateValue);
    }

    @Override
    public int getAndSetInt(int index, int value) {
        return (int) INT.getAndSet(direct(), index, value);
    }

    @Override
    public int getAndAddInt(int index, int delta) {
        return (int) INT.getAndAdd(direct(), index, delta);
    }

    @Override
    public short getShortVolatile(int index) {
        return (short) SHORT.getVolatile(direct(), index);
    }

    @Override
    public void putShortVolatile(int index, short value) {
        SHORT.setVolatile(direct(), index, value);
    }

    @Override
    public char getCharVolatile(int index) {
        return (char) CHAR.getVolatile(direct(), index);
    }

    @Override
    public void putCharVolatile(int index, char value) {
        CHAR.setVolatile(direct(), index, value);
    }

    // No VarHandle views single bytes of direct memory. A byte cannot tear, so fences make it volatile.

    @Override
    public byte getByteVolatile(int index) {
        VarHandle.fullFence();
        byte value = getByte(index);
        VarHandle.acquireFence();
        return value;
    }

    @Override
    public void putByteVolatile(int index, byte value) {
        VarHandle.releaseFence();
        putByte(index, value);
        VarHandle.fullFence();
    }

    private ByteBuffer direct() {
        ByteBuffer direct = memory();
        if (direct == null) {
            throw new UnsupportedOperationException("atomic access needs direct memory, but an array lies behind " + this);
        }
        return direct;
    }
}
