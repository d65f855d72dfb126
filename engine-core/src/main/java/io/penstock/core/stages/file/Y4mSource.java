package io.penstock.core.stages.file;

import io.penstock.core.stages.PacedVideoSource;
import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;
import java.nio.file.Path;

/**
 * Plays a YUV4MPEG2 file (yuv4mpeg(5) of mjpegtools): 8-bit 4:2:0 of any chroma siting, range from {@code XCOLORRANGE}. Timing and counters:
 * {@link PacedVideoSource}.
 *
 * <p>The header is read when the source is made, so that its format is known; the file is opened for playing at the start. A last picture
 * that is not whole is left out (counted {@code errors.truncated}). Reading happens on the graph's thread unless preloaded.
 */
public final class Y4mSource extends PacedVideoSource {
    private final Path path;
    private final VideoFormat recorded;
    private final Playback playback;
    private final RawClip clip;
    private Y4mPictures pictures;
    private Counter truncated;

    private Y4mSource(final Path path, final VideoFormat recorded, final Playback playback) {
        super("y4m", recorded.at(playback.rateOr(recorded.rate())), playback.live());
        this.path = path;
        this.recorded = recorded;
        this.playback = playback;
        clip = playback.preload() ? RawClip.read(path) : null;
    }

    /**
     * Plays a file once, live.
     *
     * @param path the file.
     * @return the source.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no Y4M of 8-bit 4:2:0.
     */
    public static Y4mSource of(final Path path) {
        return of(path, Playback.LIVE);
    }

    /**
     * Plays a file.
     *
     * @param path     the file.
     * @param playback how; preloading happens here.
     * @return the source.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no Y4M of 8-bit 4:2:0, RESOURCE if it is
     *     to be preloaded and too large.
     */
    public static Y4mSource of(final Path path, final Playback playback) {
        try (Y4mPictures header = Y4mPictures.open(path, false)) {
            return new Y4mSource(path, header.format(), playback);
        }
    }

    @Override
    public void onStart(final StageContext context) throws Exception {
        super.onStart(context);
        truncated = context.counter("errors.truncated");
        if (clip == null) {
            pictures = Y4mPictures.open(path, playback.loop());
            if (!pictures.format().equals(recorded)) {
                throw new EngineException(EngineException.Category.IO, "y4m " + path + " has changed since the source was made: "
                    + recorded.describe() + " became " + pictures.format().describe());
            }
        }
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        final long index = Playback.indexAt(mediaNs, recorded.rate());
        if (clip != null) {
            return clip.read(index, playback.loop(), frame.array(), frame.arrayOffset());
        }
        final boolean there = pictures.read(index, frame.array(), frame.arrayOffset());
        if (pictures.isTruncated() && truncated.value() == 0) {
            truncated.increment();
        }
        return there;
    }

    @Override
    public void close() {
        if (pictures != null) {
            pictures.close();
            pictures = null;
        }
    }
}
