package io.penstock.dsp.kernel.picture;

/**
 * The numbers between RGB and Y'CbCr for a matrix and a range. Immutable.
 *
 * <p>Sources: ITU-R BT.601-7 section 2.5, BT.709-6 section 3; full range as in JFIF 1.02 (T.871).
 */
public final class ColorMatrix {
    /** Bits of the fraction of what leads to RGB. */
    static final int RGB_BITS = 13;
    /** Bits of the fraction of what leads to Y'CbCr. */
    static final int YCBCR_BITS = 15;

    final int black;
    final int lumaGain;
    final int redOfCr;
    final int greenOfCb;
    final int greenOfCr;
    final int blueOfCb;
    final int lumaOfRed;
    final int lumaOfGreen;
    final int lumaOfBlue;
    final int cbOfRed;
    final int cbOfGreen;
    final int cbOfBlue;
    final int crOfRed;
    final int crOfGreen;
    final int crOfBlue;

    private ColorMatrix(final double red, final double blue, final boolean full) {
        final double green = 1 - red - blue;
        final double lumaSpan = full ? 1 : 219.0 / 255;
        final double chromaSpan = full ? 1 : 224.0 / 255;
        black = full ? 0 : 16;
        lumaGain = fixed(1 / lumaSpan, RGB_BITS);
        redOfCr = fixed(2 * (1 - red) / chromaSpan, RGB_BITS);
        blueOfCb = fixed(2 * (1 - blue) / chromaSpan, RGB_BITS);
        greenOfCb = fixed(-2 * (1 - blue) * blue / green / chromaSpan, RGB_BITS);
        greenOfCr = fixed(-2 * (1 - red) * red / green / chromaSpan, RGB_BITS);
        lumaOfRed = fixed(red * lumaSpan, YCBCR_BITS);
        lumaOfBlue = fixed(blue * lumaSpan, YCBCR_BITS);
        // What is left, so that white is white and grey has no colour.
        lumaOfGreen = fixed(lumaSpan, YCBCR_BITS) - lumaOfRed - lumaOfBlue;
        cbOfBlue = fixed(0.5 * chromaSpan, YCBCR_BITS);
        cbOfRed = fixed(-0.5 * red / (1 - blue) * chromaSpan, YCBCR_BITS);
        cbOfGreen = -cbOfBlue - cbOfRed;
        crOfRed = fixed(0.5 * chromaSpan, YCBCR_BITS);
        crOfBlue = fixed(-0.5 * blue / (1 - red) * chromaSpan, YCBCR_BITS);
        crOfGreen = -crOfRed - crOfBlue;
    }

    private static int fixed(final double value, final int bits) {
        return (int) Math.round(value * (1 << bits));
    }

    /**
     * ITU-R BT.601.
     *
     * @param full whether luma spans 0–255 rather than 16–235.
     * @return the matrix.
     */
    public static ColorMatrix bt601(final boolean full) {
        return new ColorMatrix(0.299, 0.114, full);
    }

    /**
     * ITU-R BT.709.
     *
     * @param full whether luma spans 0–255 rather than 16–235.
     * @return the matrix.
     */
    public static ColorMatrix bt709(final boolean full) {
        return new ColorMatrix(0.2126, 0.0722, full);
    }

    /**
     * Luma of a colour.
     *
     * @param rgb {@code 0xRRGGBB}; bits above do not matter.
     * @return 0–255.
     */
    public int luma(final int rgb) {
        final int sum = lumaOfRed * (rgb >> 16 & 255) + lumaOfGreen * (rgb >> 8 & 255) + lumaOfBlue * (rgb & 255);
        return black + (sum + (1 << YCBCR_BITS - 1) >> YCBCR_BITS);
    }

    /**
     * Cb of a colour.
     *
     * @param rgb {@code 0xRRGGBB}; bits above do not matter.
     * @return 0–255.
     */
    public int cb(final int rgb) {
        return chroma(cbOfRed * (rgb >> 16 & 255) + cbOfGreen * (rgb >> 8 & 255) + cbOfBlue * (rgb & 255));
    }

    /**
     * Cr of a colour.
     *
     * @param rgb {@code 0xRRGGBB}; bits above do not matter.
     * @return 0–255.
     */
    public int cr(final int rgb) {
        return chroma(crOfRed * (rgb >> 16 & 255) + crOfGreen * (rgb >> 8 & 255) + crOfBlue * (rgb & 255));
    }

    private static int chroma(final int sum) {
        return Math.max(0, Math.min(255, 128 + (sum + (1 << YCBCR_BITS - 1) >> YCBCR_BITS)));
    }
}
