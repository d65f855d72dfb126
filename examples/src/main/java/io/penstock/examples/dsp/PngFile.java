package io.penstock.examples.dsp;

import io.penstock.core.stages.file.RawClip;
import io.penstock.dsp.kernel.picture.PixelKernels;
import io.penstock.error.CodecException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** PNG files as clips of one picture, and the way from their pixels to those of video and back. */
final class PngFile {
    private static final long MOST_PIXELS = 1L << 26;

    private PngFile() {
    }

    /** Reads a file as RGB24; alpha is left out. */
    static RawClip read(final Path path) {
        try (ImageInputStream in = ImageIO.createImageInputStream(path.toFile())) {
            final Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
            final ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                final int width = reader.getWidth(0);
                final int height = reader.getHeight(0);
                if (width > VideoFormat.MAX_SIDE || height > VideoFormat.MAX_SIDE || (long) width * height > MOST_PIXELS) {
                    throw new CodecException(path + ": " + width + "x" + height + " pixels; accepted are up to " + MOST_PIXELS);
                }
                return clip(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (final CodecException e) {
            throw e;
        } catch (final IOException | RuntimeException e) {
            // The reader meets damage with whatever its arithmetic runs into.
            throw new CodecException(path + ": no PNG file or a damaged one: " + e.getMessage(), e);
        }
    }

    /** A picture of RGB24. */
    static VideoFormat rgb(final int width, final int height) {
        return new VideoFormat(width, height, PixelLayout.RGB24, FrameRate.of(1), VideoColor.RGB);
    }

    private static RawClip clip(final BufferedImage image) {
        final VideoFormat format = rgb(image.getWidth(), image.getHeight());
        final int[] argb = image.getRGB(0, 0, format.width(), format.height(), null, 0, format.width());
        final byte[] bytes = new byte[format.frameBytes()];
        for (int i = 0, k = 0; i < argb.length; i++) {
            bytes[k++] = (byte) (argb[i] >> 16);
            bytes[k++] = (byte) (argb[i] >> 8);
            bytes[k++] = (byte) argb[i];
        }
        final RawClip clip = new RawClip(format);
        clip.add(bytes);
        return clip;
    }

    /** Writes the first picture of a clip of RGB24 or I420. */
    static void write(final RawClip clip, final Path path) throws IOException {
        if (!ImageIO.write(image(clip, 0), "png", path.toFile())) {
            throw new IOException(path + ": could not be written");
        }
    }

    /** A picture of a clip of RGB24 or I420. */
    static BufferedImage image(final RawClip clip, final int index) {
        final VideoFormat format = clip.format();
        final byte[] picture = new byte[format.frameBytes()];
        clip.copy(index, picture, 0);
        final byte[] rgb = format.layout() == PixelLayout.RGB24 ? picture : rgb(picture, format);
        final BufferedImage image = new BufferedImage(format.width(), format.height(), BufferedImage.TYPE_INT_RGB);
        final int[] pixels = new int[format.width() * format.height()];
        for (int i = 0, k = 0; i < pixels.length; i++, k += 3) {
            pixels[i] = (rgb[k] & 0xFF) << 16 | (rgb[k + 1] & 0xFF) << 8 | rgb[k + 2] & 0xFF;
        }
        image.setRGB(0, 0, format.width(), format.height(), pixels, 0, format.width());
        return image;
    }

    /** I420 of the size and rate of an RGB24 format. */
    static VideoFormat i420(final VideoFormat rgb) {
        return VideoFormat.i420(rgb.width(), rgb.height(), rgb.rate());
    }

    static byte[] i420(final byte[] rgb, final VideoFormat format) {
        final byte[] picture = new byte[format.frameBytes()];
        final int u = format.width() * format.height();
        final int v = u + (format.width() + 1) / 2 * ((format.height() + 1) / 2);
        PixelKernels.fromRgb(rgb, 0, PixelKernels.Packing.RGB24, format.width(), format.height(), false, picture, 0, u, v, 1);
        return picture;
    }

    static byte[] rgb(final byte[] i420, final VideoFormat format) {
        final byte[] rgb = new byte[3 * format.width() * format.height()];
        final int u = format.width() * format.height();
        final int v = u + (format.width() + 1) / 2 * ((format.height() + 1) / 2);
        PixelKernels.toRgb(i420, 0, u, v, 1, format.width(), format.height(), isFull(format), rgb, 0, PixelKernels.Packing.RGB24);
        return rgb;
    }

    private static boolean isFull(final VideoFormat format) {
        return format.color() == VideoColor.BT601_FULL || format.color() == VideoColor.BT709_FULL;
    }

    /**
     * What a processor of I420 changed, done to the pixels that it was made of: those it left alone keep all their colours.
     *
     * @param original RGB24.
     * @param before   the same in I420.
     * @param after    the result, of the size of {@code before}.
     * @return RGB24.
     */
    static byte[] changed(final byte[] original, final byte[] before, final byte[] after, final VideoFormat format) {
        final byte[] from = rgb(before, format);
        final byte[] to = rgb(after, format);
        for (int i = 0; i < to.length; i++) {
            to[i] = (byte) Math.max(0, Math.min(255, (original[i] & 0xFF) + (to[i] & 0xFF) - (from[i] & 0xFF)));
        }
        return to;
    }
}
