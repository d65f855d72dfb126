package io.penstock.core.rtp;

import io.penstock.clock.Timebase;

/**
 * What a receiver reports about a source (RFC 3550, A.1 without probation, A.3 and A.8). A single packet far from the others
 * does not count; two in sequence begin anew. One thread.
 */
public final class ReceptionStatistics {
    /** RFC 3550, A.1: packets that may be lost in a row; late packets may be as far back. */
    private static final int MAX_DROPOUT = 3000;

    private final int clockRateHz;
    private final SequenceUnwrapper sequences = new SequenceUnwrapper();
    private boolean started;
    private int ssrc;
    private long baseSequence;
    private long received;
    private long expectedPrior;
    private long receivedPrior;
    private int lastTransit;
    private long jitterTimes16;
    private int afterJump = -1;

    /**
     * Creates empty statistics.
     *
     * @param clockRateHz RTP clock rate of the source, positive.
     */
    public ReceptionStatistics(final int clockRateHz) {
        if (clockRateHz < 1) {
            throw new IllegalArgumentException("RTP clock rate " + clockRateHz + " Hz must be positive");
        }
        this.clockRateHz = clockRateHz;
    }

    /**
     * A packet arrived. A new SSRC starts anew.
     *
     * @param source    its SSRC.
     * @param sequence  its sequence number.
     * @param timestamp its RTP timestamp.
     * @param arrivalNs when it arrived.
     */
    public void received(final int source, final int sequence, final int timestamp, final long arrivalNs) {
        final int transit = (int) Timebase.nsToUnits(arrivalNs, clockRateHz) - timestamp;
        if (!started || source != ssrc) {
            begin(source, sequence, transit);
            return;
        }
        final long before = sequences.highest();
        if (Math.abs((short) (sequence - (int) before)) > MAX_DROPOUT) {
            if ((sequence & 0xFFFF) == afterJump) {
                begin(source, sequence, transit);
            } else {
                afterJump = sequence + 1 & 0xFFFF;
            }
            return;
        }
        afterJump = -1;
        baseSequence = Math.min(baseSequence, sequences.unwrap(sequence));
        received++;
        if (sequences.highest() == before) {
            return; // when late and repeated packets come says nothing of the network's jitter
        }
        final long distance = Math.abs((long) (transit - lastTransit));
        lastTransit = transit;
        jitterTimes16 += distance - (jitterTimes16 + 8 >> 4);
    }

    private void begin(final int source, final int sequence, final int transit) {
        reset();
        started = true;
        ssrc = source;
        baseSequence = sequences.unwrap(sequence);
        lastTransit = transit;
        received = 1;
    }

    /** Forgets the past. */
    public void reset() {
        afterJump = -1;
        sequences.reset();
        started = false;
        received = 0;
        expectedPrior = 0;
        receivedPrior = 0;
        jitterTimes16 = 0;
    }

    /**
     * Whether anything arrived.
     *
     * @return true if so.
     */
    public boolean hasSource() {
        return started;
    }

    /**
     * The source.
     *
     * @return its SSRC.
     */
    public int ssrc() {
        return ssrc;
    }

    /**
     * Packets that arrived, duplicates included.
     *
     * @return packets.
     */
    public long received() {
        return received;
    }

    /**
     * Packets that should have arrived.
     *
     * @return highest sequence number − first + 1.
     */
    public long expected() {
        return started ? sequences.highest() - baseSequence + 1 : 0;
    }

    /**
     * Packets lost so far, clamped to the 24 bits of the report; negative when more duplicates than losses came.
     *
     * @return packets.
     */
    public int cumulativeLost() {
        return clampLost(expected() - received);
    }

    static int clampLost(final long lost) {
        return (int) Math.max(-0x80_0000, Math.min(0x7F_FFFF, lost));
    }

    /**
     * Highest sequence number with the count of cycles.
     *
     * @return 32 bits, as reported.
     */
    public int extendedHighestSequence() {
        return (int) sequences.highest();
    }

    /**
     * Interarrival jitter.
     *
     * @return units of the RTP clock.
     */
    public int jitterUnits() {
        return (int) Math.min(Integer.MAX_VALUE, jitterTimes16 >> 4);
    }

    /**
     * Interarrival jitter.
     *
     * @return nanoseconds.
     */
    public long jitterNs() {
        return Timebase.unitsToNs(jitterUnits(), clockRateHz);
    }

    /**
     * Loss since the last call, and starts a new interval (A.3).
     *
     * @return 0–255, in 1/256.
     */
    public int takeFractionLost() {
        final long expected = expected();
        final int fraction = fraction(expected - expectedPrior, received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        return fraction;
    }

    static int fraction(final long expectedInterval, final long receivedInterval) {
        final long lost = expectedInterval - receivedInterval;
        return expectedInterval <= 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expectedInterval);
    }
}
