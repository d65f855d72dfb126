package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Latency;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Shows several inputs in one picture, by an {@link Arrangement} that may change while running. Inputs are called {@code in0}, {@code in1} and
 * so on, are of the output's layout and colour and of any size, and come and go.
 *
 * <p>The output has a frame rate of its own: a picture is due every interval, {@code ptsNs} is when it was due, and {@code captureNs} is that
 * of the newest picture shown. Each input stands still at its last picture until another comes; one that was never there, has ended, was
 * disconnected, or is silent for longer than {@link #slateAfter} is replaced by the slate. With {@link #pacedBy} the output follows one
 * input instead: a picture for each of its pictures, with its times.
 *
 * <p>Keeps one frame of each input. Allocates when an input, its format or the arrangement changes, else nothing. Truncated pictures are
 * dropped (counted {@code dropped.truncated}); intervals that passed without a call are skipped (counted {@code dropped.late}).
 */
public final class Compositor implements Junction {
    /** Most inputs. */
    public static final int MAX_INPUTS = 64;
    private static final Still DARK = Still.of(2, 2, 0xFF202020, 0xFF202020, 0xFF202020, 0xFF202020);

    private final VideoFormat format;
    private final int inputs;
    private final Component[] parts;
    private final Frame[] last;
    private final boolean[] fresh;
    private final long[] heardNs;
    private final VideoFormat[] formats;
    private Still slate = DARK;
    private ScaleQuality quality = ScaleQuality.BILINEAR;
    private long slateAfterNs = Long.MAX_VALUE;
    private int pace = -1;
    private volatile Offer offered;
    private StageSpec spec;
    private StageContext context;
    private Counter droppedTruncated;
    private Counter droppedLate;
    private Offer adopted;
    private CellPainter[] cells;
    private long startNs;
    private long index;
    private long sequence;
    private boolean ended;

    private Compositor(final VideoFormat format, final int inputs) {
        if (inputs < 1 || inputs > MAX_INPUTS || format.rate().numerator() == 0
            || Component.isRgb(format.layout()) != (format.color() == VideoColor.RGB)) {
            throw new ConfigurationException("compositor: " + inputs + " inputs, " + format + ' ' + format.color() + "; accepted are 1 to "
                + MAX_INPUTS + " inputs, a steady frame rate, and a colour that the layout can have");
        }
        this.format = format;
        this.inputs = inputs;
        parts = Component.of(format);
        last = new Frame[inputs];
        fresh = new boolean[inputs];
        heardNs = new long[inputs];
        formats = new VideoFormat[inputs];
        describe();
        arrange(Arrangement.automaticGrid());
    }

    private void describe() {
        final StageSpec.Builder builder = StageSpec.junction("compositor");
        final VideoSpec any = VideoSpec.any();
        final VideoSpec accepts = new VideoSpec(any.widths(), any.heights(), List.of(format.layout()), List.of(), List.of(format.color()));
        for (int i = 0; i < inputs; i++) {
            builder.optionalInput("in" + i, accepts);
        }
        builder.output("out", FormatSpec.of(format)).framesHeld(inputs);
        spec = (pace < 0 ? builder.ticking().latency(new Latency(0, format.frameNs())) : builder).build();
    }

    /**
     * A compositor that shows a grid of whatever is connected.
     *
     * @param format what to put out, at a steady rate; inputs are of its layout and colour.
     * @param inputs inputs there can be, 1 to {@value #MAX_INPUTS}.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Compositor of(final VideoFormat format, final int inputs) {
        return new Compositor(format, inputs);
    }

    /**
     * Shows the inputs in another way from the next picture on. Any thread; it is made ready on the caller's.
     *
     * @param arrangement the arrangement.
     * @return this.
     * @throws ConfigurationException if it names an input that there is not.
     */
    public Compositor arrange(final Arrangement arrangement) {
        for (final Arrangement.Cell cell : arrangement.cells()) {
            if (cell.input() >= inputs) {
                throw new ConfigurationException("compositor: arrangement shows input " + cell.input() + ", there are " + inputs
                    + ", counted from 0");
            }
        }
        offered = new Offer(arrangement, arrangement.isAutomatic() ? null : painters(arrangement.cells()));
        return this;
    }

    /**
     * What is shown in place of an input that is not there. Before the stage starts.
     *
     * @param still the picture; it is shown whole.
     * @return this.
     */
    public Compositor slate(final Still still) {
        slate = Objects.requireNonNull(still, "still");
        return arrange(offered.arrangement());
    }

    /**
     * How long an input may be silent before the slate stands in for it; for ever unless said. Before the stage starts.
     *
     * @param silence positive.
     * @return this.
     */
    public Compositor slateAfter(final Duration silence) {
        slateAfterNs = silence.toNanos();
        return this;
    }

    /**
     * How inputs are scaled; bilinear unless said. Before the stage starts.
     *
     * @param value the quality.
     * @return this.
     */
    public Compositor quality(final ScaleQuality value) {
        quality = Objects.requireNonNull(value, "quality");
        return this;
    }

    /**
     * Puts out a picture for each picture of an input, with its times, instead of one every interval. Before the stage is put into a graph.
     *
     * @param input index of the input.
     * @return this.
     * @throws ConfigurationException if there is no such input.
     */
    public Compositor pacedBy(final int input) {
        if (input < 0 || input >= inputs) {
            throw new ConfigurationException("compositor: paced by input " + input + ", there are " + inputs + ", counted from 0");
        }
        pace = input;
        describe();
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        droppedTruncated = stageContext.counter("dropped.truncated");
        droppedLate = stageContext.counter("dropped.late");
        for (int i = 0; i < inputs; i++) {
            formats[i] = (VideoFormat) stageContext.inputFormat(i);
        }
        startNs = stageContext.clock().nanoTime();
        adopt();
    }

    private CellPainter[] painters(final List<Arrangement.Cell> places) {
        return places.stream().map(cell -> new CellPainter(cell, format, slate)).toArray(CellPainter[]::new);
    }

    /** Takes the arrangement that is wanted now, and scales what is there for it. */
    private void adopt() {
        adopted = offered;
        if (adopted.painters() == null) {
            final List<Integer> there = new ArrayList<>();
            for (int i = 0; i < inputs; i++) {
                if (formats[i] != null) {
                    there.add(i);
                }
            }
            // With nobody there a place for all of the picture, so that it shows the slate.
            cells = painters(Arrangement.gridOf(there.isEmpty() ? List.of(0) : there));
        } else {
            cells = adopted.painters();
        }
        for (final CellPainter cell : cells) {
            cell.prepare(formats[cell.input()], quality);
        }
        for (int i = 0; i < inputs; i++) {
            fresh[i] = last[i] != null;
        }
    }

    private void forget(final int port) {
        fresh[port] = false;
        if (last[port] != null) {
            last[port].release();
            last[port] = null;
        }
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        final VideoFormat from = formats[port];
        if (from == null || in.length() < from.frameBytes()) {
            droppedTruncated.increment();
            return;
        }
        forget(port);
        in.retain();
        last[port] = in;
        fresh[port] = true;
        heardNs[port] = context.clock().nanoTime();
        if (port == pace) {
            final MutableFrame frame = out.port(0).claim(format.frameBytes());
            paint(frame, heardNs[port]);
            out.port(0).commit(frame);
        }
    }

    @Override
    public int onTick(final long nowNs, final Outputs out) {
        if (ended || pace >= 0) {
            return 0;
        }
        final long behind = (nowNs - dueNs(index)) / format.frameNs();
        if (behind > 0 && nowNs >= dueNs(index + 1)) {
            final long newest = nowNs >= dueNs(index + behind) ? index + behind : index + behind - 1;
            droppedLate.add(newest - index);
            index = newest;
        }
        if (nowNs < dueNs(index)) {
            context.wakeAtNs(dueNs(index));
            return 0;
        }
        final long dueNs = dueNs(index);
        final long nextNs = dueNs(++index);
        context.wakeAtNs(nextNs);
        final MutableFrame frame = out.port(0).claim(format.frameBytes());
        final long captureNs = paint(frame, nowNs);
        frame.ptsNs(dueNs).captureNs(captureNs == Long.MIN_VALUE ? dueNs : captureNs).durationNs((int) (nextNs - dueNs)).flags(0)
            .sequence(sequence++).rtpTimestamp(0).userTag(0);
        out.port(0).commit(frame);
        return 1;
    }

    private long dueNs(final long picture) {
        return startNs + format.rate().ptsNs(picture);
    }

    /** Returns when the newest of the pictures shown was captured; the least long if none is shown. */
    private long paint(final MutableFrame frame, final long nowNs) {
        if (offered != adopted) {
            adopt();
        }
        blacken(frame);
        long newestNs = Long.MIN_VALUE;
        for (final CellPainter cell : cells) {
            final int port = cell.input();
            final boolean present = last[port] != null && formats[port] != null && nowNs - heardNs[port] < slateAfterNs;
            if (present) {
                newestNs = Math.max(newestNs, last[port].captureNs());
                if (fresh[port]) {
                    cell.take(last[port]);
                }
            }
            cell.paint(present, frame.array(), frame.arrayOffset(), format);
        }
        for (final CellPainter cell : cells) {
            fresh[cell.input()] = false;
        }
        return newestNs;
    }

    /** Only where places do not cover everything. */
    private void blacken(final MutableFrame frame) {
        if (cells.length > 0 && cells[0].size().equals(format)) {
            return;
        }
        for (final Component part : parts) {
            part.fill(frame.array(), frame.arrayOffset(), 0, 0, part.width(), part.height(), part.black());
        }
    }

    @Override
    public void onFormatChange(final int port, final Format changed, final Outputs out) {
        change(port, changed);
    }

    @Override
    public void onPortChange(final int port, final Format changed) {
        change(port, changed);
    }

    private void change(final int port, final Format changed) {
        forget(port);
        formats[port] = (VideoFormat) changed;
        adopt();
    }

    @Override
    public void onFlush(final int port) {
        forget(port);
    }

    @Override
    public void onEndOfStream(final int port, final Outputs out) {
        change(port, null);
        boolean someone = false;
        for (final VideoFormat other : formats) {
            someone |= other != null;
        }
        if (!someone) {
            // The engine ends the output now.
            ended = true;
            context.wakeAtNs(Long.MAX_VALUE);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < inputs; i++) {
            forget(i);
        }
    }

    /** An arrangement and what was made ready for it; nothing for one that depends on who is there. */
    private record Offer(Arrangement arrangement, CellPainter[] painters) {
    }
}
