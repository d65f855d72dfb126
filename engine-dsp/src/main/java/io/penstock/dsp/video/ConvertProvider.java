package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code convert to=bgra} in pipeline text. */
public final class ConvertProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ConvertProvider() {
    }

    @Override
    public String name() {
        return "convert";
    }

    @Override
    public String summary() {
        return "converts pixels between i420, nv12, yuy2, gray8, rgb24 and bgra";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("to", Type.TEXT, "i420", "i420, nv12, yuy2, gray8, rgb24 or bgra"),
            new Option("full", Type.FLAG, "false", "full range where rgb becomes ycbcr"),
            new Option("bt709", Type.FLAG, "false", "BT.709 rather than BT.601 where rgb becomes ycbcr"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final VideoColor color = options.flag("bt709") ? options.flag("full") ? VideoColor.BT709_FULL : VideoColor.BT709_LIMITED
            : options.flag("full") ? VideoColor.BT601_FULL : VideoColor.BT601_LIMITED;
        for (final PixelLayout layout : PixelLayout.values()) {
            if (layout.toString().equals(options.text("to"))) {
                PixelConverter.to(layout, color);
                return () -> PixelConverter.to(layout, color);
            }
        }
        throw new ConfigurationException("stage \"convert\": to=" + options.text("to") + "; accepted are i420, nv12, yuy2, gray8, rgb24 and bgra");
    }
}
