package io.penstock.dsp.video;

import io.penstock.dsp.kernel.picture.PixelPacking;
import io.penstock.dsp.kernel.picture.RgbToYcbcr;
import io.penstock.dsp.kernel.picture.YcbcrLayout;
import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * A picture that does not move: a waiting image, a watermark, a line of text. Pixels are straight ARGB. Immutable; any thread.
 *
 * <p>Made by {@code java.desktop} of the JDK without a screen; text needs a font to be installed. Take your time when you make one: not on a
 * thread that carries media.
 */
public final class Still {
    private static final int MOST_PIXELS = 1 << 26;

    private final int width;
    private final int height;
    private final int[] argb;

    private Still(final BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
        argb = image.getRGB(0, 0, width, height, null, 0, width);
    }

    private Still(final int width, final int height, final int[] argb) {
        this.width = width;
        this.height = height;
        this.argb = argb;
    }

    /**
     * Reads a PNG, JPEG, GIF or BMP file.
     *
     * @param file the file.
     * @return the picture, with its transparency.
     * @throws ConfigurationException if it cannot be read or holds no picture; the message names the file.
     */
    public static Still read(final Path file) {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            final Iterator<ImageReader> readers = in == null ? Collections.emptyIterator() : ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new ConfigurationException("picture " + file + (in == null ? ": cannot be read" : ": not a PNG, JPEG, GIF or BMP file"));
            }
            final ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return new Still(decoded(reader, file));
            } finally {
                reader.dispose();
            }
        } catch (final ConfigurationException e) {
            throw e;
        } catch (final IOException | RuntimeException e) {
            // The readers meet damage with whatever their arithmetic runs into.
            throw new ConfigurationException("picture " + file + ": cannot be read: " + e, e);
        }
    }

    /** Looks at the size before it makes room for the pixels. */
    private static BufferedImage decoded(final ImageReader reader, final Path file) throws IOException {
        final int width = reader.getWidth(0);
        final int height = reader.getHeight(0);
        if (width > VideoFormat.MAX_SIDE || height > VideoFormat.MAX_SIDE || (long) width * height > MOST_PIXELS) {
            throw new ConfigurationException("picture " + file + ": " + width + 'x' + height + "; accepted are sides up to "
                + VideoFormat.MAX_SIDE + " and up to " + MOST_PIXELS + " pixels");
        }
        return reader.read(0);
    }

    /**
     * A picture of given pixels.
     *
     * @param width  pixels.
     * @param height pixels.
     * @param argb   row by row, {@code 0xAARRGGBB}, not multiplied by alpha; copied.
     * @return the picture.
     * @throws ConfigurationException if there are not {@code width * height}.
     */
    public static Still of(final int width, final int height, final int... argb) {
        if (width < 1 || height < 1 || width > VideoFormat.MAX_SIDE || height > VideoFormat.MAX_SIDE || argb.length != width * height) {
            throw new ConfigurationException("picture of " + width + 'x' + height + ": found " + argb.length + " pixels");
        }
        return new Still(width, height, argb.clone());
    }

    /**
     * One line of text, with a dark rim so that it can be read on everything, on nothing.
     *
     * @param text   what to write.
     * @param height of a line in pixels, 6 to 1000.
     * @param color  {@code 0xAARRGGBB}.
     * @return the picture, as large as it needs to be.
     * @throws ConfigurationException if the height is out of range or there is no font.
     */
    public static Still text(final String text, final int height, final int color) {
        return new Still(TextImage.line(text.isEmpty() ? " " : text, height, color));
    }

    /**
     * Text in the middle of a plain picture: lines as given, as large as fits.
     *
     * @param width      pixels.
     * @param height     pixels.
     * @param background {@code 0xRRGGBB}.
     * @param text       lines separated by line feeds; may be empty.
     * @param color      {@code 0xRRGGBB}.
     * @return the picture.
     * @throws ConfigurationException if a side is out of range or there is no font.
     */
    public static Still card(final int width, final int height, final int background, final String text, final int color) {
        if (width < 1 || height < 1 || width > VideoFormat.MAX_SIDE || height > VideoFormat.MAX_SIDE) {
            throw new ConfigurationException("picture of " + width + 'x' + height + ": accepted are 1 to " + VideoFormat.MAX_SIDE
                + " pixels a side");
        }
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        final Graphics2D g = image.createGraphics();
        try {
            g.setColor(new Color(background));
            g.fillRect(0, 0, width, height);
            if (!text.isBlank()) {
                g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
                g.setColor(new Color(color));
                lines(g, text.split("\n"), width, height);
            }
        } finally {
            g.dispose();
        }
        return new Still(image);
    }

    private static void lines(final Graphics2D g, final String[] lines, final int width, final int height) {
        final Font font = TextImage.font(100);
        final FontMetrics metrics = g.getFontMetrics(font);
        int widest = 1;
        for (final String line : lines) {
            widest = Math.max(widest, metrics.stringWidth(line));
        }
        final double size = Math.min(0.8 * width / widest, Math.min(0.6 * height / (lines.length * metrics.getHeight()),
            0.12 * height / metrics.getHeight() * 1.5));
        g.setFont(font.deriveFont((float) (100 * size)));
        final FontMetrics real = g.getFontMetrics();
        int y = (height - real.getHeight() * lines.length) / 2 + real.getAscent();
        for (final String line : lines) {
            g.drawString(line, (width - real.stringWidth(line)) / 2, y);
            y += real.getHeight();
        }
    }

    /**
     * Width.
     *
     * @return pixels.
     */
    public int width() {
        return width;
    }

    /**
     * Height.
     *
     * @return pixels.
     */
    public int height() {
        return height;
    }

    int argb(final int x, final int y) {
        return argb[y * width + x];
    }

    /**
     * The same at another size.
     *
     * @param newWidth  pixels.
     * @param newHeight pixels.
     * @return the picture, its transparency scaled with it.
     */
    public Still sized(final int newWidth, final int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        // Multiplied by alpha while it is scaled, so that what cannot be seen does not bleed into what can.
        final byte[] in = bytes(true);
        final VideoFormat from = bgra(width, height);
        final VideoFormat to = bgra(newWidth, newHeight);
        final byte[] out = new byte[to.frameBytes()];
        new PictureScaler(from, to, new Placement(0, 0, width, height, 0, 0, newWidth, newHeight), ScaleQuality.AREA).scale(in, 0, out, 0);
        final int[] pixels = new int[newWidth * newHeight];
        for (int i = 0; i < pixels.length; i++) {
            final int alpha = out[4 * i + 3] & 0xFF;
            pixels[i] = alpha << 24 | divided(out[4 * i + 2], alpha) << 16 | divided(out[4 * i + 1], alpha) << 8 | divided(out[4 * i], alpha);
        }
        return new Still(newWidth, newHeight, pixels);
    }

    private static int divided(final byte value, final int alpha) {
        return alpha == 0 ? 0 : Math.min(255, ((value & 0xFF) * 255 + alpha / 2) / alpha);
    }

    private static VideoFormat bgra(final int width, final int height) {
        return new VideoFormat(width, height, PixelLayout.BGRA, FrameRate.VARIABLE, VideoColor.RGB);
    }

    private byte[] bytes(final boolean multiplied) {
        final byte[] out = new byte[4 * argb.length];
        for (int i = 0; i < argb.length; i++) {
            final int alpha = argb[i] >>> 24;
            for (int k = 0; k < 3; k++) {
                final int value = argb[i] >> 8 * k & 255;
                out[4 * i + k] = (byte) (multiplied ? (value * alpha + 127) / 255 : value);
            }
            out[4 * i + 3] = (byte) alpha;
        }
        return out;
    }

    /** The picture on black, fitted into a format. */
    byte[] render(final VideoFormat format, final ScaleFit fit) {
        final byte[] in = bytes(true);
        final int w = format.width();
        final int h = format.height();
        final VideoFormat to = bgra(w, h);
        final byte[] fitted = new byte[to.frameBytes()];
        final PictureScaler scaler = new PictureScaler(bgra(width, height), to, Placement.of(fit, width, height, 0, 0, w, h),
            ScaleQuality.LANCZOS);
        scaler.border(fitted, 0);
        scaler.scale(in, 0, fitted, 0);
        final byte[] out = new byte[format.frameBytes()];
        if (Component.isRgb(format.layout())) {
            for (int i = 0; i < w * h; i++) {
                fitted[4 * i + 3] = (byte) 255;
            }
            if (format.layout() == PixelLayout.BGRA) {
                return fitted;
            }
            PixelPacking.BGRA.swap(fitted, 0, out, 0, w * h);
            return out;
        }
        final YcbcrLayout layout = PixelConverter.layout(format.layout(), w, h);
        new RgbToYcbcr(PixelPacking.BGRA, PixelConverter.matrix(format.color()), layout).process(fitted, 0, out, 0);
        return out;
    }
}
