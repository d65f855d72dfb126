package io.penstock.frame;

import org.agrona.MutableDirectBuffer;

/**
 * Write view of a frame that nobody else can see: claimed from an {@code Output}, or lent to an in-place stage.
 *
 * <p>A frame claimed inside {@code onFrame} starts with the metadata of the frame that came in (times, sequence, stream, layers,
 * timestamp, tag, and the flags but {@link FrameFlags#CORRUPT}); {@link #length()} is what was asked for. Setters return this frame.
 */
public interface MutableFrame extends Frame {
    @Override
    MutableDirectBuffer buffer();

    /**
     * Sets presentation time.
     *
     * @param ptsNs nanoseconds on the engine's clock.
     * @return this.
     */
    MutableFrame ptsNs(long ptsNs);

    /**
     * Sets the time of capture; sources only.
     *
     * @param captureNs nanoseconds on the engine's clock.
     * @return this.
     */
    MutableFrame captureNs(long captureNs);

    /**
     * Sets the duration.
     *
     * @param durationNs nanoseconds, 0 = unknown.
     * @return this.
     */
    MutableFrame durationNs(int durationNs);

    /**
     * Replaces all flags.
     *
     * @param flags bits of {@link FrameFlags}.
     * @return this.
     */
    MutableFrame flags(int flags);

    /**
     * Sets some flags.
     *
     * @param flags bits of {@link FrameFlags}.
     * @return this.
     */
    default MutableFrame set(final int flags) {
        return flags(flags() | flags);
    }

    /**
     * Clears some flags.
     *
     * @param flags bits of {@link FrameFlags}.
     * @return this.
     */
    default MutableFrame clear(final int flags) {
        return flags(flags() & ~flags);
    }

    /**
     * Sets the layers.
     *
     * @param temporal 0–7.
     * @param spatial  0–7.
     * @return this.
     */
    MutableFrame layers(int temporal, int spatial);

    /**
     * Sets the running number.
     *
     * @param sequence the number.
     * @return this.
     */
    MutableFrame sequence(long sequence);

    /**
     * Sets the stream.
     *
     * @param streamId id, for RTP the SSRC.
     * @return this.
     */
    MutableFrame streamId(int streamId);

    /**
     * Sets the RTP timestamp.
     *
     * @param rtpTimestamp the timestamp, unsigned.
     * @return this.
     */
    MutableFrame rtpTimestamp(int rtpTimestamp);

    /**
     * Sets the host's value.
     *
     * @param userTag the value.
     * @return this.
     */
    MutableFrame userTag(long userTag);

    /**
     * Sets the payload length.
     *
     * @param length 0 to {@link #capacity()}.
     * @return this.
     * @throws IndexOutOfBoundsException if out of range.
     */
    MutableFrame length(int length);

    /**
     * Copies metadata from another frame: everything but length, format and owners.
     *
     * @param from the other.
     * @return this.
     */
    default MutableFrame copyMetadata(final Frame from) {
        return ptsNs(from.ptsNs()).captureNs(from.captureNs()).durationNs(from.durationNs()).flags(from.flags())
            .layers(from.temporalLayer(), from.spatialLayer()).sequence(from.sequence()).streamId(from.streamId())
            .rtpTimestamp(from.rtpTimestamp()).userTag(from.userTag());
    }

    /**
     * Copies the payload of another frame and takes its length.
     *
     * @param from the other.
     * @return this.
     * @throws IndexOutOfBoundsException if it does not fit.
     */
    default MutableFrame copyPayload(final Frame from) {
        final int length = from.length();
        length(length);
        if (hasArray() && from.hasArray()) {
            System.arraycopy(from.array(), from.arrayOffset(), array(), arrayOffset(), length);
        } else {
            buffer().putBytes(0, from.buffer(), 0, length);
        }
        return this;
    }
}
