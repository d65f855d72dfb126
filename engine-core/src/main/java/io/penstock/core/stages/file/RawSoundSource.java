package io.penstock.core.stages.file;

import io.penstock.core.stages.PacedAudioSource;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;

/**
 * Plays sound from memory; while it plays nothing is read, decoded or allocated. Timing and counters: {@link PacedAudioSource}.
 *
 * <p>All frames have the same length: the last one is filled up with silence. Looped sound goes on without a seam, within a frame.
 */
public final class RawSoundSource extends PacedAudioSource {
    private final RawSound sound;
    private final boolean loop;
    private final long from;
    private final float[] samples;

    private RawSoundSource(final RawSound sound, final AudioFormat format, final Playback playback, final long from) {
        super("sound", format, playback.live());
        this.sound = sound;
        this.from = from;
        loop = playback.loop();
        samples = new float[format.frameSamples() * format.channels()];
    }

    /**
     * A source that begins at the beginning.
     *
     * @param sound    what to play.
     * @param format   what to put out: rate and channels of the sound, any sample type and length of frames.
     * @param playback how; it is preloaded in any case.
     * @return the source.
     * @throws ConfigurationException if rate or channels are not those of the sound.
     */
    public static RawSoundSource of(final RawSound sound, final AudioFormat format, final Playback playback) {
        return of(sound, format, playback, 0);
    }

    /**
     * A source that begins somewhere: two microphones with one recording need not say the same at one time.
     *
     * @param sound    what to play.
     * @param format   what to put out: rate and channels of the sound, any sample type and length of frames.
     * @param playback how; it is preloaded in any case.
     * @param from     the first sample to play, 0 to {@link RawSound#samples()}.
     * @return the source.
     * @throws ConfigurationException if rate or channels are not those of the sound, or there is no such place in it.
     */
    public static RawSoundSource of(final RawSound sound, final AudioFormat format, final Playback playback, final long from) {
        if (format.sampleRateHz() != sound.sampleRateHz() || format.channels() != sound.channels()) {
            throw new ConfigurationException("sound: it has " + sound.sampleRateHz() + " Hz ×" + sound.channels() + "; asked for is "
                + format.describe() + ". Fix: resample or mix it first");
        }
        if (from < 0 || from > sound.samples()) {
            throw new ConfigurationException("sound: to begin at sample " + from + "; accepted are 0–" + sound.samples());
        }
        return new RawSoundSource(sound, format, playback, from);
    }

    @Override
    protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
        if (!sound.read(from + firstSample, loop, samples)) {
            return false;
        }
        Pcm.write(samples, samples.length, format().sampleType(), frame);
        return true;
    }
}
