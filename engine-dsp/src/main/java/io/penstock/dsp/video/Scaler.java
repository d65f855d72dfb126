package io.penstock.dsp.video;

import io.penstock.dsp.kernel.BilinearPlane;
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
 * Brings planar pictures (I420, GRAY8) to a size, bilinearly. Pictures that have it already are passed on without a
 * copy, truncated ones are dropped (counted {@code dropped.truncated}).
 *
 * <p>Meant for moderate factors: reduction to less than half shows aliasing. Allocates only when the input format changes.
 */
public final class Scaler implements Transform {
    private final int width;
    private final int height;
    private final boolean cropping;
    private final StageSpec spec;
    private VideoFormat from;
    private VideoFormat target;
    private Counter dropped;
    private BilinearPlane luma;
    private BilinearPlane chroma;

    private Scaler(final int width, final int height, final boolean cropping) {
        if (width < 1 || width > VideoFormat.MAX_SIDE || height < 1 || height > VideoFormat.MAX_SIDE) {
            throw new ConfigurationException("scaler: size " + width + 'x' + height + "; accepted are 1 to " + VideoFormat.MAX_SIDE
                + " pixels a side");
        }
        this.width = width;
        this.height = height;
        this.cropping = cropping;
        spec = StageSpec.transform("scaler", VideoSpec.any().layouts(PixelLayout.I420, PixelLayout.GRAY8),
            in -> FormatSpec.of(((VideoFormat) in).sized(width, height))).build();
    }

    /**
     * Scales the whole picture, stretching it if the shapes differ.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Scaler to(final int width, final int height) {
        return new Scaler(width, height, false);
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
        return new Scaler(width, height, true);
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
        target = format.sized(width, height);
        final int w = format.width();
        final int h = format.height();
        int cropW = w;
        int cropH = h;
        if (cropping && (long) w * height > (long) h * width) {
            cropW = even((int) Math.max(1, (long) h * width / height), w);
        } else if (cropping) {
            cropH = even((int) Math.max(1, (long) w * height / width), h);
        }
        final int left = (w - cropW) / 4 * 2;
        final int top = (h - cropH) / 4 * 2;
        luma = new BilinearPlane(left, top, cropW, cropH, width, height);
        chroma = new BilinearPlane(left / 2, top / 2, (cropW + 1) / 2, (cropH + 1) / 2, (width + 1) / 2, (height + 1) / 2);
    }

    /** Chroma is cut at whole samples. */
    private static int even(final int size, final int most) {
        return Math.min(most, size + 1 & ~1);
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (from.width() == width && from.height() == height) {
            out.forward(in);
            return;
        }
        if (in.length() < from.frameBytes()) {
            dropped.increment();
            return;
        }
        final MutableFrame frame = out.claim(target.frameBytes());
        final PixelLayout layout = from.layout();
        for (int plane = 0; plane < layout.planes(); plane++) {
            (plane == 0 ? luma : chroma).scale(
                in.array(), in.arrayOffset() + layout.planeOffset(plane, from.width(), from.height()), layout.stride(plane, from.width()),
                frame.array(), frame.arrayOffset() + layout.planeOffset(plane, width, height), layout.stride(plane, width));
        }
        out.commit(frame);
    }
}
