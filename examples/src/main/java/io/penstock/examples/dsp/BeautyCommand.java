package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.beauty.BeautyKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Smooths and whitens the skin of faces. */
@Command(name = "beauty", description = "Smooths and whitens the skin of faces and leaves the rest alone; prints cost and the faces found.",
    footer = {"", "For example:  dsp beauty portrait.png out.png --smooth 5 --white 3"})
final class BeautyCommand extends PictureCommand {
    @Option(names = "--smooth", paramLabel = "LEVEL", defaultValue = "5", description = "Smoothing, 0 to 9 (default: ${DEFAULT-VALUE}).")
    private int smooth;
    @Option(names = "--white", paramLabel = "LEVEL", defaultValue = "3", description = "Whitening, 0 to 9 (default: ${DEFAULT-VALUE}).")
    private int white;

    @Override
    PictureProcessor open(final VideoFormat pictures) {
        if (smooth < 0 || smooth > BeautyKernel.HIGHEST || white < 0 || white > BeautyKernel.HIGHEST) {
            throw new ConfigurationException("--smooth " + smooth + ", --white " + white + ": accepted are 0 to " + BeautyKernel.HIGHEST);
        }
        final boolean full = pictures.color() == VideoColor.BT601_FULL || pictures.color() == VideoColor.BT709_FULL;
        final int width = pictures.width();
        final int height = pictures.height();
        final BeautyKernel kernel = new BeautyKernel(width, height, full).smoothing(smooth).whitening(white);
        final int u = PixelLayout.I420.planeOffset(1, width, height);
        final int v = PixelLayout.I420.planeOffset(2, width, height);
        return new PictureProcessor() {
            private int seen;
            private int withFaces;

            @Override
            public VideoFormat output() {
                return pictures;
            }

            @Override
            public void process(final byte[] in, final byte[] out) {
                System.arraycopy(in, 0, out, 0, out.length);
                kernel.process(out, 0, u, v, 1);
                seen++;
                withFaces += kernel.faces() > 0 ? 1 : 0;
            }

            @Override
            public List<String> statistics() {
                final StringBuilder faces = new StringBuilder();
                final float[] face = new float[3];
                for (int i = 0; i < kernel.faces(); i++) {
                    kernel.face(i, face);
                    faces.append(String.format(Locale.ROOT, " [%.0f,%.0f width %.0f]", face[0], face[1], face[2]));
                }
                return List.of("faces in " + withFaces + " of " + seen + " pictures; in the last one " + kernel.faces() + faces);
            }
        };
    }
}
