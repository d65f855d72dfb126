package io.penstock.core.stages.synthetic;

import io.penstock.core.stages.PacedAudioSource;
import io.penstock.core.stages.measure.SoundMarker;
import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;

/**
 * A live source of speech-like sound with a time marker every 100 ms ({@link SoundMarker}): syllables, phrases and pauses, the same for the
 * same seed. All channels carry the same. Never ends. Allocates nothing per frame.
 */
public final class SyntheticVoice extends PacedAudioSource {
    private final VoiceModel model;
    private final SoundMarker marker;
    private final float[] mono;
    private final float[] interleaved;

    /**
     * Creates a voice with markers.
     *
     * @param format format of its output, 8000–192000 Hz.
     * @param seed   what it says.
     */
    public SyntheticVoice(final AudioFormat format, final long seed) {
        this(format, seed, true);
    }

    /**
     * Creates a voice.
     *
     * @param format format of its output, 8000–192000 Hz.
     * @param seed   what it says.
     * @param marked whether it carries markers.
     */
    public SyntheticVoice(final AudioFormat format, final long seed, final boolean marked) {
        super("voice", format, true);
        model = new VoiceModel(format.sampleRateHz(), seed);
        marker = marked ? new SoundMarker(format.sampleRateHz(), SoundMarker.DEFAULT_LEVEL_DBFS) : null;
        mono = new float[format.frameSamples()];
        interleaved = new float[format.channels() == 1 ? 0 : format.frameSamples() * format.channels()];
    }

    @Override
    protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
        final int n = mono.length;
        final int channels = format().channels();
        model.render(mono, n);
        if (marker != null) {
            marker.embed(mono, n, firstNs);
        }
        if (channels == 1) {
            Pcm.write(mono, n, format().sampleType(), frame);
            return true;
        }
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < channels; c++) {
                interleaved[i * channels + c] = mono[i];
            }
        }
        Pcm.write(interleaved, n * channels, format().sampleType(), frame);
        return true;
    }
}
