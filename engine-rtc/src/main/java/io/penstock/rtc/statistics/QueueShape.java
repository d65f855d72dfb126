package io.penstock.rtc.statistics;

/**
 * Tells a network that is full from one that held packets back, where packets come late. A full one delivers all the time, each packet when
 * the one before is through, no faster than media is made; picture after picture falls behind. One that held packets back was silent, and
 * then delivers together what it held; or packets overtake each other; or all take longer from one moment on.
 */
final class QueueShape {
    /** Less is what any network does. */
    static final long QUEUED_NS = 50_000_000L;
    private static final long BEFORE_NS = 1_000_000_000L;
    /** What was held is through by then. */
    private static final long DRAINED_NS = 300_000_000L;
    /** A step of a picture more or less than this is none. */
    private static final long LEAST_STEP_NS = 5_000_000L;
    /** Packets closer than this share of their usual distance come together: a full network has no gap to close. */
    private static final int TOGETHER_SHARE = 4;
    private static final int FEW_PACKETS = 4;

    private Picture last;
    private long mediaNs;
    private long packets;
    private long mostQueueNs;
    private long mostStepNs;
    private int latePictures;
    private int behind;
    private int overtaken;
    private long lastNs;
    private int latePackets;
    private int together;

    /** Whether what came late in a span did so because the network was full. */
    boolean isFull(final Evidence evidence, final long fromNs, final long untilNs) {
        last = null;
        mediaNs = 0;
        packets = 0;
        mostQueueNs = 0;
        mostStepNs = 0;
        latePictures = 0;
        behind = 0;
        overtaken = 0;
        evidence.pictures(fromNs - BEFORE_NS, untilNs + DRAINED_NS, this::picture);
        lastNs = Long.MIN_VALUE / 2;
        latePackets = 0;
        together = 0;
        evidence.packets(fromNs - BEFORE_NS, untilNs + DRAINED_NS, this::packet);
        if (behind == 0 || behind * 4 < latePictures || overtaken * 4 >= latePictures) {
            return false;
        }
        return latePackets < FEW_PACKETS ? mostStepNs * 2 < mostQueueNs : together * 2 < latePackets;
    }

    /** How late the latest was, of what the last call looked at. */
    long mostQueueNs() {
        return mostQueueNs;
    }

    private void picture(final Picture picture) {
        if (picture.lastOriginalNs == Picture.NEVER) {
            return; // what was asked for tells nothing of the queue
        }
        if (last != null && last.epoch == picture.epoch) {
            final long arrivalStepNs = picture.lastOriginalNs - last.lastOriginalNs;
            final long mediaStepNs = picture.mediaNs - last.mediaNs;
            mediaNs += Math.min(mediaStepNs, QUEUED_NS);
            packets += picture.packets;
            mostQueueNs = Math.max(mostQueueNs, picture.queueNs());
            if (picture.queueNs() > QUEUED_NS) {
                latePictures++;
                overtaken += arrivalStepNs < -LEAST_STEP_NS ? 1 : 0;
                behind += arrivalStepNs > mediaStepNs + LEAST_STEP_NS ? 1 : 0;
                mostStepNs = Math.max(mostStepNs, arrivalStepNs - mediaStepNs);
            }
        }
        last = picture;
    }

    private void packet(final long arrivalNs, final long queueNs) {
        if (queueNs > QUEUED_NS) {
            latePackets++;
            together += (arrivalNs - lastNs) * TOGETHER_SHARE * packets < mediaNs ? 1 : 0;
        }
        lastNs = arrivalNs;
    }
}
