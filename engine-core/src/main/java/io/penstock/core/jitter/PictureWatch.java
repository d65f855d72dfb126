package io.penstock.core.jitter;

/**
 * Is told by a {@link VideoJitterBuffer} what came, when, and what became of it, so that it can be said why a picture stood still. Called by the
 * buffer's thread, for every packet: must not allocate, block or throw.
 *
 * <p>Times are nanoseconds of the receiver's clock; {@code mediaNs} is the running RTP timestamp in nanoseconds, of which only differences
 * mean anything.
 */
public interface PictureWatch {
    /**
     * A packet arrived that was not there before.
     *
     * @param sequence  its running sequence number.
     * @param mediaNs   of its picture.
     * @param promptNs  when it would have arrived without queueing ({@link PlayoutClock}).
     * @param arrivalNs when it arrived.
     * @param repaired  whether because it was asked for: as a retransmission, or when others behind it had come.
     * @param keyframe  whether it opens a key frame.
     */
    void packet(long sequence, long mediaNs, long promptNs, long arrivalNs, boolean repaired, boolean keyframe);

    /**
     * A picture was put out.
     *
     * @param mediaNs      of the picture.
     * @param rtpTimestamp that the frame carries.
     * @param dueNs        when it was to be.
     * @param nowNs        when it was.
     */
    void putOut(long mediaNs, int rtpTimestamp, long dueNs, long nowNs);

    /**
     * A key frame was asked for.
     *
     * @param nowNs when.
     */
    void keyframeAsked(long nowNs);

    /**
     * The buffer was not called when it was to be: its thread was held up.
     *
     * @param dueNs when it was to be called.
     * @param nowNs when it was.
     */
    void heldUp(long dueNs, long nowNs);

    /** Another source follows, or the same anew: sequence numbers and media times are not to be compared with those before. */
    void restarted();
}
