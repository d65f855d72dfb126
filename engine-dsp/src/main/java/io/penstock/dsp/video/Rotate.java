package io.penstock.dsp.video;

import io.penstock.dsp.kernel.picture.PlaneTurner;
import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Turns pictures by quarters, for cameras that are held upright, and mirrors them, for self-views. Takes all layouts but YUY2, whose chroma
 * is not as fine along columns as along rows.
 *
 * <p>Mirroring is switched while running, on any thread. Pictures that stay as they are are passed on without a copy; truncated ones are
 * dropped (counted {@code dropped.truncated}). Allocates only when the input format changes.
 */
public final class Rotate implements Transform {
    private static final VideoSpec ACCEPTS = VideoSpec.any().layouts(PixelLayout.I420, PixelLayout.NV12, PixelLayout.GRAY8, PixelLayout.RGB24,
        PixelLayout.BGRA);

    private final int quarters;
    private final StageSpec spec;
    private volatile boolean mirrored;
    private VideoFormat from;
    private VideoFormat target;
    private PlaneTurner[] plain;
    private PlaneTurner[] mirror;
    private Counter dropped;

    private Rotate(final int degrees) {
        if (degrees != 0 && degrees != 90 && degrees != 180 && degrees != 270) {
            throw new ConfigurationException("rotate: by " + degrees + " degrees; accepted are 0, 90, 180 and 270");
        }
        quarters = degrees / 90;
        spec = StageSpec.transform("rotate", ACCEPTS, in -> FormatSpec.of(turned((VideoFormat) in))).build();
    }

    /**
     * Turns clockwise.
     *
     * @param degrees 0, 90, 180 or 270.
     * @return the stage.
     * @throws ConfigurationException for another angle.
     */
    public static Rotate by(final int degrees) {
        return new Rotate(degrees);
    }

    /**
     * Mirrors only: left and right change places.
     *
     * @return the stage.
     */
    public static Rotate mirror() {
        return new Rotate(0).mirrored(true);
    }

    /**
     * Lets left and right of the turned picture change places, or not, from the next picture on. Any thread.
     *
     * @param value whether they do.
     * @return this.
     */
    public Rotate mirrored(final boolean value) {
        mirrored = value;
        return this;
    }

    /**
     * Whether left and right change places. Any thread.
     *
     * @return what was asked for last.
     */
    public boolean mirrored() {
        return mirrored;
    }

    private VideoFormat turned(final VideoFormat format) {
        return (quarters & 1) == 0 ? format : format.sized(format.height(), format.width());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        dropped = context.counter("dropped.truncated");
        prepare((VideoFormat) context.inputFormat(0));
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        prepare((VideoFormat) format);
        return false;
    }

    private void prepare(final VideoFormat format) {
        from = format;
        target = turned(format);
        plain = turners(false);
        mirror = turners(true);
    }

    private PlaneTurner[] turners(final boolean mirroring) {
        final PlaneTurner[] made = new PlaneTurner[from.layout().planes()];
        for (int plane = 0; plane < made.length; plane++) {
            final int w = plane == 0 ? from.width() : (from.width() + 1) / 2;
            final int h = plane == 0 ? from.height() : (from.height() + 1) / 2;
            made[plane] = new PlaneTurner(w, h, from.layout().stride(plane, from.width()) / w, quarters, mirroring);
        }
        return made;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() < from.frameBytes()) {
            dropped.increment();
            return;
        }
        final boolean mirroring = mirrored;
        if (quarters == 0 && !mirroring) {
            out.forward(in);
            return;
        }
        final MutableFrame frame = out.claim(target.frameBytes());
        final PlaneTurner[] turners = mirroring ? mirror : plain;
        final PixelLayout layout = from.layout();
        for (int plane = 0; plane < turners.length; plane++) {
            turners[plane].process(in.array(), in.arrayOffset() + layout.planeOffset(plane, from.width(), from.height()),
                layout.stride(plane, from.width()), frame.array(),
                frame.arrayOffset() + layout.planeOffset(plane, target.width(), target.height()), layout.stride(plane, target.width()));
        }
        out.commit(frame);
    }
}
