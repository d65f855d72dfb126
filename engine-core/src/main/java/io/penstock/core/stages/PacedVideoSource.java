package io.penstock.core.stages;

import io.penstock.format.FormatSpec;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * A source of pictures at a steady rate: timing, skipping, counting and the end, so that a subclass only paints.
 *
 * <p><b>Live</b>: a picture is due every frame interval from the first poll on; its {@code ptsNs} and {@code captureNs} are the time it was
 * due, however late the poll came. When the poll comes more than one frame late, the pictures between are skipped (counted
 * {@code dropped.late}); when the pool is empty the picture is dropped (counted {@code dropped.pool}). <b>Not live</b>: pictures as fast as
 * they are taken, {@code ptsNs} by the rate from the time of the first poll, {@code captureNs} the time of the poll.
 *
 * <p>{@code late} counts polls that came more than half a frame after the picture was due.
 */
public abstract class PacedVideoSource implements Source {
    private static final long RETRY_NS = 1_000_000L;

    private final StageSpec spec;
    private final VideoFormat format;
    private final FrameTimer timer;
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
     * @param format what it puts out; the rate must not be variable.
     * @param live   whether pictures come at their time or as fast as they are taken.
     */
    protected PacedVideoSource(final String type, final VideoFormat format, final boolean live) {
        this.format = format;
        this.live = live;
        timer = new FrameTimer(format.rate());
        spec = StageSpec.source(type, FormatSpec.of(format)).wakesItself().build();
    }

    /**
     * Paints one picture.
     *
     * @param frame   a claimed frame of {@link #format()}, its length set, array-backed.
     * @param mediaNs place in the stream, from the first picture; never runs back.
     * @param dueNs   time on the engine's clock that the picture was due.
     * @return false if the stream ended before this picture.
     * @throws Exception as the supervision policy decides.
     */
    protected abstract boolean paint(MutableFrame frame, long mediaNs, long dueNs) throws Exception;

    /**
     * What it puts out.
     *
     * @return the format, with the rate it started with.
     */
    public final VideoFormat format() {
        return format;
    }

    /**
     * Changes how many pictures a live source makes from the next one on; the motion in them keeps its speed. Any thread.
     *
     * @param rate frames per second, not variable.
     */
    public final void rate(final FrameRate rate) {
        timer.rate(rate);
    }

    /**
     * The rate asked for last. Any thread.
     *
     * @return frames per second.
     */
    public final FrameRate rate() {
        return timer.rate();
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
        return live ? pollLive(out) : pollFast(out, limit);
    }

    private int pollLive(final Output out) throws Exception {
        final long nowNs = context.clock().nanoTime();
        if (!timer.poll(nowNs)) {
            context.wakeAtNs(timer.nextNs());
            return 0;
        }
        context.wakeAtNs(timer.nextNs());
        if (timer.skipped() > 0) {
            droppedLate.add(timer.skipped());
            sequence += timer.skipped();
        }
        if (nowNs - timer.dueNs() > timer.durationNs() / 2) {
            late.increment();
        }
        final MutableFrame frame = out.claim(format.frameBytes());
        if (frame == null) {
            droppedPool.increment();
            sequence++;
            return 0;
        }
        return put(frame, timer.mediaNs(), timer.dueNs(), timer.dueNs(), timer.durationNs(), out);
    }

    private int pollFast(final Output out, final int limit) throws Exception {
        final long nowNs = context.clock().nanoTime();
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        int work = 0;
        while (work < limit && !ended) {
            final MutableFrame frame = out.claim(format.frameBytes());
            if (frame == null) {
                context.wakeAtNs(nowNs + RETRY_NS);
                return work;
            }
            final long mediaNs = format.rate().ptsNs(sequence);
            final int durationNs = (int) (format.rate().ptsNs(sequence + 1) - mediaNs);
            work += put(frame, mediaNs, startNs + mediaNs, nowNs, durationNs, out);
        }
        return work;
    }

    private int put(final MutableFrame frame, final long mediaNs, final long ptsNs, final long captureNs, final int durationNs,
                    final Output out) throws Exception {
        if (!paint(frame, mediaNs, ptsNs)) {
            out.abort(frame);
            ended = true;
            context.wakeAtNs(Long.MAX_VALUE);
            out.endOfStream();
            return 1;
        }
        frame.ptsNs(ptsNs).captureNs(captureNs).durationNs(durationNs).flags(0).sequence(sequence++);
        out.commit(frame);
        return 1;
    }
}
