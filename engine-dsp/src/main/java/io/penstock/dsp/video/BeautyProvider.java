package io.penstock.dsp.video;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code beauty smooth=5 white=3} in pipeline text. */
public final class BeautyProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public BeautyProvider() {
    }

    @Override
    public String name() {
        return "beauty";
    }

    @Override
    public String summary() {
        return "smooths and whitens the skin of faces";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("smooth", Type.INT, "5", "smoothing, 0 to 9"), new Option("white", Type.INT, "3", "whitening, 0 to 9"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int smooth = options.integer("smooth");
        final int white = options.integer("white");
        // Refused now, while the text is at hand, rather than when the graph starts.
        BeautyFilter.of(smooth, white);
        return () -> BeautyFilter.of(smooth, white);
    }
}
