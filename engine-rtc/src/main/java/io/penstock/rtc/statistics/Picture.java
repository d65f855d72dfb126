package io.penstock.rtc.statistics;

/** What is known of one picture of a received stream. Times are on the receiver's clock. */
final class Picture {
    static final long NEVER = Long.MIN_VALUE;

    /** Pictures of another epoch have other sequence numbers and media times. */
    final int epoch;
    final long mediaNs;
    /** When it would have been here without queueing. */
    final long promptNs;
    long firstSequence;
    long lastSequence;
    long firstArrivalNs;
    long lastArrivalNs;
    /** Of those that were not asked for. */
    long lastOriginalNs = NEVER;
    int packets;
    int repaired;
    boolean keyframe;
    long dueNs = NEVER;
    long putOutNs = NEVER;
    int rtpTimestamp;
    long shownNs = NEVER;

    Picture(final int epoch, final long mediaNs, final long promptNs, final long sequence, final long arrivalNs) {
        this.epoch = epoch;
        this.mediaNs = mediaNs;
        this.promptNs = promptNs;
        firstSequence = sequence;
        lastSequence = sequence;
        firstArrivalNs = arrivalNs;
        lastArrivalNs = arrivalNs;
    }

    void packet(final long sequence, final long arrivalNs, final boolean wasRepaired, final boolean startsKeyframe) {
        firstSequence = Math.min(firstSequence, sequence);
        lastSequence = Math.max(lastSequence, sequence);
        firstArrivalNs = Math.min(firstArrivalNs, arrivalNs);
        lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
        packets++;
        keyframe |= startsKeyframe;
        if (wasRepaired) {
            repaired++;
        } else {
            lastOriginalNs = Math.max(lastOriginalNs, arrivalNs);
        }
    }

    boolean isPutOut() {
        return putOutNs != NEVER;
    }

    /** How much later than without queueing its last packet came that was not asked for; 0 if all of them were. */
    long queueNs() {
        return lastOriginalNs == NEVER ? 0 : lastOriginalNs - promptNs;
    }

    /** Whether what was asked for came later than all else. */
    boolean waitedForRepair() {
        return repaired > 0 && lastOriginalNs < lastArrivalNs;
    }

    /** Packets that it lacks; what is missing before its first and behind its last is not counted. */
    long missing() {
        return Math.max(0, lastSequence - firstSequence + 1 - packets);
    }
}
