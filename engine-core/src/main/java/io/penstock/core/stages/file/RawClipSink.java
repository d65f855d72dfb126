package io.penstock.core.stages.file;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.Format;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * Keeps the pictures that come in as a {@link RawClip}: how a clip is decoded before a call's clock starts.
 *
 * <p>When the clip has as many pictures as asked for, further ones are dropped (counted {@code dropped.full}); so are those of another size
 * than the first (counted {@code dropped.format}).
 */
public final class RawClipSink implements Sink {
    private static final StageSpec SPEC = StageSpec.sink("clip-sink", VideoSpec.any().layouts(PixelLayout.I420)).build();

    private final int mostPictures;
    private final FrameRate rate;
    private volatile RawClip clip;
    private boolean fits = true;
    private Counter droppedFull;
    private Counter droppedFormat;

    private RawClipSink(final int mostPictures, final FrameRate rate) {
        if (mostPictures < 1) {
            throw new ConfigurationException("clip-sink: " + mostPictures + " pictures; accepted is 1 or more");
        }
        this.mostPictures = mostPictures;
        this.rate = rate;
    }

    /**
     * A sink for a clip.
     *
     * @param mostPictures how many pictures to keep, at least 1; memory bounds them too.
     * @param rate         frame rate of the clip where the format that comes in says "variable".
     * @return the sink.
     */
    public static RawClipSink of(final int mostPictures, final FrameRate rate) {
        return new RawClipSink(mostPictures, rate);
    }

    /**
     * What was kept; complete once the graph has ended. Any thread.
     *
     * @return the clip.
     * @throws EngineException of category STATE if the graph has not started.
     */
    public RawClip clip() {
        final RawClip kept = clip;
        if (kept == null) {
            throw new EngineException(EngineException.Category.STATE, "clip-sink: there is no clip before the graph has started");
        }
        return kept;
    }

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        final VideoFormat in = (VideoFormat) context.inputFormat(0);
        clip = new RawClip(in.rate().numerator() == 0 ? in.at(rate) : in);
        droppedFull = context.counter("dropped.full");
        droppedFormat = context.counter("dropped.format");
    }

    @Override
    public void onFormatChange(final Format format) {
        final VideoFormat video = (VideoFormat) format;
        fits = video.width() == clip.format().width() && video.height() == clip.format().height();
    }

    @Override
    public void onFrame(final Frame in) {
        if (!fits || in.length() < clip.format().frameBytes()) {
            droppedFormat.increment();
        } else if (clip.size() >= mostPictures) {
            droppedFull.increment();
        } else {
            clip.add(in);
        }
    }
}
