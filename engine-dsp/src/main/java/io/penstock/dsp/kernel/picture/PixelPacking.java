package io.penstock.dsp.kernel.picture;

/** How the components of an RGB pixel lie in memory. */
public enum PixelPacking {
    /** Bytes R, G, B. */
    RGB24(3),
    /** Bytes B, G, R, A. */
    BGRA(4);

    private final int bytes;

    PixelPacking(final int bytes) {
        this.bytes = bytes;
    }

    /**
     * Size of a pixel.
     *
     * @return bytes.
     */
    public int bytes() {
        return bytes;
    }

    /** Bits that red is shifted by in a pixel that is read as an integer, lowest byte first. */
    int redShift() {
        return this == BGRA ? 16 : 0;
    }

    /** Bits that blue is shifted by. */
    int blueShift() {
        return 16 - redShift();
    }

    void load(final byte[] from, final int at, final int width, final int[] even, final int[] odd) {
        if (this == BGRA) {
            PixelRows.load4(from, at, width, even, odd);
        } else {
            PixelRows.load3(from, at, width, even, odd);
        }
    }

    void store(final int[] even, final int[] odd, final int width, final byte[] to, final int at) {
        if (this == BGRA) {
            PixelRows.store4(even, odd, width, to, at);
        } else {
            PixelRows.store3(even, odd, width, to, at);
        }
    }

    /**
     * Changes one packing into the other; alpha becomes 255.
     *
     * @param from   holds pixels of this packing, tightly packed.
     * @param fromAt index of the first.
     * @param to     receives pixels of the other packing.
     * @param toAt   index of the first.
     * @param pixels how many.
     */
    public void swap(final byte[] from, final int fromAt, final byte[] to, final int toAt, final int pixels) {
        if (this == BGRA) {
            PixelRows.shorten(from, fromAt, to, toAt, pixels);
        } else {
            PixelRows.widen(from, fromAt, to, toAt, pixels);
        }
    }
}
