package io.penstock.testkit;

import io.penstock.frame.Frame;
import io.penstock.frame.FrameCopy;
import io.penstock.frame.FrameFlags;

/**
 * A copy of a frame that left a stage: payload and metadata as they were at that moment, valid for ever.
 *
 * <p>It is a {@link Frame}, so that helpers that read frames work on it and it can be pushed into another harness.
 */
public final class CapturedFrame extends FrameCopy implements Captured {
    private final int port;
    private final long emittedNs;
    private final boolean forwarded;

    CapturedFrame(final Frame from, final int port, final long emittedNs, final boolean forwarded) {
        super(from);
        this.port = port;
        this.emittedNs = emittedNs;
        this.forwarded = forwarded;
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
        return array();
    }

    @Override
    public String toString() {
        return "captured frame of output " + port + ": pts " + ptsNs() + " ns, sequence " + sequence() + ", " + length()
            + " bytes, flags " + FrameFlags.describe(flags());
    }
}
