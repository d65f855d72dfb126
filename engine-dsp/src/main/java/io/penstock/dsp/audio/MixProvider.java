package io.penstock.dsp.audio;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code mix inputs=3 rate=48000 channels=1 frame=20ms wait=60ms} in pipeline text. */
public final class MixProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public MixProvider() {
    }

    @Override
    public String name() {
        return "mix";
    }

    @Override
    public String summary() {
        return "adds sounds into one, aligned in time";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("inputs", Type.INT, "2", "inputs in0, in1, ..., 1-64"),
            new Option("rate", Type.INT, "48000", "samples per second"),
            new Option("channels", Type.INT, "1", "channels"),
            new Option("frame", Type.DURATION, "20ms", "length of a frame"),
            new Option("wait", Type.DURATION, "60ms", "how long a late input is waited for, up to 1 s"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final AudioFormat format;
        try {
            format = AudioFormat.of(options.integer("rate"), options.integer("channels"), SampleType.S16, options.duration("frame"));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"mix\": " + e.getMessage(), e);
        }
        final StageFactory factory = () -> Mixer.of(format, options.integer("inputs"), options.duration("wait"));
        Mixer.of(format, options.integer("inputs"), options.duration("wait"));
        return factory;
    }
}
