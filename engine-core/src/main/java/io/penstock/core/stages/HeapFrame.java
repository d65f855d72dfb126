package io.penstock.core.stages;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.MutableFrame;

/** A frame outside any pool, for codecs that run outside any graph. It has no owners. */
final class HeapFrame implements MutableFrame {
    private final byte[] array;
    private final VarHandleBuffer buffer;
    private final Format format;
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
    private int length;

    HeapFrame(final Format format) {
        this.format = format;
        array = new byte[format.frameBytes()];
        buffer = new VarHandleBuffer(array);
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
    public VarHandleBuffer buffer() {
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
        // Nobody frees it.
    }

    @Override
    public void release() {
        // Nobody frees it.
    }

    @Override
    public HeapFrame ptsNs(final long value) {
        ptsNs = value;
        return this;
    }

    @Override
    public HeapFrame captureNs(final long value) {
        captureNs = value;
        return this;
    }

    @Override
    public HeapFrame durationNs(final int value) {
        durationNs = value;
        return this;
    }

    @Override
    public HeapFrame flags(final int value) {
        flags = value;
        return this;
    }

    @Override
    public HeapFrame layers(final int temporal, final int spatial) {
        temporalLayer = temporal;
        spatialLayer = spatial;
        return this;
    }

    @Override
    public HeapFrame sequence(final long value) {
        sequence = value;
        return this;
    }

    @Override
    public HeapFrame streamId(final int value) {
        streamId = value;
        return this;
    }

    @Override
    public HeapFrame rtpTimestamp(final int value) {
        rtpTimestamp = value;
        return this;
    }

    @Override
    public HeapFrame userTag(final long value) {
        userTag = value;
        return this;
    }

    @Override
    public HeapFrame length(final int value) {
        if (value < 0 || value > array.length) {
            throw new IndexOutOfBoundsException("length " + value + ": accepted are 0–" + array.length);
        }
        length = value;
        return this;
    }
}
