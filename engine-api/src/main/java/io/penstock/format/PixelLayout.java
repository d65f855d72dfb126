package io.penstock.format;

/**
 * How the pixels of a picture lie in a frame: planes follow each other without padding, rows are tightly packed.
 * Chroma planes of odd-sized pictures are rounded up.
 */
public enum PixelLayout {
    /** Planar 4:2:0: Y, then U, then V. */
    I420("i420"),
    /** Y plane, then interleaved UV at half resolution. */
    NV12("nv12"),
    /** Packed 4:2:2: Y0 U Y1 V. */
    YUY2("yuy2"),
    /** Packed R, G, B. */
    RGB24("rgb24"),
    /** Packed B, G, R, A. */
    BGRA("bgra"),
    /** One luma plane. */
    GRAY8("gray8");

    private final String label;

    PixelLayout(final String label) {
        this.label = label;
    }

    /**
     * Bytes of one picture.
     *
     * @param width  pixels, positive.
     * @param height pixels, positive.
     * @return bytes of the whole picture.
     */
    public int frameBytes(final int width, final int height) {
        final int chromaPairs = ((width + 1) / 2) * ((height + 1) / 2);
        return switch (this) {
            case I420, NV12 -> width * height + 2 * chromaPairs;
            case YUY2 -> ((width + 1) / 2) * 4 * height;
            case RGB24 -> width * height * 3;
            case BGRA -> width * height * 4;
            case GRAY8 -> width * height;
        };
    }

    /**
     * Number of planes.
     *
     * @return 1, 2 or 3.
     */
    public int planes() {
        return switch (this) {
            case I420 -> 3;
            case NV12 -> 2;
            default -> 1;
        };
    }

    /**
     * Where a plane starts.
     *
     * @param plane  index below {@link #planes()}.
     * @param width  pixels.
     * @param height pixels.
     * @return byte offset from the start of the picture.
     */
    public int planeOffset(final int plane, final int width, final int height) {
        return switch (plane) {
            case 0 -> 0;
            case 1 -> width * height;
            default -> width * height + ((width + 1) / 2) * ((height + 1) / 2);
        };
    }

    /**
     * Distance between two rows of a plane.
     *
     * @param plane index below {@link #planes()}.
     * @param width pixels of the picture.
     * @return bytes.
     */
    public int stride(final int plane, final int width) {
        return switch (this) {
            case I420 -> plane == 0 ? width : (width + 1) / 2;
            case NV12 -> plane == 0 ? width : (width + 1) / 2 * 2;
            case YUY2 -> (width + 1) / 2 * 4;
            case RGB24 -> width * 3;
            case BGRA -> width * 4;
            case GRAY8 -> width;
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
