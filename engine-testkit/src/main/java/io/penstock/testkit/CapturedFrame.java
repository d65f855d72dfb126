package io.penstock.testkit;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * A copy of a frame that left a stage: payload and metadata as they were at that moment, valid for ever.
 *
 * <p>It is a {@link Frame}, so that helpers that read frames work on it and it can be pushed into another harness; it has no
 * owners, {@link #retain()} and {@link #release()} do nothing.
 */
public final class CapturedFrame implements Frame, Captured {
    private final int port;
    private final long emittedNs;
    private final boolean forwarded;
    private final Format format;
    private final long ptsNs;
    private final long captureNs;
    private final int durationNs;
    private final int flags;
    private final int temporalLayer;
    private final int spatialLayer;
    private final long sequence;
    private final int streamId;
    private final int rtpTimestamp;
    private final long userTag;
    private final byte[] payload;
    private final VarHandleBuffer buffer;

    CapturedFrame(final Frame from, final int port, final long emittedNs, final boolean forwarded) {
        this.port = port;
        this.emittedNs = emittedNs;
        this.forwarded = forwarded;
        format = from.format();
        ptsNs = from.ptsNs();
        captureNs = from.captureNs();
        durationNs = from.durationNs();
        flags = from.flags();
        temporalLayer = from.temporalLayer();
        spatialLayer = from.spatialLayer();
        sequence = from.sequence();
        streamId = from.streamId();
        rtpTimestamp = from.rtpTimestamp();
        userTag = from.userTag();
        payload = Arrays.copyOfRange(from.array(), from.arrayOffset(), from.arrayOffset() + from.length());
        buffer = new VarHandleBuffer(payload);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long emittedNs() {
        return emittedNs;
    }

    /**
     * Whether it was passed on by {@code Output.forward} or by an in-place stage rather than claimed.
     *
     * @return true if so.
     */
    public boolean forwarded() {
        return forwarded;
    }

    /**
     * The payload.
     *
     * @return this frame's own array, exactly {@link #length()} long.
     */
    public byte[] payload() {
        return payload;
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
        return payload.length;
    }

    @Override
    public int capacity() {
        return payload.length;
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
        return payload;
    }

    @Override
    public int arrayOffset() {
        return 0;
    }

    @Override
    public void retain() {
    }

    @Override
    public void release() {
    }

    @Override
    public String toString() {
        return "captured frame of output " + port + ": pts " + ptsNs + " ns, sequence " + sequence + ", " + payload.length
            + " bytes, flags " + FrameFlags.describe(flags);
    }
}
