package io.penstock.rtc.statistics;

/**
 * What was counted of a stream since it began, to make rates of. Delays are of the moment; -1 where unknown.
 *
 * @param packets        that arrived.
 * @param bytes          of these.
 * @param lost           packets that did not arrive before repair.
 * @param frames         pictures shown, or packets of sound played.
 * @param freezes        see {@link StallQuality#freezes}.
 * @param stalls         pauses above 200 ms.
 * @param stalledNs      these added up.
 * @param jitterNs       interarrival jitter.
 * @param jitterBufferNs how long media waits.
 * @param endToEndNs     from capture to playout.
 */
public record StreamCounts(long packets, long bytes, long lost, long frames, long freezes, long stalls, long stalledNs, long jitterNs,
                           long jitterBufferNs, long endToEndNs) {
}
