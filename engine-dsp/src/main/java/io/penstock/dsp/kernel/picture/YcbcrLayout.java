package io.penstock.dsp.kernel.picture;

/**
 * Where the samples of a Y'CbCr picture lie, counted from its first byte. One description fits planar, semi-planar and packed pictures and
 * those without chroma.
 *
 * @param width        pixels.
 * @param height       pixels.
 * @param lumaStep     bytes from one luma sample to the next.
 * @param lumaStride   bytes from one row of luma to the next.
 * @param cb           first Cb sample.
 * @param cr           first Cr sample.
 * @param chromaStep   bytes from one Cb to the next in a row.
 * @param chromaStride bytes from one row of chroma to the next.
 * @param chromaRows   rows of chroma; 0 = there is no chroma.
 */
public record YcbcrLayout(int width, int height, int lumaStep, int lumaStride, int cb, int cr, int chromaStep, int chromaStride,
                          int chromaRows) {
    /**
     * Planes Y, U, V, 4:2:0.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the layout.
     */
    public static YcbcrLayout i420(final int width, final int height) {
        final int columns = (width + 1) / 2;
        final int rows = (height + 1) / 2;
        return new YcbcrLayout(width, height, 1, width, width * height, width * height + columns * rows, 1, columns, rows);
    }

    /**
     * A plane of Y and one of U and V by turns, 4:2:0.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the layout.
     */
    public static YcbcrLayout nv12(final int width, final int height) {
        return new YcbcrLayout(width, height, 1, width, width * height, width * height + 1, 2, (width + 1) / 2 * 2, (height + 1) / 2);
    }

    /**
     * Bytes Y, U, Y, V, 4:2:2.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the layout.
     */
    public static YcbcrLayout yuy2(final int width, final int height) {
        final int stride = (width + 1) / 2 * 4;
        return new YcbcrLayout(width, height, 2, stride, 1, 3, 4, stride, height);
    }

    /**
     * A plane of Y.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return the layout.
     */
    public static YcbcrLayout gray(final int width, final int height) {
        return new YcbcrLayout(width, height, 1, width, 0, 0, 1, 0, 0);
    }

    /**
     * Chroma samples in a row.
     *
     * @return half the width, rounded up.
     */
    public int chromaColumns() {
        return (width + 1) / 2;
    }
}
