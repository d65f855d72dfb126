package io.penstock.testkit;

/**
 * What became of the packets offered to one direction of a link. Once nothing is in flight,
 * {@code offered + duplicated = delivered + lost + queueDropped + overflowed}.
 *
 * @param offered      packets that came in.
 * @param delivered    packets that came out, copies included.
 * @param lost         lost at random, alone or in bursts.
 * @param queueDropped dropped because the queue before the bottleneck was full.
 * @param overflowed   dropped because the link could hold no more in flight (its own bound, not the model's), was flushed or ended.
 * @param duplicated   copies made.
 * @param reordered    came out after a packet that had come in later (RFC 4737, section 3).
 */
public record LinkStats(long offered, long delivered, long lost, long queueDropped, long overflowed, long duplicated, long reordered) {
}
