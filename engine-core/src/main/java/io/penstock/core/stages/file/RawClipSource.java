package io.penstock.core.stages.file;

import io.penstock.core.stages.PacedVideoSource;
import io.penstock.frame.MutableFrame;

/** Plays pictures from memory; while it plays nothing is read, decoded or allocated. Timing and counters: {@link PacedVideoSource}. */
public final class RawClipSource extends PacedVideoSource {
    private final RawClip clip;
    private final Playback playback;

    private RawClipSource(final RawClip clip, final Playback playback) {
        super("clip", clip.format().at(playback.rateOr(clip.format().rate())), playback.live());
        this.clip = clip;
        this.playback = playback;
    }

    /**
     * A source.
     *
     * @param clip     what to play; must not grow any more.
     * @param playback how; it is preloaded in any case.
     * @return the source.
     * @throws io.penstock.error.ConfigurationException if the rate asked for is variable.
     */
    public static RawClipSource of(final RawClip clip, final Playback playback) {
        return new RawClipSource(clip, playback);
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        return clip.read(Playback.indexAt(mediaNs, clip.format().rate()), playback.loop(), frame.array(), frame.arrayOffset());
    }
}
