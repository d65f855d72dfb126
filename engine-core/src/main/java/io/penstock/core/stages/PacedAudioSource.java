package io.penstock.core.stages;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;

/**
 * A source of sound at its natural speed: timing, catching up, counting and the end, so that a subclass only fills frames.
 *
 * <p><b>Live</b>: like a sound card, a frame comes when its last sample is due; {@code ptsNs} and {@code captureNs} are the time of its
 * first sample, so the frame's duration is part of every latency and is declared as such. Late polls get all that is due, up to 200 ms;
 * what is older is skipped (counted {@code dropped.late}, in frames) behind a discontinuity. The first sample is put on a grid that has a
 * sample at every multiple of 100 ms of the clock, at most one sample before the first poll. <b>Not live</b>: frames as fast as they are
 * taken, {@code ptsNs} counts from the first poll, {@code captureNs} is the time of the poll.
 */
public abstract class PacedAudioSource implements Source {
    private static final long MOST_BEHIND_NS = 200_000_000L;
    private static final long GRID_NS = 100_000_000L;
    private static final long RETRY_NS = 1_000_000L;

    private final StageSpec spec;
    private final AudioFormat format;
    private final boolean live;
    private StageContext context;
    private Counter droppedLate;
    private Counter droppedPool;
    private Counter late;
    private long sequence;
    private long startNs;
    private boolean started;
    private boolean ended;

    /**
     * Creates a source.
     *
     * @param type   what it is, for messages.
     * @param format what it puts out.
     * @param live   whether frames come at their time or as fast as they are taken.
     */
    protected PacedAudioSource(final String type, final AudioFormat format, final boolean live) {
        this.format = format;
        this.live = live;
        spec = StageSpec.source(type, FormatSpec.of(format)).wakesItself()
            .latency(live ? Latency.of(Duration.ofNanos(format.frameNs())) : Latency.ZERO).build();
    }

    /**
     * Fills one frame.
     *
     * @param frame       a claimed frame of {@link #format()}, its length that of a full frame.
     * @param firstSample place of its first sample in the stream, per channel; never runs back, may jump ahead.
     * @param firstNs     time on the engine's clock of that sample.
     * @return false if the stream ended before this frame.
     * @throws Exception as the supervision policy decides.
     */
    protected abstract boolean fill(MutableFrame frame, long firstSample, long firstNs) throws Exception;

    /**
     * What it puts out.
     *
     * @return the format.
     */
    public final AudioFormat format() {
        return format;
    }

    @Override
    public final StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) throws Exception {
        context = stageContext;
        droppedLate = stageContext.counter("dropped.late");
        droppedPool = stageContext.counter("dropped.pool");
        late = stageContext.counter("late");
    }

    @Override
    public final int poll(final Output out, final int limit) throws Exception {
        if (ended) {
            context.wakeAtNs(Long.MAX_VALUE);
            return 0;
        }
        final long nowNs = context.clock().nanoTime();
        if (!started) {
            started = true;
            startNs = live ? onGrid(nowNs) : nowNs;
        }
        if (live) {
            skipWhatIsTooOld(nowNs, out);
        }
        int work = 0;
        while (work < limit && !ended && (!live || timeOf(sequence + 1) <= nowNs)) {
            final MutableFrame frame = out.claim(format.frameBytes());
            if (frame != null) {
                put(frame, nowNs, out);
            } else if (live) {
                droppedPool.increment();
                sequence++;
            } else {
                context.wakeAtNs(nowNs + RETRY_NS);
                return work;
            }
            work++;
        }
        context.wakeAtNs(ended ? Long.MAX_VALUE : live ? timeOf(sequence + 1) : nowNs);
        return work;
    }

    private void put(final MutableFrame frame, final long nowNs, final Output out) throws Exception {
        final long firstNs = timeOf(sequence);
        if (!fill(frame, sequence * format.frameSamples(), firstNs)) {
            out.abort(frame);
            ended = true;
            out.endOfStream();
            return;
        }
        final long nextNs = timeOf(sequence + 1);
        if (live && nowNs - nextNs > (nextNs - firstNs) / 2) {
            late.increment();
        }
        frame.ptsNs(firstNs).captureNs(live ? firstNs : nowNs).durationNs((int) (nextNs - firstNs)).flags(0).sequence(sequence);
        sequence++;
        out.commit(frame);
    }

    private void skipWhatIsTooOld(final long nowNs, final Output out) {
        final long behindNs = nowNs - timeOf(sequence + 1);
        if (behindNs > MOST_BEHIND_NS) {
            final long frames = behindNs / format.frameNs();
            droppedLate.add(frames);
            sequence += frames;
            out.discontinuity(timeOf(sequence));
        }
    }

    private long timeOf(final long frame) {
        return startNs + Timebase.unitsToNs(frame * format.frameSamples(), format.sampleRateHz());
    }

    private long onGrid(final long nowNs) {
        final long anchorNs = Math.floorDiv(nowNs, GRID_NS) * GRID_NS;
        final long samples = (nowNs - anchorNs) * format.sampleRateHz() / Timebase.NANOS_PER_SECOND;
        return anchorNs + Timebase.unitsToNs(samples, format.sampleRateHz());
    }
}
