package io.penstock.dsp.voice;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;
import java.util.Locale;

/** {@code vad silence=pass hangover=200ms} in pipeline text. */
public final class ActivityProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ActivityProvider() {
    }

    @Override
    public String name() {
        return "vad";
    }

    @Override
    public String summary() {
        return "tells whether there is a voice, and marks or leaves out what is none";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("silence", Type.TEXT, "pass", "what becomes of frames without voice: pass, mark, drop"),
            new Option("hangover", Type.DURATION, "200ms", "how long speaking holds on after the last voice, up to 5s"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final VoiceActivity.Silence silence;
        try {
            silence = VoiceActivity.Silence.valueOf(options.text("silence").toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"vad\": silence=" + options.text("silence") + "; accepted are pass, mark, drop", e);
        }
        final long ms = options.duration("hangover").toMillis();
        final int hangOverMs = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, ms));
        VoiceActivity.create(v -> v.hangOverMs(hangOverMs));
        return () -> VoiceActivity.create(v -> v.silence(silence).hangOverMs(hangOverMs));
    }
}
