package io.penstock.core.jitter;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import org.agrona.DirectBuffer;

/** An encoded frame in an array of its own, taken out of its packet, as decoders want it. Valid until the next; nobody can keep it. */
final class EncodedScratch implements Frame {
    private final Format format;
    private final byte[] array;
    private final VarHandleBuffer buffer;
    private int length;
    private int durationNs;
    private Frame packet;
    private int flags;

    EncodedScratch(final Format format) {
        this.format = format;
        array = new byte[format.frameBytes()];
        buffer = new VarHandleBuffer(array);
        durationNs = (int) Math.min(Integer.MAX_VALUE, format.frameNs());
    }

    EncodedScratch filled(final Frame from, final int bytes, final int newFlags) {
        packet = from;
        length = bytes;
        flags = newFlags;
        return this;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public long ptsNs() {
        return packet.ptsNs();
    }

    @Override
    public long captureNs() {
        return packet.captureNs();
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
        return 0;
    }

    @Override
    public int spatialLayer() {
        return 0;
    }

    @Override
    public long sequence() {
        return packet.sequence();
    }

    @Override
    public int streamId() {
        return packet.streamId();
    }

    @Override
    public int rtpTimestamp() {
        return packet.rtpTimestamp();
    }

    @Override
    public long userTag() {
        return packet.userTag();
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
    public DirectBuffer buffer() {
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
        throw new UnsupportedOperationException("a decoder must not keep its input");
    }

    @Override
    public void release() {
        throw new UnsupportedOperationException("a decoder must not keep its input");
    }
}
