package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.ChoiceSpec;
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

/**
 * Cuts a rectangle out of pictures of any layout: a given one, or the largest of some proportions in the middle. It starts at even columns
 * and rows, where chroma does.
 *
 * <p>Pictures that have the size already are passed on without a copy; truncated ones are dropped (counted {@code dropped.truncated}).
 * Allocates nothing.
 */
public final class Crop implements Transform {
    private final int left;
    private final int top;
    private final int width;
    private final int height;
    private final boolean proportional;
    private final StageSpec spec;
    private VideoFormat from;
    private VideoFormat target;
    private int column;
    private int row;
    private Counter dropped;

    private Crop(final int left, final int top, final int width, final int height, final boolean proportional) {
        if (left < 0 || top < 0 || (left & 1) != 0 || (top & 1) != 0 || width < 1 || height < 1 || width > VideoFormat.MAX_SIDE
            || height > VideoFormat.MAX_SIDE) {
            throw new ConfigurationException("crop: " + width + 'x' + height + (proportional ? "" : " at " + left + ',' + top)
                + "; accepted are sides of 1 to " + VideoFormat.MAX_SIDE + ", and even columns and rows to start at");
        }
        this.left = left;
        this.top = top;
        this.width = width;
        this.height = height;
        this.proportional = proportional;
        spec = StageSpec.transform("crop", VideoSpec.any(), this::cut).build();
    }

    /**
     * Cuts out a rectangle, which must lie within the picture.
     *
     * @param left   first column, even.
     * @param top    first row, even.
     * @param width  pixels.
     * @param height pixels.
     * @return the stage.
     * @throws ConfigurationException if it starts at an odd column or row, or a side is out of range.
     */
    public static Crop rectangle(final int left, final int top, final int width, final int height) {
        return new Crop(left, top, width, height, false);
    }

    /**
     * Cuts out the middle, as large as can be with these proportions: 3:4, 9:16 and so on. Sides that are cut become even.
     *
     * @param across parts across.
     * @param down   parts down.
     * @return the stage.
     * @throws ConfigurationException if either is not positive.
     */
    public static Crop aspect(final int across, final int down) {
        return new Crop(0, 0, across, down, true);
    }

    private FormatSpec cut(final Format format) {
        final VideoFormat in = (VideoFormat) format;
        if (proportional) {
            final Placement middle = middle(in);
            return FormatSpec.of(in.sized(middle.width(), middle.height()));
        }
        return left + width <= in.width() && top + height <= in.height() ? FormatSpec.of(in.sized(width, height)) : ChoiceSpec.NONE;
    }

    private Placement middle(final VideoFormat in) {
        return Placement.of(ScaleFit.FILL, in.width(), in.height(), 0, 0, width, height);
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
        final Placement middle = middle(format);
        column = proportional ? middle.left() : left;
        row = proportional ? middle.top() : top;
        target = proportional ? format.sized(middle.width(), middle.height()) : format.sized(width, height);
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
        PlaneCopy.copy(from.layout(), in.array(), in.arrayOffset(), from.width(), from.height(), column, row, frame.array(), frame.arrayOffset(),
            target.width(), target.height(), 0, 0, target.width(), target.height());
        out.commit(frame);
    }
}
