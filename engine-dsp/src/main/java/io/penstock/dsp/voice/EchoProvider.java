package io.penstock.dsp.voice;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code echo comfort=true} in pipeline text: inputs {@code near} and {@code far}. */
public final class EchoProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EchoProvider() {
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String summary() {
        return "takes what the loudspeaker plays (far) out of the microphone (near)";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("comfort", Type.FLAG, "true", "fill up what is taken out with noise like the room's"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final boolean comfort = options.flag("comfort");
        return () -> EchoCanceller.create(comfort);
    }
}
