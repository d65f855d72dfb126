package io.penstock.dsp.audio;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code mix inputs=3 rate=48000 channels=1 frame=20ms wait=60ms} in pipeline text; {@code minus=true limiter=true speakers=3} for conferences. */
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
            new Option("wait", Type.DURATION, "60ms", "how long a late input is waited for, up to 1 s"),
            new Option("minus", Type.FLAG, "false", "also outputs out0, out1, ...: everything but that input"),
            new Option("limiter", Type.FLAG, "false", "turn down what would pass -1 dBFS, instead of saturating"),
            new Option("speakers", Type.INT, "0", "mix only so many, the loudest; 0 = all"),
            new Option("conceal", Type.FLAG, "false", "make up what has not come in time"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final AudioFormat format;
        try {
            format = AudioFormat.of(options.integer("rate"), options.integer("channels"), SampleType.S16, options.duration("frame"));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"mix\": " + e.getMessage(), e);
        }
        final StageFactory factory = () -> make(format, options);
        make(format, options);
        return factory;
    }

    private static Mixer make(final AudioFormat format, final StageOptions options) {
        return Mixer.of(format, options.integer("inputs"), m -> {
            m.longestWait(options.duration("wait")).speakers(options.integer("speakers"));
            if (options.flag("minus")) {
                m.withoutOneself();
            }
            if (options.flag("limiter")) {
                m.limiter();
            }
            if (options.flag("conceal")) {
                m.concealing();
            }
        });
    }
}
