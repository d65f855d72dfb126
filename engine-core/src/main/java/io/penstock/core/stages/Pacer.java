package io.penstock.core.stages;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

import java.time.Duration;

/**
 * Lets frames go at their time, or no faster than a rate, and never holds one for long.
 *
 * <p>{@link #byPts} turns a file that is read as fast as it can into a live stream, {@link #byRate} spreads the packets of a key frame so that
 * they do not overflow a queue on the way. Frames are kept, not copied, and go on in order, together with the events between them. A frame that
 * has been held for the longest allowed time goes on whether it is due or not (counter {@code overdue}); when {@link #MAX_HELD} frames and
 * events wait, the oldest goes at once (counter {@code overfull}). Nothing is dropped, but by a flush (counter {@code dropped.flushed}).
 *
 * <p>Latency: from none to the longest allowed hold.
 */
public final class Pacer implements Transform {
    /** Most frames and events that wait. */
    public static final int MAX_HELD = 64;

    private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

    private enum Kind { FRAME, GAP, DISCONTINUITY, FORMAT }

    private final long bitsPerSecond;
    private final long holdNs;
    private final StageSpec spec;
    private final Kind[] kinds = new Kind[MAX_HELD];
    private final Object[] held = new Object[MAX_HELD];
    private final long[] arrivedNs = new long[MAX_HELD];
    private final long[] first = new long[MAX_HELD];
    private final long[] second = new long[MAX_HELD];
    private int head;
    private int count;
    private long rateFreeNs = Long.MIN_VALUE;
    private StageContext context;
    private MediaClock clock;
    private Counter overdue;
    private Counter overfull;
    private Counter flushed;

    private Pacer(final long bitsPerSecond, final Duration longestHold) {
        if (longestHold.isNegative() || longestHold.compareTo(LONGEST_HOLD) > 0) {
            throw new ConfigurationException("pacer: longest hold " + Timebase.toMs(longestHold.toNanos()) + " ms; accepted are 0–10000 ms");
        }
        if (bitsPerSecond < 0) {
            throw new ConfigurationException("pacer: rate " + bitsPerSecond + " bit/s; accepted are positive rates");
        }
        this.bitsPerSecond = bitsPerSecond;
        holdNs = longestHold.toNanos();
        spec = StageSpec.same("pacer", FormatSpec.any()).latency(new Latency(0, holdNs)).framesHeld(MAX_HELD).maxOutputsPerInput(MAX_HELD + 1)
            .ticking().build();
    }

    /**
     * Each frame goes when the clock reaches its presentation time.
     *
     * @param longestHold longest time that a frame waits, 0–10 s.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Pacer byPts(final Duration longestHold) {
        return new Pacer(0, longestHold);
    }

    /**
     * Frames go no faster than a rate; after a pause, the first goes at once.
     *
     * @param bitsPerSecond of payload, positive; a few times the media rate keeps the delay short.
     * @param longestHold   longest time that a frame waits, 0–10 s.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Pacer byRate(final long bitsPerSecond, final Duration longestHold) {
        if (bitsPerSecond == 0) {
            throw new ConfigurationException("pacer: rate 0 bit/s; accepted are positive rates");
        }
        return new Pacer(bitsPerSecond, longestHold);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        clock = stageContext.clock();
        overdue = stageContext.counter("overdue");
        overfull = stageContext.counter("overfull");
        flushed = stageContext.counter("dropped.flushed");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final long nowNs = clock.nanoTime();
        release(nowNs, out);
        if (count == 0 && dueNs(in, nowNs) <= nowNs) {
            passed(in, nowNs);
            out.forward(in);
            return;
        }
        makeRoom(nowNs, out);
        in.retain();
        add(Kind.FRAME, in, 0, 0, nowNs);
        schedule(nowNs);
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        final int released = release(nowNs, out);
        schedule(nowNs);
        return released;
    }

    private int release(final long nowNs, final Output out) {
        int released = 0;
        while (count > 0 && headDueNs() <= nowNs) {
            if (kinds[head] == Kind.FRAME && dueNs((Frame) held[head], arrivedNs[head]) > nowNs) {
                overdue.increment();
            }
            emitHead(nowNs, out);
            released++;
        }
        return released;
    }

    /** Events go with the frame before them. */
    private long headDueNs() {
        return kinds[head] == Kind.FRAME ? Math.min(dueNs((Frame) held[head], arrivedNs[head]), arrivedNs[head] + holdNs) : Long.MIN_VALUE;
    }

    private long dueNs(final Frame frame, final long sinceNs) {
        return bitsPerSecond == 0 ? frame.ptsNs() : Math.max(sinceNs, rateFreeNs);
    }

    private void passed(final Frame frame, final long nowNs) {
        if (bitsPerSecond > 0) {
            rateFreeNs = Math.max(nowNs, rateFreeNs) + frame.length() * 8L * Timebase.NANOS_PER_SECOND / bitsPerSecond;
        }
    }

    private void makeRoom(final long nowNs, final Output out) {
        if (count == MAX_HELD) {
            overfull.increment();
            emitHead(nowNs, out);
        }
    }

    private void emitHead(final long nowNs, final Output out) {
        final int at = head;
        final Object what = held[at];
        held[at] = null;
        head = (head + 1) % MAX_HELD;
        count--;
        switch (kinds[at]) {
            case FRAME -> {
                final Frame frame = (Frame) what;
                try {
                    passed(frame, nowNs);
                    out.forward(frame);
                } finally {
                    frame.release();
                }
            }
            case GAP -> out.gap(first[at], second[at]);
            case DISCONTINUITY -> out.discontinuity(first[at]);
            default -> out.formatChange((Format) what);
        }
    }

    private void add(final Kind kind, final Object what, final long a, final long b, final long nowNs) {
        final int at = (head + count++) % MAX_HELD;
        kinds[at] = kind;
        held[at] = what;
        first[at] = a;
        second[at] = b;
        arrivedNs[at] = nowNs;
    }

    private void schedule(final long nowNs) {
        context.wakeAtNs(count == 0 ? Long.MAX_VALUE : Math.max(nowNs, headDueNs()));
    }

    private boolean queued(final Kind kind, final Object what, final long a, final long b, final Output out) {
        final long nowNs = clock.nanoTime();
        release(nowNs, out);
        if (count == 0) {
            return false;
        }
        makeRoom(nowNs, out);
        add(kind, what, a, b, nowNs);
        schedule(nowNs);
        return true;
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        return queued(Kind.GAP, null, ptsNs, durationNs, out);
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        return queued(Kind.DISCONTINUITY, null, ptsNs, 0, out);
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        return queued(Kind.FORMAT, format, 0, 0, out);
    }

    @Override
    public void onFlush() {
        flushed.add(dropAll());
        rateFreeNs = Long.MIN_VALUE;
        context.wakeAtNs(Long.MAX_VALUE);
    }

    @Override
    public void onEndOfStream(final Output out) {
        final long nowNs = clock.nanoTime();
        while (count > 0) {
            emitHead(nowNs, out);
        }
        context.wakeAtNs(Long.MAX_VALUE);
    }

    private int dropAll() {
        int frames = 0;
        while (count > 0) {
            if (held[head] instanceof Frame frame) {
                frame.release();
                frames++;
            }
            held[head] = null;
            head = (head + 1) % MAX_HELD;
            count--;
        }
        return frames;
    }

    @Override
    public void close() {
        dropAll();
    }
}
