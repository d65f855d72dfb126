package io.penstock.examples.call;

import io.penstock.core.stages.FrameTap;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes one picture of a call as PNG, a moment after it began, when everything has settled. */
final class Snapshot implements FrameTap.Observer {
    private static final int SETTLED = 30;
    private final Path file;
    private int seen;
    private boolean done;

    Snapshot(final Path file) {
        this.file = file;
    }

    @Override
    public void onFrame(final Frame frame) throws IOException {
        if (!done && ++seen >= SETTLED) {
            done = true;
            final VideoFormat format = (VideoFormat) frame.format();
            final BufferedImage image = new BufferedImage(format.width(), format.height(), BufferedImage.TYPE_INT_RGB);
            paint(frame.array(), frame.arrayOffset(), format, image);
            ImageIO.write(image, "png", file.toFile());
        }
    }

    /** I420, BT.601 limited range, to RGB. */
    private static void paint(final byte[] bytes, final int offset, final VideoFormat format, final BufferedImage image) {
        final int width = format.width();
        final int uOffset = offset + format.layout().planeOffset(1, width, format.height());
        final int vOffset = offset + format.layout().planeOffset(2, width, format.height());
        final int stride = format.layout().stride(1, width);
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < width; x++) {
                final double luma = 1.164 * ((bytes[offset + y * width + x] & 0xFF) - 16);
                final int u = (bytes[uOffset + y / 2 * stride + x / 2] & 0xFF) - 128;
                final int v = (bytes[vOffset + y / 2 * stride + x / 2] & 0xFF) - 128;
                image.setRGB(x, y, clamp(luma + 1.596 * v) << 16 | clamp(luma - 0.392 * u - 0.813 * v) << 8 | clamp(luma + 2.017 * u));
            }
        }
    }

    private static int clamp(final double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
