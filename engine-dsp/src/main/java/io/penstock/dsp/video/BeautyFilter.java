package io.penstock.dsp.video;

import io.penstock.dsp.kernel.beauty.BeautyKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.util.List;

/**
 * Smooths and whitens the skin of faces in I420 and NV12 pictures where they lie, and nothing else in them; {@link BeautyKernel} says how.
 * Truncated pictures are dropped (counted {@code dropped.truncated}); {@code faces} counts those in the last picture. Adds no delay;
 * allocates only when the format changes.
 *
 * <p>{@link #smoothing} and {@link #whitening} may be called at any time, on any thread.
 */
public final class BeautyFilter implements InPlace {
    private static final VideoSpec ACCEPTS = new VideoSpec(VideoSpec.any().widths(), VideoSpec.any().heights(),
        List.of(PixelLayout.I420, PixelLayout.NV12), List.of(),
        List.of(VideoColor.BT601_LIMITED, VideoColor.BT601_FULL, VideoColor.BT709_LIMITED, VideoColor.BT709_FULL));

    private final StageSpec spec = StageSpec.same("beauty", ACCEPTS).heavy().build();
    private volatile int smoothing;
    private volatile int whitening;
    private VideoFormat format;
    private BeautyKernel kernel;
    private Counter dropped;
    private Counter faces;

    private BeautyFilter(final int smoothing, final int whitening) {
        smoothing(smoothing);
        whitening(whitening);
    }

    /**
     * Makes the stage.
     *
     * @param smoothing 0 (none) to 9.
     * @param whitening 0 (none) to 9.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static BeautyFilter of(final int smoothing, final int whitening) {
        return new BeautyFilter(smoothing, whitening);
    }

    /**
     * Sets how much skin is smoothed, from the next picture on. Any thread.
     *
     * @param level 0 (none) to 9.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public BeautyFilter smoothing(final int level) {
        smoothing = check("smoothing", level);
        return this;
    }

    /**
     * Sets how much skin is whitened, from the next picture on. Any thread.
     *
     * @param level 0 (none) to 9.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public BeautyFilter whitening(final int level) {
        whitening = check("whitening", level);
        return this;
    }

    private static int check(final String name, final int level) {
        if (level < 0 || level > BeautyKernel.HIGHEST) {
            throw new ConfigurationException("beauty: " + name + ' ' + level + "; accepted are 0 to " + BeautyKernel.HIGHEST);
        }
        return level;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        dropped = context.counter("dropped.truncated");
        faces = context.counter("faces");
        prepare((VideoFormat) context.inputFormat(0));
    }

    @Override
    public void onFormatChange(final Format changed) {
        prepare((VideoFormat) changed);
    }

    private void prepare(final VideoFormat next) {
        format = next;
        final boolean full = next.color() == VideoColor.BT601_FULL || next.color() == VideoColor.BT709_FULL;
        kernel = new BeautyKernel(next.width(), next.height(), full);
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        if (frame.length() < format.frameBytes()) {
            dropped.increment();
            return Verdict.DROP;
        }
        final int luma = frame.arrayOffset();
        final int u = luma + format.width() * format.height();
        final boolean pairs = format.layout() == PixelLayout.NV12;
        final int v = pairs ? u + 1 : luma + PixelLayout.I420.planeOffset(2, format.width(), format.height());
        kernel.smoothing(smoothing).whitening(whitening).process(frame.array(), luma, u, v, pairs ? 2 : 1);
        faces.set(kernel.faces());
        return Verdict.FORWARD;
    }

    @Override
    public void onDiscontinuity(final long ptsNs) {
        kernel.reset();
    }

    @Override
    public void onFlush() {
        kernel.reset();
    }
}
