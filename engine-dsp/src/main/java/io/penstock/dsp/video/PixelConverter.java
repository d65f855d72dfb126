package io.penstock.dsp.video;

import io.penstock.dsp.kernel.picture.ColorMatrix;
import io.penstock.dsp.kernel.picture.PixelPacking;
import io.penstock.dsp.kernel.picture.RgbToYcbcr;
import io.penstock.dsp.kernel.picture.YcbcrLayout;
import io.penstock.dsp.kernel.picture.YcbcrRelayout;
import io.penstock.dsp.kernel.picture.YcbcrToRgb;
import io.penstock.error.ConfigurationException;
import io.penstock.format.ChoiceSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
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
 * Converts pixels between all layouts (I420, NV12, YUY2, GRAY8, RGB24, BGRA), by BT.601 or BT.709, limited or full range. Y'CbCr keeps its
 * matrix and range between its layouts; RGB becomes what is asked for, BT.601 limited range unless told otherwise. Pictures that are as wanted
 * already are passed on without a copy; truncated ones are dropped (counted {@code dropped.truncated}). Allocates only when the input format
 * changes.
 *
 * <p><b>Chroma</b> lies in the middle of the pixels that it stands for, both ways, and is brought up and down by cubic convolution: results
 * are within 1 of ffmpeg's swscale with {@code accurate_rnd+full_chroma_int+bitexact}, which takes it so unless told otherwise. Two things are
 * not copied: swscale reads a pixel past the end of odd rows of RGB (here the last one is repeated), and writes 0 for the chroma of grey in
 * NV12 (here 128). Grey keeps the range of the luma it comes from; swscale takes all grey for full range.
 */
public final class PixelConverter implements Transform {
    private static final VideoSpec ACCEPTS = VideoSpec.any();

    private final PixelLayout layout;
    private final VideoColor ycbcr;
    private final StageSpec spec;
    private VideoFormat from;
    private VideoFormat target;
    private Conversion conversion;
    private Counter dropped;

    private PixelConverter(final PixelLayout layout, final VideoColor ycbcr) {
        if (ycbcr == VideoColor.RGB) {
            throw new ConfigurationException("pixel converter: to " + layout + ' ' + ycbcr + "; accepted is what RGB can become: BT601_LIMITED, "
                + "BT601_FULL, BT709_LIMITED or BT709_FULL");
        }
        this.layout = layout;
        this.ycbcr = ycbcr;
        spec = StageSpec.transform("convert", ACCEPTS, this::converted).build();
    }

    /**
     * Converts to a layout; Y'CbCr made of RGB is of BT.601 limited range.
     *
     * @param layout the layout.
     * @return the stage.
     */
    public static PixelConverter to(final PixelLayout layout) {
        return new PixelConverter(layout, VideoColor.BT601_LIMITED);
    }

    /**
     * Converts to a layout.
     *
     * @param layout the layout.
     * @param ycbcr  matrix and range of what RGB becomes.
     * @return the stage.
     * @throws ConfigurationException for {@link VideoColor#RGB}.
     */
    public static PixelConverter to(final PixelLayout layout, final VideoColor ycbcr) {
        return new PixelConverter(layout, ycbcr);
    }

    /** What calls itself RGB must be RGB, and the other way round. */
    private FormatSpec converted(final Format in) {
        final VideoFormat video = (VideoFormat) in;
        return Component.isRgb(video.layout()) == (video.color() == VideoColor.RGB) ? FormatSpec.of(target(video)) : ChoiceSpec.NONE;
    }

    private VideoFormat target(final VideoFormat in) {
        final VideoColor color = Component.isRgb(layout) ? VideoColor.RGB : Component.isRgb(in.layout()) ? ycbcr : in.color();
        return new VideoFormat(in.width(), in.height(), layout, in.rate(), color);
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
        target = target(format);
        conversion = conversion();
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() < from.frameBytes()) {
            dropped.increment();
            return;
        }
        if (from.layout() == layout) {
            out.forward(in);
            return;
        }
        final MutableFrame frame = out.claim(target.frameBytes());
        conversion.process(in.array(), in.arrayOffset(), frame.array(), frame.arrayOffset());
        out.commit(frame);
    }

    private Conversion conversion() {
        final int w = from.width();
        final int h = from.height();
        if (Component.isRgb(layout) && Component.isRgb(from.layout())) {
            final PixelPacking packing = packing(from.layout());
            return (in, inAt, out, outAt) -> packing.swap(in, inAt, out, outAt, w * h);
        }
        if (Component.isRgb(layout)) {
            return new YcbcrToRgb(layout(from.layout(), w, h), matrix(from.color()), packing(layout))::process;
        }
        if (Component.isRgb(from.layout())) {
            return new RgbToYcbcr(packing(from.layout()), matrix(target.color()), layout(layout, w, h))::process;
        }
        return new YcbcrRelayout(layout(from.layout(), w, h), layout(layout, w, h))::process;
    }

    static ColorMatrix matrix(final VideoColor color) {
        return switch (color) {
            case BT709_LIMITED -> ColorMatrix.bt709(false);
            case BT709_FULL -> ColorMatrix.bt709(true);
            case BT601_FULL -> ColorMatrix.bt601(true);
            default -> ColorMatrix.bt601(false);
        };
    }

    static YcbcrLayout layout(final PixelLayout layout, final int width, final int height) {
        return switch (layout) {
            case NV12 -> YcbcrLayout.nv12(width, height);
            case YUY2 -> YcbcrLayout.yuy2(width, height);
            case GRAY8 -> YcbcrLayout.gray(width, height);
            default -> YcbcrLayout.i420(width, height);
        };
    }

    private static PixelPacking packing(final PixelLayout layout) {
        return layout == PixelLayout.BGRA ? PixelPacking.BGRA : PixelPacking.RGB24;
    }

    /** One picture into another. */
    @FunctionalInterface
    private interface Conversion {
        void process(byte[] in, int inAt, byte[] out, int outAt);
    }
}
