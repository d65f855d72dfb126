package io.penstock.frame;

import io.penstock.buffer.VarHandleBuffer;
import org.agrona.DirectBuffer;

/**
 * A frame as it was at one moment: payload and metadata copied, never changing and valid for ever. For hosts and tests that keep what they
 * saw without keeping a slot of a pool.
 *
 * <p>Any thread, once handed over as objects are between threads. It needs no owners: {@link #retain()} and {@link #release()} do nothing.
 * As with every {@link Frame}, nothing may be written through {@link #array()}.
 */
public class FrameCopy extends UnownedFrame {
    private FrameCopy(final Frame from, final byte[] payload) {
        super(from.format(), payload, 0, new VarHandleBuffer(payload));
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
        length = payload.length;
    }

    /**
     * Copies a frame.
     *
     * @param from the frame, readable now.
     */
    protected FrameCopy(final Frame from) {
        this(from, copyOfPayload(from));
    }

    /**
     * Copies a frame.
     *
     * @param from the frame, readable now: its format, metadata and the payload in use are taken.
     * @return the copy; its capacity is its length.
     */
    public static FrameCopy of(final Frame from) {
        return new FrameCopy(from);
    }

    @Override
    public final DirectBuffer buffer() {
        return memory;
    }

    /** Does nothing: it is valid for ever. */
    @Override
    public final void retain() {
        // Nothing to count.
    }

    /** Does nothing: it is valid for ever. */
    @Override
    public final void release() {
        // Nothing to count.
    }
}
