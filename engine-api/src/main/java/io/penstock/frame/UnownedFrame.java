package io.penstock.frame;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;

/** What frames outside any pool have in common: metadata in fields, a payload of their own. */
abstract class UnownedFrame implements Frame {
    private final Format format;
    private final byte[] array;
    private final int arrayOffset;
    final VarHandleBuffer memory;
    long ptsNs;
    long captureNs;
    int durationNs;
    int flags;
    int temporalLayer;
    int spatialLayer;
    long sequence;
    int streamId;
    int rtpTimestamp;
    long userTag;
    int length;

    UnownedFrame(final Format format, final byte[] array, final int arrayOffset, final VarHandleBuffer memory) {
        this.format = format;
        this.array = array;
        this.arrayOffset = arrayOffset;
        this.memory = memory;
    }

    @Override
    public final Format format() {
        return format;
    }

    @Override
    public final long ptsNs() {
        return ptsNs;
    }

    @Override
    public final long captureNs() {
        return captureNs;
    }

    @Override
    public final int durationNs() {
        return durationNs;
    }

    @Override
    public final int flags() {
        return flags;
    }

    @Override
    public final int temporalLayer() {
        return temporalLayer;
    }

    @Override
    public final int spatialLayer() {
        return spatialLayer;
    }

    @Override
    public final long sequence() {
        return sequence;
    }

    @Override
    public final int streamId() {
        return streamId;
    }

    @Override
    public final int rtpTimestamp() {
        return rtpTimestamp;
    }

    @Override
    public final long userTag() {
        return userTag;
    }

    @Override
    public final int length() {
        return length;
    }

    @Override
    public final int capacity() {
        return memory.capacity();
    }

    @Override
    public final boolean hasArray() {
        return array != null;
    }

    @Override
    public final byte[] array() {
        if (array == null) {
            throw new UnsupportedOperationException("this frame lies in direct memory: use buffer(), or check hasArray()");
        }
        return array;
    }

    @Override
    public final int arrayOffset() {
        return arrayOffset;
    }

    /** Payload as an array of its own. */
    static byte[] copyOfPayload(final Frame frame) {
        final byte[] copy = new byte[frame.length()];
        frame.buffer().getBytes(0, copy);
        return copy;
    }

    @Override
    public String toString() {
        return "frame outside any pool: " + format.describe() + ", pts " + ptsNs + " ns, sequence " + sequence + ", " + length + " bytes, flags "
            + FrameFlags.describe(flags);
    }
}
