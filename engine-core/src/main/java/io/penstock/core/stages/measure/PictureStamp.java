package io.penstock.core.stages.measure;

import io.penstock.error.ConfigurationException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import java.util.Arrays;

/**
 * A time that is painted into the picture and survives compression: 40 blocks of 16 x 16 luma pixels at the top, block k is bit k,
 * white (235) = 1, black (16) = 0.
 * <pre>
 *  block  0            31 32         39
 *        +---------------+-------------+
 *        | microseconds  | check       |   lowest bit first; check: x ^= x &gt;&gt;&gt; 16; x ^= x &gt;&gt;&gt; 8; x &amp; 255
 *        +---------------+-------------+
 * </pre>
 * In pictures of 640 pixels and wider the blocks form one row of 16 pixels; in narrower ones they wrap: a row holds {@code width / 16}
 * blocks, the next row of blocks follows 16 pixels below (360 pixels: 22 blocks, then 18). Chroma under the blocks is neutral. A block is
 * read as the mean of its inner 8 x 8 pixels against a threshold of 125.
 *
 * <p>Planes are {@code byte[]} of unsigned samples. Nothing allocates; all methods are pure but for what they write.
 */
public final class PictureStamp {
    /** What {@link #read} returns for a picture without a valid stamp. */
    public static final long DAMAGED = -1L;

    private static final int BLOCKS = 40;
    private static final int BLOCK = 16;
    private static final byte WHITE = (byte) 235;
    private static final byte BLACK = 16;
    private static final byte NEUTRAL = (byte) 128;
    private static final int THRESHOLD = 125;
    private static final int INNER_FROM = 4;
    private static final int INNER = 8;

    private PictureStamp() {
    }

    /**
     * Whether a picture has room for the stamp.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return true if so.
     */
    public static boolean fits(final int width, final int height) {
        return width >= BLOCK && height >= rows(width);
    }

    /**
     * Height of the stamp, for those who compare pictures without it.
     *
     * @param width pixels of the picture, at least 16.
     * @return rows of luma pixels from the top.
     */
    public static int rows(final int width) {
        final int perRow = perRow(width);
        return (BLOCKS + perRow - 1) / perRow * BLOCK;
    }

    /**
     * The stamp of a time.
     *
     * @param timeNs a reading of the engine's clock.
     * @return microseconds modulo 2^32.
     */
    public static long micros(final long timeNs) {
        return Math.floorDiv(timeNs, 1000L) & 0xFFFF_FFFFL;
    }

    /**
     * How long ago a stamp was painted.
     *
     * @param micros what {@link #read} returned, not {@link #DAMAGED}.
     * @param nowNs  a reading of the same clock.
     * @return nanoseconds to the microsecond; between about −36 and +36 minutes.
     */
    public static long ageNs(final long micros, final long nowNs) {
        return (int) (micros(nowNs) - micros) * 1000L;
    }

    /**
     * Paints the stamp into a planar 4:2:0 (I420, NV12) or grey frame.
     *
     * @param frame  an array-backed frame of {@link VideoFormat}.
     * @param timeNs what to paint, a reading of the engine's clock.
     * @throws ConfigurationException if the layout or the size of the picture does not allow it.
     */
    public static void write(final MutableFrame frame, final long timeNs) {
        final VideoFormat format = (VideoFormat) frame.format();
        check(format);
        write(frame.array(), frame.arrayOffset(), format, timeNs);
    }

    /**
     * Paints the stamp into a picture.
     *
     * @param picture holds the picture.
     * @param offset  index of its first byte.
     * @param format  I420, NV12 or GRAY8, large enough ({@link #fits}).
     * @param timeNs  what to paint, a reading of the engine's clock.
     */
    public static void write(final byte[] picture, final int offset, final VideoFormat format, final long timeNs) {
        final int width = format.width();
        writeLuma(picture, offset, width, width, micros(timeNs));
        if (format.layout() != PixelLayout.GRAY8) {
            neutralChroma(picture, offset, format);
        }
    }

    /**
     * Paints the stamp into a luma plane.
     *
     * @param luma   holds the plane.
     * @param offset index of its first byte.
     * @param stride bytes from row to row.
     * @param width  pixels, at least 16, with {@link #rows} rows in the plane.
     * @param micros bits 0–31 are painted.
     */
    public static void writeLuma(final byte[] luma, final int offset, final int stride, final int width, final long micros) {
        final long bits = micros & 0xFFFF_FFFFL | (long) check((int) micros) << 32;
        final int perRow = perRow(width);
        for (int block = 0; block < BLOCKS; block++) {
            final byte value = (bits >>> block & 1) != 0 ? WHITE : BLACK;
            int at = offset + block / perRow * BLOCK * stride + block % perRow * BLOCK;
            for (int row = 0; row < BLOCK; row++, at += stride) {
                for (int x = 0; x < BLOCK; x++) {
                    luma[at + x] = value;
                }
            }
        }
    }

    /**
     * Reads the stamp of a planar 4:2:0 or grey frame.
     *
     * @param frame an array-backed frame of {@link VideoFormat}.
     * @return microseconds modulo 2^32; {@link #DAMAGED} if the check fails or there is no room for a stamp.
     */
    public static long read(final Frame frame) {
        final VideoFormat format = (VideoFormat) frame.format();
        if (!fits(format.width(), format.height()) || frame.length() < format.width() * rows(format.width())) {
            return DAMAGED;
        }
        return readLuma(frame.array(), frame.arrayOffset(), format.width(), format.width());
    }

    /**
     * Reads the stamp of a luma plane.
     *
     * @param luma   holds the plane.
     * @param offset index of its first byte.
     * @param stride bytes from row to row.
     * @param width  pixels, at least 16, with {@link #rows} rows in the plane.
     * @return microseconds modulo 2^32; {@link #DAMAGED} if the check fails.
     */
    public static long readLuma(final byte[] luma, final int offset, final int stride, final int width) {
        final int perRow = perRow(width);
        long bits = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int at = offset + (block / perRow * BLOCK + INNER_FROM) * stride + block % perRow * BLOCK + INNER_FROM;
            int sum = 0;
            for (int row = 0; row < INNER; row++, at += stride) {
                for (int x = 0; x < INNER; x++) {
                    sum += luma[at + x] & 0xFF;
                }
            }
            if (sum > THRESHOLD * INNER * INNER) {
                bits |= 1L << block;
            }
        }
        final long micros = bits & 0xFFFF_FFFFL;
        return bits >>> 32 == check((int) micros) ? micros : DAMAGED;
    }

    static void check(final VideoFormat format) {
        final PixelLayout layout = format.layout();
        if (layout != PixelLayout.I420 && layout != PixelLayout.NV12 && layout != PixelLayout.GRAY8 || !fits(format.width(), format.height())) {
            throw new ConfigurationException("picture stamp: found " + format.describe() + "; accepted are i420, nv12 and gray8 with room for 40 "
                + "blocks of 16x16 (640x16, 360x32, ...); convert or scale before stamping");
        }
    }

    private static int perRow(final int width) {
        return Math.min(BLOCKS, width / BLOCK);
    }

    private static int check(final int micros) {
        int x = micros;
        x ^= x >>> 16;
        x ^= x >>> 8;
        return x & 255;
    }

    private static void neutralChroma(final byte[] picture, final int offset, final VideoFormat format) {
        final int width = format.width();
        final int perRow = perRow(width);
        final boolean packed = format.layout() == PixelLayout.NV12;
        for (int plane = 1; plane < format.layout().planes(); plane++) {
            final int stride = format.layout().stride(plane, width);
            final int base = offset + format.layout().planeOffset(plane, width, format.height());
            for (int row = 0; row * BLOCK < rows(width); row++) {
                final int blocks = Math.min(perRow, BLOCKS - row * perRow);
                final int bytes = blocks * (packed ? BLOCK : BLOCK / 2);
                for (int y = 0; y < BLOCK / 2; y++) {
                    final int at = base + (row * BLOCK / 2 + y) * stride;
                    Arrays.fill(picture, at, at + bytes, NEUTRAL);
                }
            }
        }
    }
}
