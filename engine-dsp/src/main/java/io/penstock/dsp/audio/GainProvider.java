package io.penstock.dsp.audio;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code gain db=-6 ramp=20ms mute=false} in pipeline text. */
public final class GainProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public GainProvider() {
    }

    @Override
    public String name() {
        return "gain";
    }

    @Override
    public String summary() {
        return "makes sound louder or softer";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("db", Type.NUMBER, "0", "gain, -120 to 40 dB"),
            new Option("ramp", Type.DURATION, "20ms", "how long a change takes, up to 10 s"),
            new Option("mute", Type.FLAG, "false", "begin muted"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final StageFactory factory = () -> make(options);
        make(options);
        return factory;
    }

    private static Gain make(final StageOptions options) {
        return Gain.ofDb(options.number("db"), options.duration("ramp")).muted(options.flag("mute"));
    }
}
