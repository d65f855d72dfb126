package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.Objects;

/**
 * Brings pictures of any layout to a size, any size to any size, with aliases kept out. Pictures that have it already are passed on without
 * a copy, truncated ones are dropped (counted {@code dropped.truncated}).
 *
 * <pre>{@code
 * Scaler.to(640, 360)                                             // bilinear, stretched
 * Scaler.to(640, 360).quality(ScaleQuality.LANCZOS).fit(ScaleFit.LETTERBOX)
 * }</pre>
 * Quality and fit are chosen before the stage starts. Allocates only when the input format changes.
 */
public final class Scaler implements Transform {
    private final int width;
    private final int height;
    private ScaleQuality quality = ScaleQuality.BILINEAR;
    private ScaleFit fit = ScaleFit.STRETCH;
    private StageSpec spec;
    private VideoFormat from;
    private VideoFormat target;
    private Counter dropped;
    private PictureScaler scaler;

    private Scaler(final int width, final int height) {
        if (width < 1 || width > VideoFormat.MAX_SIDE || height < 1 || height > VideoFormat.MAX_SIDE) {
            throw new ConfigurationException("scaler: size " + width + 'x' + height + "; accepted are 1 to " + VideoFormat.MAX_SIDE
                + " pixels a side");
        }
        this.width = width;
        this.height = height;
        describe();
    }

    private void describe() {
        final ScaleFit chosen = fit;
        spec = StageSpec.transform("scaler", VideoSpec.any(), in -> FormatSpec.of(Placement.sized(chosen, (VideoFormat) in, width, height)))
            .build();
    }

    /**
     * Scales the whole picture, stretching it if the shapes differ, bilinearly unless told otherwise.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Scaler to(final int width, final int height) {
        return new Scaler(width, height);
    }

    /**
     * Fills the target with the middle of the picture, keeping its proportions: what sticks out at the sides, or above and below, is cut off.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Scaler filling(final int width, final int height) {
        return new Scaler(width, height).fit(ScaleFit.FILL);
    }

    /**
     * Chooses how pixels are weighed. Before the stage starts.
     *
     * @param value the quality; bilinear unless chosen.
     * @return this.
     */
    public Scaler quality(final ScaleQuality value) {
        quality = Objects.requireNonNull(value, "quality");
        return this;
    }

    /**
     * Chooses what becomes of other proportions. Before the stage is put into a graph.
     *
     * @param value the fit; stretched unless chosen.
     * @return this.
     */
    public Scaler fit(final ScaleFit value) {
        fit = Objects.requireNonNull(value, "fit");
        describe();
        return this;
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
        scaler = PictureScaler.of(format, width, height, quality, fit);
        target = scaler.target();
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() < from.frameBytes()) {
            dropped.increment();
            return;
        }
        if (from.width() == target.width() && from.height() == target.height()) {
            out.forward(in);
            return;
        }
        final MutableFrame frame = out.claim(target.frameBytes());
        scaler.process(in.array(), in.arrayOffset(), frame.array(), frame.arrayOffset());
        out.commit(frame);
    }
}
