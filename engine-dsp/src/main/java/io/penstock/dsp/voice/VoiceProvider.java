package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code voice-processor ns=high gain=true target=-18 echo=false} in pipeline text: input {@code near} and, with echo, {@code far}. */
public final class VoiceProvider implements StageProvider {
    private static final String OFF = "off";

    /** For {@link java.util.ServiceLoader}. */
    public VoiceProvider() {
    }

    @Override
    public String name() {
        return "voice-processor";
    }

    @Override
    public String summary() {
        return "makes a microphone's sound fit to send: high-pass, echo, noise, gain, limiter";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("ns", Type.TEXT, "high", "how far noise is taken down: off, low, moderate, high, very_high"),
            new Option("gain", Type.FLAG, "true", "bring the voice to the target level"),
            new Option("target", Type.NUMBER, "-18", "active level of the voice, -40 to -6 dBFS"),
            new Option("echo", Type.FLAG, "false", "take out what comes in at port far"),
            new Option("comfort", Type.FLAG, "true", "fill up what the echo canceller takes out with noise like the room's"),
            new Option("highpass", Type.FLAG, "true", "take out rumble and hum"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final String ns = options.text("ns");
        final NoiseLevel level = ns.equalsIgnoreCase(OFF) ? NoiseLevel.HIGH : level(ns);
        final boolean gain = options.flag("gain");
        final boolean echo = options.flag("echo");
        final boolean comfort = options.flag("comfort");
        final boolean highPass = options.flag("highpass");
        final double target = options.number("target");
        new VoiceSettings().targetDbfs(target);
        return () -> VoiceProcessor.create(v -> v.noiseSuppression(level).noiseSuppression(!ns.equalsIgnoreCase(OFF)).autoGain(gain)
            .targetDbfs(target).echoCancellation(echo).comfortNoise(comfort).highPass(highPass));
    }

    private static NoiseLevel level(final String text) {
        try {
            return NoiseLevel.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"voice-processor\": ns=" + text + "; accepted are off, "
                + Arrays.toString(NoiseLevel.values()).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", ""), e);
        }
    }
}
