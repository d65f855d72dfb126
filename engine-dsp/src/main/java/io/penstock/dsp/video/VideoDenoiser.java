package io.penstock.dsp.video;

import io.penstock.dsp.kernel.denoise.DenoiseKernel;
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
 * Takes the noise of sensors out of I420 pictures where they lie: over time where nothing moves, over space where something does; {@link
 * DenoiseKernel} says how. Clean pictures stay as they are. Truncated pictures are dropped (counted {@code dropped.truncated}); {@code
 * noise.milli} shows the standard deviation measured in luma, in thousandths of a step. Adds no delay; allocates only when the format
 * changes.
 *
 * <p>{@link #strength} may be called at any time, on any thread.
 */
public final class VideoDenoiser implements InPlace {
    private static final VideoSpec ACCEPTS = new VideoSpec(VideoSpec.any().widths(), VideoSpec.any().heights(), List.of(PixelLayout.I420),
        List.of(), List.of(VideoColor.BT601_LIMITED, VideoColor.BT601_FULL, VideoColor.BT709_LIMITED, VideoColor.BT709_FULL));

    private final StageSpec spec = StageSpec.same("denoise", ACCEPTS).heavy().build();
    private volatile int strength;
    private VideoFormat format;
    private DenoiseKernel kernel;
    private Counter dropped;
    private Counter noise;

    private VideoDenoiser(final int strength) {
        strength(strength);
    }

    /**
     * Makes the stage.
     *
     * @param strength 0 (off) to 9; 5 takes out as much noise as is measured.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static VideoDenoiser of(final int strength) {
        return new VideoDenoiser(strength);
    }

    /**
     * Sets the strength, from the next picture on. Any thread.
     *
     * @param level 0 (off) to 9; 5 takes out as much noise as is measured.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public VideoDenoiser strength(final int level) {
        if (level < 0 || level > DenoiseKernel.HIGHEST) {
            throw new ConfigurationException("denoise: strength " + level + "; accepted are 0 to " + DenoiseKernel.HIGHEST);
        }
        strength = level;
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        dropped = context.counter("dropped.truncated");
        noise = context.counter("noise.milli");
        prepare((VideoFormat) context.inputFormat(0));
    }

    @Override
    public void onFormatChange(final Format changed) {
        prepare((VideoFormat) changed);
    }

    private void prepare(final VideoFormat next) {
        format = next;
        kernel = new DenoiseKernel(next.width(), next.height());
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        if (frame.length() < format.frameBytes()) {
            dropped.increment();
            return Verdict.DROP;
        }
        kernel.strength(strength).process(frame.array(), frame.arrayOffset());
        noise.set((long) (kernel.noise() * 1000));
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
