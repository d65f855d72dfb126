package io.penstock.rtc.statistics;

import java.util.List;

/**
 * Says why a picture stood still. Every picture that should have been seen in the pause votes for why it was not, with the time for which
 * it would have been seen; the one that ended the pause votes with the time by which it was late. The cause with most time is the answer.
 */
final class FreezeJudge {
    /** Above the round trip: a request waits for its turn, an encoder for the next picture, and a key frame takes longer than others. */
    private static final long KEYFRAME_NS = 300_000_000L;
    private static final long UNKNOWN_RTT_NS = 200_000_000L;
    private static final long MOST_SPACING_NS = 100_000_000L;
    /** So long after a trouble a sender that leaves pictures out does so for that. */
    private static final long MEMORY_NS = 2_000_000_000L;
    /** A pause so soon after another has its cause, where it has none of its own. */
    private static final long AFTERMATH_NS = 500_000_000L;
    private static final long REPAIR_MEMORY_NS = 1_000_000_000L;
    /** A sender that hears nothing of what it sent stops; not before its packets are so late. */
    private static final long BLOCKED_NS = 150_000_000L;
    /** With more of the packets missing a key frame does not get through either. */
    private static final int HEAVY_LOSS_PERCENT = 15;

    private final Evidence evidence;
    private final QueueShape shape = new QueueShape();
    private final long[] votesNs = new long[FreezeCause.values().length];
    private long fromNs;
    private long untilNs;
    private long keyframeByNs;
    private FreezeCause withheld;
    private FreezeCause lastCause = FreezeCause.KEYFRAME_MISSING;
    private long lastEndNs = Long.MIN_VALUE / 2;
    private long came;
    private long missed;
    /** Why pictures cannot be decoded that need others; null = they can. */
    private FreezeCause broken;

    FreezeJudge(final Evidence evidence) {
        this.evidence = evidence;
    }

    /**
     * Judges a pause.
     *
     * @param before   the picture shown before it.
     * @param after    the picture shown after it.
     * @param rttNs    round trip, 0 = unknown.
     * @param told     why nothing was sent in it, by who knows; null = nobody said.
     * @return the verdict.
     */
    Freeze judge(final Picture before, final Picture after, final long rttNs, final FreezeCause told) {
        java.util.Arrays.fill(votesNs, 0);
        fromNs = before.shownNs;
        untilNs = after.shownNs;
        withheld = told;
        broken = null;
        came = 0;
        missed = 0;
        final long askedNs = evidence.firstAskedNs(fromNs, untilNs);
        final long roundNs = rttNs > 0 ? rttNs : UNKNOWN_RTT_NS;
        keyframeByNs = askedNs == Long.MAX_VALUE ? Long.MAX_VALUE : askedNs + roundNs + KEYFRAME_NS;
        final List<Picture> pictures = evidence.between(before, after);
        final long spacingNs = Math.min(MOST_SPACING_NS, evidence.usualSpacingNs(before));
        long showNs = fromNs;
        for (int i = 1; i < pictures.size(); i++) {
            final Picture last = pictures.get(i - 1);
            final Picture picture = pictures.get(i);
            count(last, picture);
            final long stepNs = picture.epoch == last.epoch ? picture.mediaNs - last.mediaNs : picture.firstArrivalNs - last.lastArrivalNs;
            hole(last, picture, stepNs - spacingNs, spacingNs);
            showNs += stepNs;
            if (picture != after) {
                vote(unseen(picture, i + 1 < pictures.size() ? pictures.get(i + 1) : picture, showNs, roundNs), Math.min(stepNs, spacingNs));
            }
        }
        late(before, after, showNs - fromNs);
        return verdict();
    }

    private void count(final Picture last, final Picture picture) {
        came += picture.packets;
        missed += picture.missing() + missingBetween(last, picture);
    }

    private void vote(final FreezeCause cause, final long ns) {
        votesNs[cause.ordinal()] += Math.max(0, ns);
    }

    private Freeze verdict() {
        int most = FreezeCause.CPU.ordinal(); // where nothing is known, nobody had the time to write it down
        long sumNs = 0;
        for (int i = 0; i < votesNs.length; i++) {
            most = votesNs[i] > votesNs[most] ? i : most;
            sumNs += votesNs[i];
        }
        lastCause = FreezeCause.values()[most];
        lastEndNs = untilNs;
        return new Freeze(fromNs, untilNs - fromNs, lastCause, sumNs == 0 ? 0 : votesNs[most] / (double) sumNs);
    }

    /** Between two pictures that are known there may have been others. */
    private void hole(final Picture last, final Picture next, final long ns, final long spacingNs) {
        final long missing = missingBetween(last, next);
        if (missing > 0) {
            final FreezeCause cause = lossCause(last, next);
            broken = broken == null ? cause : broken;
            final long lostNs = Math.min(ns, missing * spacingNs); // a packet is a picture at most
            vote(cause, lostNs);
            vote(isLate(last) ? cameLate(last, last.promptNs) : cause, ns - lostNs);
        } else if (ns > spacingNs / 2) {
            vote(notSent(last, next), ns);
        }
    }

    /** Packets. */
    private static long missingBetween(final Picture last, final Picture next) {
        return last.epoch == next.epoch ? Math.max(0, next.firstSequence - last.lastSequence - 1) : 0;
    }

    private static boolean isLate(final Picture picture) {
        return picture.lastArrivalNs - picture.promptNs > BLOCKED_NS;
    }

    /** Packets are missing between two pictures, or within one. */
    private FreezeCause lossCause(final Picture last, final Picture next) {
        final long heldUpNs = evidence.heldUpNs(last.lastArrivalNs, next.lastArrivalNs);
        if (heldUpNs > 0 && heldUpNs * 2 > next.lastArrivalNs - last.lastArrivalNs) {
            return FreezeCause.CPU; // nobody emptied the socket
        }
        final boolean queued = last.queueNs() > QueueShape.QUEUED_NS
            && (next.queueNs() > QueueShape.QUEUED_NS || next.firstArrivalNs - last.lastArrivalNs > BLOCKED_NS);
        return queued && shape.isFull(evidence, fromNs, untilNs) ? FreezeCause.BANDWIDTH : FreezeCause.LOSS;
    }

    private FreezeCause notSent(final Picture last, final Picture next) {
        if (isLate(last)) { // who sends heard nothing of it either, and stopped
            return broken == null ? cameLate(last, last.promptNs) : broken;
        }
        if (next.queueNs() > BLOCKED_NS) {
            return cameLate(next, next.promptNs);
        }
        if (withheld != null && withheld != FreezeCause.BANDWIDTH) {
            return withheld;
        }
        // Who sends may have taken any trouble for a full network.
        final boolean full = shape.isFull(evidence, fromNs - MEMORY_NS, fromNs);
        if (shape.mostQueueNs() > BLOCKED_NS) {
            final boolean heldUp = evidence.heldUpNs(fromNs - MEMORY_NS, fromNs) > BLOCKED_NS;
            return heldUp ? FreezeCause.CPU : full ? FreezeCause.BANDWIDTH : FreezeCause.JITTER;
        }
        if (evidence.isLossy(fromNs - MEMORY_NS, fromNs) || withheld != null && (broken != null || last.repaired > 0)) {
            return FreezeCause.LOSS;
        }
        return withheld == null ? FreezeCause.SENDER : withheld;
    }

    private FreezeCause unseen(final Picture picture, final Picture next, final long showNs, final long roundNs) {
        if (picture.isPutOut()) {
            return FreezeCause.CPU; // who decodes or shows had to leave it out
        }
        final boolean incomplete = picture.missing() > 0 || missingBetween(picture, next) > 0;
        if (broken != null && !(picture.keyframe && incomplete)) {
            final boolean hopeless = missed * 100 > (came + missed) * HEAVY_LOSS_PERCENT;
            return showNs > keyframeByNs && !hopeless ? FreezeCause.KEYFRAME_MISSING : broken;
        }
        if (incomplete) {
            broken = lossCause(picture, next);
            keyframeByNs = picture.keyframe ? Math.max(keyframeByNs, showNs + roundNs + KEYFRAME_NS) : keyframeByNs;
        } else if (picture.lastArrivalNs > showNs) {
            broken = cameLate(picture, showNs);
        } else {
            // It was here in time, and could not be decoded: what it needs may have been given up in the pause before.
            return fromNs - lastEndNs < AFTERMATH_NS && showNs <= keyframeByNs ? lastCause : FreezeCause.KEYFRAME_MISSING;
        }
        return broken;
    }

    private FreezeCause cameLate(final Picture picture, final long showNs) {
        final long lateNs = picture.lastArrivalNs - showNs;
        final long heldUpNs = evidence.heldUpNs(showNs, picture.lastArrivalNs);
        if (heldUpNs > 0 && heldUpNs * 2 > lateNs) {
            return FreezeCause.CPU;
        }
        return picture.waitedForRepair() ? repairCause(picture) : queued();
    }

    /** Repair takes its time, but not when all the rest came late as well. */
    private FreezeCause repairCause(final Picture picture) {
        return evidence.mostlyLate(picture.promptNs, picture.lastArrivalNs, BLOCKED_NS) ? queued() : FreezeCause.LOSS;
    }

    private FreezeCause queued() {
        return shape.isFull(evidence, fromNs, untilNs) ? FreezeCause.BANDWIDTH : FreezeCause.JITTER;
    }

    /** Where the time went by which the picture that ended the pause was late, compared with the one before it. */
    private void late(final Picture before, final Picture after, final long mediaNs) {
        vote(FreezeCause.CPU, after.shownNs - after.putOutNs - (before.shownNs - before.putOutNs));
        final long dueNs = before.putOutNs + mediaNs;
        final long wholeNs = after.lastArrivalNs;
        // A key frame takes long on any network: it was needed because of what broke.
        final FreezeCause slow = after.keyframe && broken != null ? broken : queued();
        split(Math.max(dueNs, wholeNs), after.putOutNs, heldCause(after));
        if (after.waitedForRepair()) {
            split(Math.max(dueNs, after.lastOriginalNs), wholeNs, repairCause(after));
            split(dueNs, after.lastOriginalNs, slow);
        } else {
            split(dueNs, wholeNs, slow);
        }
    }

    /** The buffer kept a picture that was whole: until one before it was given up, or because its delay grew. */
    private FreezeCause heldCause(final Picture after) {
        if (broken != null) {
            return broken;
        }
        final boolean repairing = evidence.repairedSince(fromNs - REPAIR_MEMORY_NS, after.putOutNs);
        return repairing ? FreezeCause.LOSS : queued();
    }

    private void split(final long startNs, final long endNs, final FreezeCause otherwise) {
        if (endNs > startNs) {
            final long heldUpNs = Math.min(endNs - startNs, evidence.heldUpNs(startNs, endNs));
            vote(FreezeCause.CPU, heldUpNs);
            vote(otherwise, endNs - startNs - heldUpNs);
        }
    }
}
