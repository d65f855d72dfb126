package io.penstock.spi;

import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/**
 * Turns raw frames into encoded ones. One thread at a time. Implementations also implement {@link KeyframeControl},
 * {@link BitrateControl} and {@link LossControl} where they can.
 *
 * <p>Times, sequence numbers, key-frame bookkeeping, draining and counters are the engine's; an encoder writes bytes, sets the length, and
 * sets {@code KEYFRAME}, {@code DISCARDABLE} and the temporal layer.
 */
public interface Encoder extends AutoCloseable {
    /**
     * Encodes a frame.
     *
     * @param in  raw frame, borrowed; not modified.
     * @param out receives the bytes; comes with the metadata of {@code in}.
     * @return true if {@code out} was filled; false if there is nothing to send now (skipped frame, DTX, look-ahead).
     * @throws io.penstock.error.CodecException if it fails; the encoder must be able to go on, with a key frame if need be.
     */
    boolean encode(Frame in, MutableFrame out);

    /**
     * Puts out what is still inside, at the end.
     *
     * @param out receives the bytes.
     * @return true if {@code out} was filled and there may be more.
     */
    default boolean drain(final MutableFrame out) {
        return false;
    }

    /** Forgets the past: the next frame is a key frame. */
    void reset();

    /** Frees everything. */
    @Override
    default void close() {
    }
}
