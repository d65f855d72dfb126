package io.penstock.benchmarks.scale;

import io.penstock.clock.Timebase;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import org.HdrHistogram.Histogram;

/**
 * The end of a call: counts what came and what was made up for losses, and records how much later than it was due a frame came, less the time
 * that the jitter buffer meant to hold it. When a frame was due follows from its RTP timestamp, so a sender that is late hides nothing.
 */
final class LatenessSink implements Sink {
    private static final long RESOLUTION_NS = 1_000L;
    private static final long LONGEST_NS = 60_000_000_000L;

    private final StageSpec spec = StageSpec.sink("lateness", FormatSpec.any()).build();
    private final PacedFrames source;
    private final int clockRateHz;
    private final Histogram lateness = new Histogram(RESOLUTION_NS, LONGEST_NS, 2);
    private StageContext context;
    private volatile long fromNs = Long.MAX_VALUE;
    private volatile long toNs = Long.MAX_VALUE;
    private volatile long frames;
    private volatile long madeUp;

    LatenessSink(final PacedFrames source, final int clockRateHz) {
        this.source = source;
        this.clockRateHz = clockRateHz;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onFrame(final Frame in) {
        if (in.has(FrameFlags.GAP)) {
            madeUp++;
            return;
        }
        frames++;
        final long dueNs = source.dueNs(Timebase.unitsToNs(in.rtpTimestamp() & 0xFFFF_FFFFL, clockRateHz));
        if (dueNs >= fromNs && dueNs < toNs) {
            final long lateNs = context.clock().nanoTime() - dueNs - in.userTag();
            lateness.recordValue(Math.max(0, Math.min(LONGEST_NS, lateNs)));
        }
    }

    /**
     * Records what is due in a span of time, whenever it comes; any thread, before it begins.
     *
     * @param fromTimeNs from here on, on the engine's clock.
     * @param toTimeNs   before this.
     */
    void record(final long fromTimeNs, final long toTimeNs) {
        toNs = toTimeNs;
        fromNs = fromTimeNs;
    }

    /**
     * Frames that were due in the span of time and did not come, or not as they were sent.
     *
     * @return the count.
     */
    long lost() {
        return source.dueBetween(fromNs, toNs) - lateness.getTotalCount();
    }

    /**
     * What was recorded; once nothing runs any more.
     *
     * @return nanoseconds.
     */
    Histogram lateness() {
        return lateness;
    }

    /**
     * Frames that came, without those that were made up.
     *
     * @return the count.
     */
    long frames() {
        return frames;
    }

    /**
     * Frames that were made up for what did not come.
     *
     * @return the count.
     */
    long madeUp() {
        return madeUp;
    }
}
