package io.penstock.examples.dsp;

import io.penstock.dsp.video.PictureScaler;
import io.penstock.dsp.video.ScaleFit;
import io.penstock.dsp.video.ScaleQuality;
import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings pictures to a size. */
@Command(name = "scale", description = "Brings a picture or film to a size; prints cost and what was made.",
    footer = {"", "For example, half the size as sharp as can be:  dsp scale in.y4m out.y4m --size 640x360"})
final class ScaleCommand extends PictureCommand {
    @Option(names = "--size", required = true, paramLabel = "WxH", description = "Width and height in pixels, 1 to 16384.")
    private String size;
    @Option(names = "--quality", paramLabel = "HOW", defaultValue = "lanczos",
        description = "lanczos (sharpest), area or bilinear (default: ${DEFAULT-VALUE}).")
    private String quality;
    @Option(names = "--fit", paramLabel = "HOW", defaultValue = "stretch",
        description = {"What becomes of other proportions: stretch, fill (what sticks out is cut off), letterbox, within (as large as fits)",
            "(default: ${DEFAULT-VALUE})."})
    private String fit;

    @Override
    boolean takesRgb() {
        return true;
    }

    @Override
    PictureProcessor open(final VideoFormat pictures) {
        if (!size.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
            throw new ConfigurationException("--size " + size + ": accepted are sizes such as 640x360");
        }
        final int width = Integer.parseInt(size.substring(0, size.indexOf('x')));
        final int height = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        if (width > VideoFormat.MAX_SIDE || height > VideoFormat.MAX_SIDE) {
            throw new ConfigurationException("--size " + size + ": accepted are 1 to " + VideoFormat.MAX_SIDE + " pixels a side");
        }
        final ScaleQuality chosen = constant(ScaleQuality.values(), "--quality", quality);
        final PictureScaler scaler = PictureScaler.of(pictures, width, height, chosen, constant(ScaleFit.values(), "--fit", fit));
        final VideoFormat made = scaler.target();
        return new PictureProcessor() {
            @Override
            public VideoFormat output() {
                return made;
            }

            @Override
            public void process(final byte[] in, final byte[] out) {
                scaler.process(in, 0, out, 0);
            }

            @Override
            public List<String> statistics() {
                return List.of(pictures.width() + "x" + pictures.height() + " to " + made.width() + 'x' + made.height() + ", " + quality + ", "
                    + fit);
            }
        };
    }

    private static <E extends Enum<E>> E constant(final E[] all, final String option, final String word) {
        for (final E one : all) {
            if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                return one;
            }
        }
        throw new ConfigurationException(option + ' ' + word + ": accepted are " + List.of(all).toString().toLowerCase(Locale.ROOT));
    }
}
