package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code crop aspect=3:4} or {@code crop size=320x240 x=100 y=40} in pipeline text. */
public final class CropProvider implements StageProvider {
    private static final String NONE = "1x1";

    /** For {@link java.util.ServiceLoader}. */
    public CropProvider() {
    }

    @Override
    public String name() {
        return "crop";
    }

    @Override
    public String summary() {
        return "cuts a rectangle out of pictures";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("aspect", Type.TEXT, "", "the largest middle part of these proportions: 3:4, 9:16"),
            new Option("size", Type.SIZE, NONE, "or a rectangle of this size"),
            new Option("x", Type.INT, "0", "its first column, even"), new Option("y", Type.INT, "0", "its first row, even"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final String aspect = options.text("aspect");

        if (aspect.isEmpty()) {
            if (options.text("size").equals(NONE)) {
                throw new ConfigurationException("stage \"crop\": give aspect=3:4, or size=320x240 with x and y");
            }
            final int width = options.width("size");
            final int height = options.height("size");
            final int x = options.integer("x");
            final int y = options.integer("y");
            Crop.rectangle(x, y, width, height);
            return () -> Crop.rectangle(x, y, width, height);
        }
        if (!aspect.matches("[1-9]\\d{0,3}:[1-9]\\d{0,3}")) {
            throw new ConfigurationException("stage \"crop\": aspect=" + aspect + " is not two numbers such as 3:4");
        }
        final int across = Integer.parseInt(aspect.substring(0, aspect.indexOf(':')));
        final int down = Integer.parseInt(aspect.substring(aspect.indexOf(':') + 1));
        return () -> Crop.aspect(across, down);
    }
}
