package io.penstock.codecs.mp4;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.MutableFrame;
import org.agrona.MutableDirectBuffer;

/** A frame of its own, outside any graph, to run a decoder with before there is one. */
final class HeapFrame implements MutableFrame {
    private final Format format;
    private final byte[] array;
    private final VarHandleBuffer buffer;
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

    HeapFrame(final Format format, final int capacity) {
        this.format = format;
        array = new byte[capacity];
        buffer = new VarHandleBuffer(array, 0, capacity);
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
        return array.length;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public boolean hasArray() {
        return true;
    }

    @Override
    public byte[] array() {
        return array;
    }

    @Override
    public int arrayOffset() {
        return 0;
    }

    @Override
    public void retain() {
        throw new UnsupportedOperationException("a frame outside any graph has no owners");
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("a frame outside any graph has no owners");
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
        if (value < 0 || value > array.length) {
            throw new IndexOutOfBoundsException("length " + value + " of " + array.length);
        }
        length = value;
        return this;
    }
}
