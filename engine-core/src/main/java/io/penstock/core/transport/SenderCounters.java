package io.penstock.core.transport;

import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/** Counters of {@link TransportSender}. */
final class SenderCounters {
    final Counter packets;
    final Counter sound;
    final Counter retransmissions;
    final Counter repair;
    final Counter pictures;
    final Counter padding;
    final Counter rtcp;
    final Counter feedbacks;
    final Counter heard;
    final Counter probes;
    final Counter overfull;
    final Counter flushed;
    final Counter malformed;
    final Counter badFeedback;

    SenderCounters(final StageContext context) {
        packets = context.counter("packets");
        sound = context.counter("sound");
        retransmissions = context.counter("retransmissions");
        repair = context.counter("repair");
        pictures = context.counter("pictures");
        padding = context.counter("padding");
        rtcp = context.counter("rtcp");
        feedbacks = context.counter("feedbacks");
        heard = context.counter("heard");
        probes = context.counter("probes");
        overfull = context.counter("dropped.overfull");
        flushed = context.counter("dropped.flushed");
        malformed = context.counter("errors.malformed");
        badFeedback = context.counter("errors.feedback");
    }
}
