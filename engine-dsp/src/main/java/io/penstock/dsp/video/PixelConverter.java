package io.penstock.dsp.video;

import io.penstock.dsp.kernel.PixelKernels;
import io.penstock.dsp.kernel.PixelKernels.Packing;
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
import java.util.List;

/**
 * Converts pixels between I420, NV12, RGB24 and BGRA by BT.601, limited or full range. YCbCr keeps its range between I420 and NV12; RGB
 * becomes limited range unless full is asked for. Pictures that are as wanted already are passed on without a copy; truncated ones are
 * dropped (counted {@code dropped.truncated}). Allocates nothing.
 */
public final class PixelConverter implements Transform {
    private static final List<PixelLayout> LAYOUTS = List.of(PixelLayout.I420, PixelLayout.NV12, PixelLayout.RGB24, PixelLayout.BGRA);
    private static final VideoSpec ACCEPTS = new VideoSpec(VideoSpec.any().widths(), VideoSpec.any().heights(), LAYOUTS, List.of(),
        List.of(VideoColor.BT601_LIMITED, VideoColor.BT601_FULL, VideoColor.RGB));

    private final PixelLayout layout;
    private final VideoColor ycbcr;
    private final StageSpec spec;
    private VideoFormat from;
    private VideoFormat target;
    private Counter dropped;

    private PixelConverter(final PixelLayout layout, final VideoColor ycbcr) {
        if (!LAYOUTS.contains(layout) || ycbcr != VideoColor.BT601_LIMITED && ycbcr != VideoColor.BT601_FULL) {
            throw new ConfigurationException("pixel converter: to " + layout + ' ' + ycbcr + "; accepted are i420, nv12, rgb24 and bgra, with "
                + "BT601_LIMITED or BT601_FULL");
        }
        this.layout = layout;
        this.ycbcr = ycbcr;
        spec = StageSpec.transform("convert", ACCEPTS, this::converted).build();
    }

    /**
     * Converts to a layout; YCbCr made of RGB is of limited range.
     *
     * @param layout I420, NV12, RGB24 or BGRA.
     * @return the stage.
     * @throws ConfigurationException for another layout.
     */
    public static PixelConverter to(final PixelLayout layout) {
        return new PixelConverter(layout, VideoColor.BT601_LIMITED);
    }

    /**
     * Converts to a layout.
     *
     * @param layout I420, NV12, RGB24 or BGRA.
     * @param ycbcr  what RGB becomes: {@link VideoColor#BT601_LIMITED} or {@link VideoColor#BT601_FULL}.
     * @return the stage.
     * @throws ConfigurationException for another layout or colour.
     */
    public static PixelConverter to(final PixelLayout layout, final VideoColor ycbcr) {
        return new PixelConverter(layout, ycbcr);
    }

    /** RGB24 and BGRA are not converted into each other: nothing in the engine needs it. */
    private FormatSpec converted(final Format in) {
        final VideoFormat video = (VideoFormat) in;
        if (isRgb(video.layout()) && isRgb(layout) && video.layout() != layout) {
            return ChoiceSpec.NONE;
        }
        return isRgb(video.layout()) == (video.color() == VideoColor.RGB) ? FormatSpec.of(target(video)) : ChoiceSpec.NONE;
    }

    private VideoFormat target(final VideoFormat in) {
        final VideoColor color = isRgb(layout) ? VideoColor.RGB : isRgb(in.layout()) ? ycbcr : in.color();
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
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (from.layout() == layout) {
            out.forward(in);
            return;
        }
        if (in.length() < from.frameBytes()) {
            dropped.increment();
            return;
        }
        final MutableFrame frame = out.claim(target.frameBytes());
        convert(in.array(), in.arrayOffset(), frame.array(), frame.arrayOffset());
        out.commit(frame);
    }

    private void convert(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        final int w = from.width();
        final int h = from.height();
        final int pairs = (w + 1) / 2 * ((h + 1) / 2);
        final boolean pairsIn = from.layout() == PixelLayout.NV12;
        final boolean pairsOut = layout == PixelLayout.NV12;
        if (isRgb(layout)) {
            final int u = inAt + w * h;
            PixelKernels.toRgb(in, inAt, u, pairsIn ? u + 1 : u + pairs, pairsIn ? 2 : 1, w, h, from.color() == VideoColor.BT601_FULL, out, outAt,
                packing(layout));
        } else if (isRgb(from.layout())) {
            final int u = outAt + w * h;
            PixelKernels.fromRgb(in, inAt, packing(from.layout()), w, h, target.color() == VideoColor.BT601_FULL, out, outAt, u,
                pairsOut ? u + 1 : u + pairs, pairsOut ? 2 : 1);
        } else {
            System.arraycopy(in, inAt, out, outAt, w * h);
            final int chromaIn = inAt + w * h;
            final int chromaOut = outAt + w * h;
            if (pairsOut) {
                PixelKernels.interleave(in, chromaIn, chromaIn + pairs, pairs, out, chromaOut);
            } else {
                PixelKernels.separate(in, chromaIn, pairs, out, chromaOut, chromaOut + pairs);
            }
        }
    }

    private static boolean isRgb(final PixelLayout layout) {
        return layout == PixelLayout.RGB24 || layout == PixelLayout.BGRA;
    }

    private static Packing packing(final PixelLayout layout) {
        return layout == PixelLayout.BGRA ? Packing.BGRA : Packing.RGB24;
    }
}
