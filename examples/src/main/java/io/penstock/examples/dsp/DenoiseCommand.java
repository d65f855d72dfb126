package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.denoise.DenoiseKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the noise of sensors out of pictures. */
@Command(name = "denoise", description = "Takes noise out of a film, over time where nothing moves (a single picture has only its neighbours); "
    + "prints cost and the noise measured.",
    footer = {"", "For example:  dsp denoise noisy.y4m out.y4m --strength 5"})
final class DenoiseCommand extends PictureCommand {
    @Option(names = "--strength", paramLabel = "LEVEL", defaultValue = "5",
        description = "0 (off) to 9; 5 takes out as much as is measured (default: ${DEFAULT-VALUE}).")
    private int strength;

    @Override
    PictureProcessor open(final VideoFormat pictures) {
        if (strength < 0 || strength > DenoiseKernel.HIGHEST) {
            throw new ConfigurationException("--strength " + strength + ": accepted are 0 to " + DenoiseKernel.HIGHEST);
        }
        final DenoiseKernel kernel = new DenoiseKernel(pictures.width(), pictures.height()).strength(strength);
        return new PictureProcessor() {
            @Override
            public VideoFormat output() {
                return pictures;
            }

            @Override
            public void process(final byte[] in, final byte[] out) {
                System.arraycopy(in, 0, out, 0, out.length);
                kernel.process(out, 0);
            }

            @Override
            public List<String> statistics() {
                return List.of(String.format(Locale.ROOT, "noise measured in luma: %.2f steps", kernel.noise()));
            }
        };
    }
}
