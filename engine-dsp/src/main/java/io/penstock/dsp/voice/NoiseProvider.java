package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code ns level=high latency=20ms} in pipeline text. */
public final class NoiseProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public NoiseProvider() {
    }

    @Override
    public String name() {
        return "ns";
    }

    @Override
    public String summary() {
        return "takes noise out of a voice";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("level", Type.TEXT, "high", "how far noise is taken down: low, moderate, high, very_high"),
            new Option("latency", Type.DURATION, "20ms", "delay: 10ms or 20ms; more is better"),
            new Option("transients", Type.FLAG, "true", "take clicks as of keys down"),
            new Option("dereverb", Type.FLAG, "false", "take late reverberation down too"),
            new Option("music", Type.FLAG, "false", "let music through as it is"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final NoiseSuppressor.Builder builder = NoiseSuppressor.builder().level(level(options.text("level")))
            .latencyMs((int) options.duration("latency").toMillis()).transients(options.flag("transients"))
            .dereverberation(options.flag("dereverb")).music(options.flag("music"));
        return builder::build;
    }

    private static NoiseLevel level(final String text) {
        try {
            return NoiseLevel.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"ns\": level=" + text + "; accepted are "
                + Arrays.toString(NoiseLevel.values()).toLowerCase(Locale.ROOT), e);
        }
    }
}
