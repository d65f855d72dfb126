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
     * How long media is to be held now.
     *
     * @return nanoseconds from the arrival of a packet that was not delayed to its playout.
     */
    long targetDelayNs();

    /** Forgets the past: another source follows. */
    void reset();

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
