package io.penstock.examples.report;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Files that stand inside a page. */
final class DataUri {
    private DataUri() {
    }

    static String png(final RenderedImage image) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return of("image/png", bytes.toByteArray());
    }

    static String of(final String type, final byte[] bytes) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
