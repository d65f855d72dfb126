package io.penstock.core.jitter;

/**
 * Decides how long media is held before it is played, from how packets arrive. One thread. What a jitter buffer does with a change is its
 * own affair.
 */
public interface DelayEstimator {
    /**
     * A packet arrived, duplicates and late ones included.
     *
     * @param mediaNs   time of its media by RTP timestamp, from any origin that stays.
     * @param arrivalNs when it arrived.
     */
    void packetArrived(long mediaNs, long arrivalNs);

    /**
     * A lost packet arrived because it was asked for; {@link #packetArrived} is not called for it.
     *
     * @param mediaNs   time of its media by RTP timestamp.
     * @param arrivalNs when it arrived.
     */
    default void packetRepaired(final long mediaNs, final long arrivalNs) {
    }

    /**
     * A lost packet was asked for.
     *
     * @param holdNs how long its media would have to be held for it to be in time, by what is known of the round trip.
     * @param nowNs  the time.
     */
    default void repairAsked(final long holdNs, final long nowNs) {
    }

    /**
     * A unit of media has all its packets, whether they came, were sent again or restored.
     *
     * @param mediaNs   time of its media by RTP timestamp.
     * @param arrivalNs when the last of them was there.
     */
    default void unitCompleted(final long mediaNs, final long arrivalNs) {
    }

    /**
     * How long media is to be held now.
     *
     * @return nanoseconds from the arrival of a packet that was not delayed to its playout.
     */
    long targetDelayNs();

    /** Forgets the past: another source follows. */
    void reset();

    /**
     * A delay that follows what media needs: of pictures, so long that waiting longer for the late ones would cost more than it gives; of sound, a
     * percentile of the delays of packets. It rises at once and sinks slowly.
     *
     * @param leastNs nanoseconds.
     * @param mostNs  nanoseconds.
     * @return an estimator.
     */
    static DelayEstimator adaptive(final long leastNs, final long mostNs) {
        return new AdaptiveDelay(leastNs, mostNs);
    }

    /**
     * Always the same delay.
     *
     * @param delayNs nanoseconds.
     * @return an estimator.
     */
    static DelayEstimator fixed(final long delayNs) {
        return new DelayEstimator() {
            @Override
            public void packetArrived(final long mediaNs, final long arrivalNs) {
            }

            @Override
            public long targetDelayNs() {
                return delayNs;
            }

            @Override
            public void reset() {
            }
        };
    }
}
