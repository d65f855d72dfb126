package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.core.stages.measure.PictureStamp;
import org.HdrHistogram.Histogram;

/**
 * Latency, damage and gaps of stamped pictures as they arrive. What comes in the time of warm-up, counted from the first picture, is not
 * judged. A picture whose stamp was there before is counted as repeated, not as another sample. One thread.
 */
final class StampTally {
    private static final long LONGEST_NS = 60_000_000_000L;
    private static final double MS = 1e6;
    /** A gap of more than max(3 × mean, mean + this) is a freeze, as WebRTC statistics count them. */
    private static final double FREEZE_NS = 150e6;

    private final PictureSize size;
    private final long warmNs;
    private final long startNs;
    private final Histogram latency = new Histogram(LONGEST_NS, 3);
    private final Histogram gaps = new Histogram(LONGEST_NS, 3);
    private long pictures;
    private long damaged;
    private long repeated;
    private long firstNs = Long.MIN_VALUE;
    private long judgedFromNs;
    private long lastNs;
    private long lastStamp = PictureStamp.DAMAGED;

    /**
     * Creates an empty tally.
     *
     * @param size    of the pictures.
     * @param warmNs  how long the first pictures are not judged.
     * @param startNs when the receiver was started; the time to the first picture counts from it.
     */
    StampTally(final PictureSize size, final long warmNs, final long startNs) {
        this.size = size;
        this.warmNs = warmNs;
        this.startNs = startNs;
    }

    /** Takes a picture that was complete at a time. */
    void add(final byte[] picture, final long nowNs) {
        if (firstNs == Long.MIN_VALUE) {
            firstNs = nowNs;
            judgedFromNs = nowNs + warmNs;
        }
        if (nowNs < judgedFromNs) {
            return;
        }
        pictures++;
        final long stamp = PictureStamp.readLuma(picture, 0, size.width(), size.width());
        if (stamp == PictureStamp.DAMAGED) {
            damaged++;
            return;
        }
        if (stamp == lastStamp) {
            repeated++;
            return;
        }
        lastStamp = stamp;
        latency.recordValue(clamp(PictureStamp.ageNs(stamp, nowNs)));
        if (lastNs != 0) {
            gaps.recordValue(clamp(nowNs - lastNs));
        }
        lastNs = nowNs;
    }

    boolean hasFirst() {
        return firstNs != Long.MIN_VALUE;
    }

    /** What was seen; a figure that there is not is null. */
    ObjectNode json() {
        final ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("pictures", pictures).put("n", latency.getTotalCount()).put("damaged", damaged).put("repeated", repeated);
        json.put("firstPictureMs", hasFirst() ? ms(firstNs - startNs) : null);
        final boolean some = latency.getTotalCount() > 0;
        json.put("p50Ms", some ? ms(latency.getValueAtPercentile(50)) : null);
        json.put("p95Ms", some ? ms(latency.getValueAtPercentile(95)) : null);
        json.put("p99Ms", some ? ms(latency.getValueAtPercentile(99)) : null);
        json.put("maxMs", some ? ms(latency.getMaxValue()) : null);
        final double mean = gaps.getTotalCount() == 0 ? 0 : gaps.getMean();
        json.put("fps", mean == 0 ? null : Math.round(1e11 / mean) / 100.0);
        json.put("longestGapMs", mean == 0 ? null : ms(gaps.getMaxValue()));
        json.put("freezes", gaps.getCountBetweenValues((long) Math.max(3 * mean, mean + FREEZE_NS) + 1, LONGEST_NS));
        return json;
    }

    /** A clock that runs back, or a stamp of the future, is a latency of 0 rather than the end of the run. */
    private static long clamp(final long ns) {
        return Math.max(0, Math.min(LONGEST_NS, ns));
    }

    private static Double ms(final long ns) {
        return Math.round(ns / MS * 100) / 100.0;
    }
}
