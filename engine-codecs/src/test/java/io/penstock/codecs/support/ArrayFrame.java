package io.penstock.codecs.support;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.MutableFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/** A frame outside any pool. The payload starts inside its array, not at its head, so that forgotten offsets show. */
public final class ArrayFrame implements MutableFrame {
    private static final int OFFSET = 24;

    private final Format format;
    private final int capacity;
    private final byte[] array;
    private final MutableDirectBuffer buffer;
    private int length;
    private long ptsNs;
    private long captureNs;
    private int durationNs;
    private int flags;
    private int temporalLayer;
    private int spatialLayer;
    private long sequence;
    private int streamId;
    private int rtpTimestamp;
    private long userTag;

    private ArrayFrame(final Format format, final int capacity, final boolean direct) {
        this.format = format;
        this.capacity = capacity;
        if (direct) {
            array = null;
            buffer = new VarHandleBuffer(ByteBuffer.allocateDirect(capacity));
        } else {
            array = new byte[OFFSET + capacity + OFFSET];
            buffer = new VarHandleBuffer(array, OFFSET, capacity);
        }
    }

    public static ArrayFrame of(final Format format) {
        return new ArrayFrame(format, format.frameBytes(), false);
    }

    public static ArrayFrame of(final Format format, final int capacity) {
        return new ArrayFrame(format, capacity, false);
    }

    public static ArrayFrame direct(final Format format) {
        return new ArrayFrame(format, format.frameBytes(), true);
    }

    public ArrayFrame with(final byte[] bytes) {
        length(bytes.length);
        buffer.putBytes(0, bytes);
        return this;
    }

    public byte[] bytes() {
        final byte[] copy = new byte[length];
        buffer.getBytes(0, copy);
        return copy;
    }

    /** Whether nothing was written around the payload. */
    public boolean marginsUntouched() {
        for (int i = 0; i < OFFSET; i++) {
            if (array[i] != 0 || array[OFFSET + capacity + i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public long ptsNs() {
        return ptsNs;
    }

    @Override
    public long captureNs() {
        return captureNs;
    }

    @Override
    public int durationNs() {
        return durationNs;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public int temporalLayer() {
        return temporalLayer;
    }

    @Override
    public int spatialLayer() {
        return spatialLayer;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int streamId() {
        return streamId;
    }

    @Override
    public int rtpTimestamp() {
        return rtpTimestamp;
    }

    @Override
    public long userTag() {
        return userTag;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public boolean hasArray() {
        return array != null;
    }

    @Override
    public byte[] array() {
        if (array == null) {
            throw new UnsupportedOperationException("direct");
        }
        return array;
    }

    @Override
    public int arrayOffset() {
        return OFFSET;
    }

    @Override
    public void retain() {
        throw new UnsupportedOperationException("outside any pool");
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("outside any pool");
    }

    @Override
    public MutableFrame ptsNs(final long value) {
        ptsNs = value;
        return this;
    }

    @Override
    public MutableFrame captureNs(final long value) {
        captureNs = value;
        return this;
    }

    @Override
    public MutableFrame durationNs(final int value) {
        durationNs = value;
        return this;
    }

    @Override
    public MutableFrame flags(final int value) {
        flags = value;
        return this;
    }

    @Override
    public MutableFrame layers(final int temporal, final int spatial) {
        temporalLayer = temporal;
        spatialLayer = spatial;
        return this;
    }

    @Override
    public MutableFrame sequence(final long value) {
        sequence = value;
        return this;
    }

    @Override
    public MutableFrame streamId(final int value) {
        streamId = value;
        return this;
    }

    @Override
    public MutableFrame rtpTimestamp(final int value) {
        rtpTimestamp = value;
        return this;
    }

    @Override
    public MutableFrame userTag(final long value) {
        userTag = value;
        return this;
    }

    @Override
    public MutableFrame length(final int value) {
        if (value < 0 || value > capacity) {
            throw new IndexOutOfBoundsException(value + " of " + capacity);
        }
        length = value;
        return this;
    }

    @Override
    public String toString() {
        return format.describe() + ' ' + Arrays.toString(bytes());
    }
}
