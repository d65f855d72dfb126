package io.penstock.frame;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A writable frame outside any pool: to run a codec without a graph (warm-up, decoding a file into memory, tests), or to fill before it is
 * copied into a claimed frame.
 *
 * <pre>{@code
 * UnpooledFrame packet = UnpooledFrame.allocate(encoded);
 * UnpooledFrame picture = UnpooledFrame.allocate(raw);
 * packet.payload(bytes).ptsNs(0);
 * decoder.decode(packet, picture.length(picture.capacity()));
 * }</pre>
 *
 * <p>It has no owners to count, and whoever fills it again changes it for all who hold it: {@link #retain()} and {@link #release()} are
 * refused, so that code that would keep it shows. One thread at a time. Only the factories allocate, and {@link #payload()}.
 */
public final class UnpooledFrame extends UnownedFrame implements MutableFrame {
    private UnpooledFrame(final Format format, final byte[] array, final int arrayOffset, final VarHandleBuffer memory) {
        super(Objects.requireNonNull(format, "format"), array, arrayOffset, memory);
    }

    /**
     * A frame on the heap with room for one frame of a format.
     *
     * @param format format of the frame.
     * @return the frame: length 0, all metadata 0.
     */
    public static UnpooledFrame allocate(final Format format) {
        return allocate(format, format.frameBytes());
    }

    /**
     * A frame on the heap.
     *
     * @param format   format of the frame.
     * @param capacity room for the payload in bytes, not negative.
     * @return the frame: length 0, all metadata 0.
     */
    public static UnpooledFrame allocate(final Format format, final int capacity) {
        return wrap(format, new byte[capacity], 0, capacity);
    }

    /**
     * A frame in direct memory, as stages may be given that declare it: {@link #hasArray()} is false.
     *
     * @param format   format of the frame.
     * @param capacity room for the payload in bytes, not negative.
     * @return the frame: length 0, all metadata 0.
     */
    public static UnpooledFrame allocateDirect(final Format format, final int capacity) {
        return new UnpooledFrame(format, null, 0, new VarHandleBuffer(ByteBuffer.allocateDirect(capacity)));
    }

    /**
     * A frame whose payload lies in an array that somebody has already.
     *
     * @param format   format of the frame.
     * @param array    where the payload lies; not copied.
     * @param offset   index of its first byte.
     * @param capacity room for the payload in bytes.
     * @return the frame: length 0, all metadata 0.
     * @throws IndexOutOfBoundsException if the part does not lie within the array.
     */
    public static UnpooledFrame wrap(final Format format, final byte[] array, final int offset, final int capacity) {
        Objects.checkFromIndexSize(offset, capacity, array.length);
        return new UnpooledFrame(format, array, offset, new VarHandleBuffer(array, offset, capacity));
    }

    /**
     * Copies bytes into the payload and takes their length.
     *
     * @param bytes the payload.
     * @return this.
     * @throws IndexOutOfBoundsException if they do not fit.
     */
    public UnpooledFrame payload(final byte[] bytes) {
        length(bytes.length);
        memory.putBytes(0, bytes);
        return this;
    }

    /**
     * Copies the payload out.
     *
     * @return an array of its own, {@link #length()} long.
     */
    public byte[] payload() {
        return copyOfPayload(this);
    }

    @Override
    public VarHandleBuffer buffer() {
        return memory;
    }

    @Override
    public UnpooledFrame ptsNs(final long value) {
        ptsNs = value;
        return this;
    }

    @Override
    public UnpooledFrame captureNs(final long value) {
        captureNs = value;
        return this;
    }

    @Override
    public UnpooledFrame durationNs(final int value) {
        durationNs = value;
        return this;
    }

    @Override
    public UnpooledFrame flags(final int value) {
        flags = value & 0xFFFF;
        return this;
    }

    @Override
    public UnpooledFrame layers(final int temporal, final int spatial) {
        temporalLayer = temporal;
        spatialLayer = spatial;
        return this;
    }

    @Override
    public UnpooledFrame sequence(final long value) {
        sequence = value;
        return this;
    }

    @Override
    public UnpooledFrame streamId(final int value) {
        streamId = value;
        return this;
    }

    @Override
    public UnpooledFrame rtpTimestamp(final int value) {
        rtpTimestamp = value;
        return this;
    }

    @Override
    public UnpooledFrame userTag(final long value) {
        userTag = value;
        return this;
    }

    @Override
    public UnpooledFrame length(final int value) {
        if (value < 0 || value > capacity()) {
            throw new IndexOutOfBoundsException("length " + value + ": accepted are 0–" + capacity() + ", the capacity of a frame outside any"
                + " pool (" + format().describe() + ')');
        }
        length = value;
        return this;
    }

    /**
     * Refused: there are no owners to count.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public void retain() {
        throw ownerless();
    }

    /**
     * Refused: there are no owners to count.
     *
     * @throws UnsupportedOperationException always.
     */
    @Override
    public void release() {
        throw ownerless();
    }

    private static UnsupportedOperationException ownerless() {
        return new UnsupportedOperationException("a frame outside any pool has no owners: to keep it, copy it (FrameCopy.of)");
    }
}
