package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * A source that shows a {@link Still} at a frame rate: the waiting image before a call, or instead of a camera that is off.
 *
 * <p>A picture is due every frame interval from the first poll on; its {@code ptsNs} and {@code captureNs} are the time it was due. When the
 * poll comes more than one frame late the pictures between are skipped (counted {@code dropped.late}); when the pool is empty the picture is
 * dropped (counted {@code dropped.pool}). What is shown can be changed on any thread. Allocates nothing but then.
 */
public final class Slate implements Source {
    private final VideoFormat format;
    private final ScaleFit fit;
    private final StageSpec spec;
    private volatile byte[] picture;
    private StageContext context;
    private Counter droppedLate;
    private Counter droppedPool;
    private long startNs;
    private long index;
    private boolean started;

    private Slate(final Still still, final VideoFormat format, final ScaleFit fit) {
        if (format.rate().numerator() == 0 || Component.isRgb(format.layout()) != (format.color() == VideoColor.RGB) || fit == ScaleFit.WITHIN) {
            throw new ConfigurationException("slate: " + format + ' ' + format.color() + ", " + fit + "; needed are a steady frame rate, a colour "
                + "that the layout can have, and a fit that gives the whole size");
        }
        this.format = format;
        this.fit = fit;
        spec = StageSpec.source("slate", FormatSpec.of(format)).wakesItself().build();
        show(still);
    }

    /**
     * Shows a picture, whole, on black.
     *
     * @param still  the picture.
     * @param format what to put out: any layout and size, at a steady rate.
     * @return the source.
     * @throws ConfigurationException if the frame rate is variable or layout and colour do not go together.
     */
    public static Slate of(final Still still, final VideoFormat format) {
        return of(still, format, ScaleFit.LETTERBOX);
    }

    /**
     * Shows a picture.
     *
     * @param still  the picture.
     * @param format what to put out: any layout and size, at a steady rate.
     * @param fit    how it gets there: not {@link ScaleFit#WITHIN}.
     * @return the source.
     * @throws ConfigurationException if the frame rate is variable or layout and colour do not go together.
     */
    public static Slate of(final Still still, final VideoFormat format, final ScaleFit fit) {
        return new Slate(still, format, fit);
    }

    /**
     * Shows another picture from the next frame on. Any thread; it is made ready on the caller's.
     *
     * @param still the picture.
     */
    public void show(final Still still) {
        picture = still.render(format, fit);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        droppedLate = stageContext.counter("dropped.late");
        droppedPool = stageContext.counter("dropped.pool");
    }

    @Override
    public int poll(final Output out, final int limit) {
        final long nowNs = context.clock().nanoTime();
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        final long behind = (nowNs - startNs - format.rate().ptsNs(index)) / format.frameNs();
        if (behind > 0 && nowNs >= dueNs(index + 1)) {
            final long newest = nowNs >= dueNs(index + behind) ? index + behind : index + behind - 1;
            droppedLate.add(newest - index);
            index = newest;
        }
        final long dueNs = dueNs(index);
        if (nowNs < dueNs) {
            context.wakeAtNs(dueNs);
            return 0;
        }
        final long nextNs = dueNs(index + 1);
        context.wakeAtNs(nextNs);
        final MutableFrame frame = out.claim(format.frameBytes());
        if (frame == null) {
            droppedPool.increment();
            index++;
            return 0;
        }
        System.arraycopy(picture, 0, frame.array(), frame.arrayOffset(), format.frameBytes());
        frame.ptsNs(dueNs).captureNs(dueNs).durationNs((int) Math.min(Integer.MAX_VALUE, nextNs - dueNs)).flags(0).sequence(index++);
        out.commit(frame);
        return 1;
    }

    private long dueNs(final long picture) {
        return startNs + format.rate().ptsNs(picture);
    }
}
