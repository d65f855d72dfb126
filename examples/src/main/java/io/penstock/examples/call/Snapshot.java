package io.penstock.examples.call;

import io.penstock.core.stages.FrameTap;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Keeps one picture of a call, a moment after it began, and writes it as PNG at the end, when that disturbs nobody. */
final class Snapshot implements FrameTap.Observer {
    private static final int SETTLED = 30;
    private final Path file;
    private byte[] picture;
    private VideoFormat format;
    private int seen;

    Snapshot(final Path file) {
        this.file = file;
    }

    @Override
    public void onFrame(final Frame frame) {
        if (picture == null || ++seen == SETTLED) {
            format = (VideoFormat) frame.format();
            picture = Arrays.copyOfRange(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.length());
        }
    }

    @Override
    public void close() throws IOException {
        if (picture != null) {
            final BufferedImage image = new BufferedImage(format.width(), format.height(), BufferedImage.TYPE_INT_RGB);
            paint(image);
            ImageIO.write(image, "png", file.toFile());
            picture = null;
        }
    }

    /** I420, BT.601 limited range, to RGB. */
    private void paint(final BufferedImage image) {
        final int width = format.width();
        final int uOffset = format.layout().planeOffset(1, width, format.height());
        final int vOffset = format.layout().planeOffset(2, width, format.height());
        final int stride = format.layout().stride(1, width);
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < width; x++) {
                final double luma = 1.164 * ((picture[y * width + x] & 0xFF) - 16);
                final int u = (picture[uOffset + y / 2 * stride + x / 2] & 0xFF) - 128;
                final int v = (picture[vOffset + y / 2 * stride + x / 2] & 0xFF) - 128;
                image.setRGB(x, y, clamp(luma + 1.596 * v) << 16 | clamp(luma - 0.392 * u - 0.813 * v) << 8 | clamp(luma + 2.017 * u));
            }
        }
    }

    private static int clamp(final double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }
}
