package io.penstock.core.transport;

import io.penstock.core.congestion.BandwidthEstimator;
import io.penstock.core.rtcp.CongestionFeedback;
import io.penstock.core.rtcp.ReceiverEstimate;
import io.penstock.core.rtp.RtcpFlyweight;

/** Tells the estimator what the other side says of packets, and what it takes at most. One thread. */
final class FeedbackReader {
    private static final int CONGESTION_FEEDBACK = CongestionFeedback.FORMAT;
    private static final int APPLICATION_LAYER = 15; // RFC 4585, 6.4: REMB
    /** A limit from outside that would stop a call is taken for a mistake. */
    private static final long LEAST_LIMIT_BPS = 10_000;
    /** Arrivals so far back have no exact time. */
    private static final long UNKNOWN_NS = 7_990_000_000L;

    private final BandwidthEstimator estimator;
    private final SentPackets sent;
    private final RtcpFlyweight compound = new RtcpFlyweight();
    private final CongestionFeedback feedback = new CongestionFeedback();
    private final ReceiverEstimate estimate = new ReceiverEstimate();
    private boolean timed;
    private int lastTime;
    private long remoteNs;

    FeedbackReader(final BandwidthEstimator estimator, final SentPackets sent) {
        this.estimator = estimator;
        this.sent = sent;
    }

    /** Whether something of a compound is for the sender. Nothing is checked yet. */
    static boolean concerns(final byte[] array, final int at, final int length) {
        int p = at;
        while (p + RtcpFlyweight.HEADER_LENGTH <= at + length) {
            final int type = array[p + 1] & 0xFF;
            final int count = array[p] & 0x1F;
            if (type == RtcpFlyweight.TRANSPORT_FEEDBACK && count == CONGESTION_FEEDBACK
                || type == RtcpFlyweight.PAYLOAD_FEEDBACK && count == APPLICATION_LAYER) {
                return true;
            }
            p += 4 + 4 * ((array[p + 2] & 0xFF) << 8 | array[p + 3] & 0xFF);
        }
        return false;
    }

    /** Reads what came. Returns how many compounds. */
    int takeAll(final PacketMailbox from, final long nowNs, final SenderCounters counters) {
        int taken = 0;
        while (!from.isEmpty()) {
            if (compound.isValid(from.peek(), 0, from.peekLength())) {
                read(from.peek(), from.peekLength(), nowNs, counters);
            } else {
                counters.badFeedback.increment();
            }
            from.remove();
            taken++;
        }
        return taken;
    }

    private void read(final byte[] array, final int length, final long nowNs, final SenderCounters counters) {
        compound.wrap(array, 0, length);
        while (compound.next()) {
            if (compound.type() == RtcpFlyweight.TRANSPORT_FEEDBACK && compound.count() == CONGESTION_FEEDBACK) {
                if (feedback.wrap(array, compound.offset(), compound.length())) {
                    counters.heard.increment();
                    packets(nowNs);
                } else {
                    counters.badFeedback.increment();
                }
            } else if (compound.type() == RtcpFlyweight.PAYLOAD_FEEDBACK && compound.count() == APPLICATION_LAYER) {
                limit(array);
            }
        }
    }

    /** What a receiver says that it takes counts where it is about a stream of ours. */
    private void limit(final byte[] array) {
        if (!estimate.wrap(array, compound.offset(), compound.length())) {
            return;
        }
        for (int i = 0; i < estimate.count(); i++) {
            if (sent.knows(estimate.ssrc(i))) {
                estimator.remoteLimit((int) Math.max(LEAST_LIMIT_BPS, Math.min(Integer.MAX_VALUE, estimate.bitsPerSecond())));
                return;
            }
        }
    }

    private void packets(final long nowNs) {
        // The time of a report has 32 bits, of 1/65536 s: it goes round after 18 hours.
        final int time = feedback.reportTime();
        remoteNs += timed ? (time - lastTime) * 1_000_000_000L >> 16 : 0;
        lastTime = time;
        timed = true;
        estimator.feedbackBegin(nowNs);
        while (feedback.nextStream()) {
            for (int i = 0; i < feedback.count(); i++) {
                final long number = sent.find(feedback.ssrc(), feedback.beginSequence() + i & 0xFFFF);
                if (number < 0) {
                    continue;
                }
                if (feedback.received(i) && feedback.arrivalOffsetNs(i) < UNKNOWN_NS) {
                    estimator.received(number, remoteNs - feedback.arrivalOffsetNs(i));
                } else {
                    estimator.lost(number);
                }
            }
        }
        estimator.feedbackEnd();
    }
}
