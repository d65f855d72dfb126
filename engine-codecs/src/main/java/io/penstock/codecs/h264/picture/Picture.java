package io.penstock.codecs.h264.picture;

import java.util.Arrays;

/**
 * A 4:2:0 picture in memory: three planes of whole macroblocks, each with a border all round into which motion vectors may point.
 *
 * <p>Sample (x, y) of the luma plane is {@code luma[lumaAt(x, y)]}, of the chroma planes {@code cb[chromaAt(x, y)]}, where x and y may be as
 * low as {@code -}{@link #BORDER} ({@code -BORDER / 2} in chroma) and as far past the other side. Not thread-safe.
 */
public final class Picture {
    /** Luma samples of border on each side; half as many in chroma. */
    public static final int BORDER = 32;
    /** Bytes past the end of each plane, so that loops may read eight samples from any one of them. */
    private static final int SPARE = 32;

    private final int width;
    private final int height;
    /** Luma samples, with border. */
    public final byte[] luma;
    /** Blue-difference samples, with border. */
    public final byte[] cb;
    /** Red-difference samples, with border. */
    public final byte[] cr;
    /** Samples from a luma row to the next. */
    public final int lumaStride;
    /** Samples from a chroma row to the next. */
    public final int chromaStride;

    /**
     * Makes a black picture.
     *
     * @param width  luma samples a row, a multiple of 16.
     * @param height luma rows, a multiple of 16.
     * @throws IllegalArgumentException if a side is no positive multiple of 16.
     */
    public Picture(final int width, final int height) {
        if (width <= 0 || height <= 0 || (width | height) % 16 != 0) {
            throw new IllegalArgumentException("picture of " + width + 'x' + height + ": sides must be positive multiples of 16");
        }
        this.width = width;
        this.height = height;
        lumaStride = width + 2 * BORDER;
        chromaStride = lumaStride / 2;
        luma = new byte[lumaStride * (height + 2 * BORDER) + SPARE];
        cb = new byte[chromaStride * (height / 2 + BORDER) + SPARE];
        cr = new byte[cb.length];
        Arrays.fill(cb, (byte) 128);
        Arrays.fill(cr, (byte) 128);
    }

    /**
     * Luma samples a row, whole macroblocks.
     *
     * @return the width without border.
     */
    public int width() {
        return width;
    }

    /**
     * Luma rows, whole macroblocks.
     *
     * @return the height without border.
     */
    public int height() {
        return height;
    }

    /**
     * Where a luma sample is.
     *
     * @param x column, from {@code -BORDER} to {@code width + BORDER - 1}.
     * @param y row, likewise.
     * @return index into {@link #luma}.
     */
    public int lumaAt(final int x, final int y) {
        return (y + BORDER) * lumaStride + x + BORDER;
    }

    /**
     * Where a chroma sample is.
     *
     * @param x column, from {@code -BORDER / 2} to {@code width / 2 + BORDER / 2 - 1}.
     * @param y row, likewise.
     * @return index into {@link #cb} and {@link #cr}.
     */
    public int chromaAt(final int x, final int y) {
        return (y + BORDER / 2) * chromaStride + x + BORDER / 2;
    }

    /** Repeats the samples at the edges into the border (ITU-T H.264 8.4.2.2.1: coordinates are clipped to the picture). */
    public void extend() {
        extend(luma, lumaStride, width, height, BORDER);
        extend(cb, chromaStride, width / 2, height / 2, BORDER / 2);
        extend(cr, chromaStride, width / 2, height / 2, BORDER / 2);
    }

    private static void extend(final byte[] plane, final int stride, final int width, final int height, final int border) {
        for (int y = border; y < border + height; y++) {
            final int row = y * stride;
            Arrays.fill(plane, row, row + border, plane[row + border]);
            Arrays.fill(plane, row + border + width, row + stride, plane[row + border + width - 1]);
        }
        final int first = border * stride;
        final int last = (border + height - 1) * stride;
        for (int y = 0; y < border; y++) {
            System.arraycopy(plane, first, plane, y * stride, stride);
            System.arraycopy(plane, last, plane, (border + height + y) * stride, stride);
        }
    }
}
