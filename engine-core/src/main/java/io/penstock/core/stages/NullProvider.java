package io.penstock.core.stages;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code null} in pipeline text. */
public final class NullProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public NullProvider() {
    }

    @Override
    public String name() {
        return "null";
    }

    @Override
    public String summary() {
        return "takes anything and throws it away";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        return NullSink::new;
    }
}
