package io.penstock.frame;

import io.penstock.format.Format;
import org.agrona.DirectBuffer;

/**
 * Read view of a frame: a 64-byte header ({@link FrameLayout}) and a payload in a pooled slot.
 *
 * <p><b>Borrowed.</b> A frame handed to a callback is valid until the callback returns. To keep it longer, {@link #retain()} it
 * and {@link #release()} it later, once each, on any thread; retained frames count against {@code StageSpec.framesHeld}.
 *
 * <p><b>Shared.</b> Others may be reading the same payload: nothing may be written through this view, not even through
 * {@link #array()}. With {@code -Dpenstock.frames.guard=true} the engine verifies that.
 *
 * <p>No method allocates.
 */
public interface Frame {
    /**
     * The format of this frame.
     *
     * @return the interned format.
     */
    Format format();

    /**
     * Presentation time.
     *
     * @return nanoseconds on the engine's {@link io.penstock.clock.MediaClock}.
     */
    long ptsNs();

    /**
     * When the first sample or photon of this frame was captured; written once, at the source, and carried along, so that
     * {@code now - captureNs} is the latency so far at any place.
     *
     * @return nanoseconds on the engine's clock.
     */
    long captureNs();

    /**
     * Duration of the media.
     *
     * @return nanoseconds; 0 = unknown.
     */
    int durationNs();

    /**
     * Bits of {@link FrameFlags}.
     *
     * @return the bits.
     */
    int flags();

    /**
     * Whether all the given flags are set.
     *
     * @param flags bits of {@link FrameFlags}.
     * @return true if so.
     */
    default boolean has(final int flags) {
        return (flags() & flags) == flags;
    }

    /**
     * Temporal layer.
     *
     * @return 0 (base) to 7.
     */
    int temporalLayer();

    /**
     * Spatial layer.
     *
     * @return 0 (base) to 7.
     */
    int spatialLayer();

    /**
     * Running number within the stream: the frame index at a source, the unwrapped sequence number of an RTP packet.
     *
     * @return the number.
     */
    long sequence();

    /**
     * Stream that this frame belongs to, for RTP the SSRC.
     *
     * @return the id.
     */
    int streamId();

    /**
     * RTP timestamp as sent or received.
     *
     * @return the timestamp, unsigned.
     */
    int rtpTimestamp();

    /**
     * A value that the host may set and that travels with the frame.
     *
     * @return the value.
     */
    long userTag();

    /**
     * Payload in use.
     *
     * @return bytes from index 0 of {@link #buffer()}.
     */
    int length();

    /**
     * Largest payload that fits.
     *
     * @return bytes.
     */
    int capacity();

    /**
     * The payload; index 0 is its first byte, {@link #capacity()} its end.
     *
     * @return the buffer, the same for the life of the slot.
     */
    DirectBuffer buffer();

    /**
     * Whether the payload lies in an array.
     *
     * @return true if {@link #array()} may be called; the engine plans array-backed pools unless every stage of a path declares
     *         direct memory.
     */
    boolean hasArray();

    /**
     * The array that holds the payload, for codecs, ciphers and byte loops.
     *
     * @return the array, shared with other frames: stay within {@link #arrayOffset()} and {@link #length()}.
     * @throws UnsupportedOperationException if {@link #hasArray()} is false.
     */
    byte[] array();

    /**
     * Where the payload starts in {@link #array()}.
     *
     * @return index of the first byte.
     */
    int arrayOffset();

    /** Adds an owner. Thread-safe. */
    void retain();

    /**
     * Drops an owner; the last one frees the slot. Thread-safe.
     *
     * @throws io.penstock.error.EngineException if the frame has no owner left (released twice).
     */
    void release();
}
