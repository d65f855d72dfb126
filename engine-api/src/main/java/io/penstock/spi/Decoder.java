package io.penstock.spi;

import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/**
 * Turns encoded frames into raw ones. One thread at a time. Implementations also implement {@link LossRecovery} where they can.
 *
 * <p>Whatever the bytes, a decoder answers with a status or a {@link io.penstock.error.CodecException} in bounded time and memory.
 */
public interface Decoder extends AutoCloseable {
    /** What came of a frame. */
    enum Status {
        /** {@code out} holds a raw frame of {@link Decoder#output()}. */
        FRAME,
        /** Nothing to show yet. */
        NOTHING,
        /** Cannot go on without a key frame; what comes before it is ignored. */
        NEED_KEYFRAME
    }

    /**
     * Decodes a frame.
     *
     * @param in  encoded frame, borrowed; not modified.
     * @param out receives raw media and its length; comes with the metadata of {@code in}.
     * @return what came of it.
     * @throws io.penstock.error.CodecException if the bytes are damaged or the result does not fit {@code out}; the decoder must be able to
     *     go on with the next key frame.
     */
    Status decode(Frame in, MutableFrame out);

    /**
     * Format of the last frame put out; sizes may change at key frames.
     *
     * @return the format.
     */
    Format output();

    /**
     * Puts out what is still inside, at the end.
     *
     * @param out receives raw media.
     * @return true if {@code out} was filled and there may be more.
     */
    default boolean drain(final MutableFrame out) {
        return false;
    }

    /** Forgets the past: the next frame must be a key frame. */
    void reset();

    /** Frees everything. */
    @Override
    default void close() {
    }
}
