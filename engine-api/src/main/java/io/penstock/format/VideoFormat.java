package io.penstock.format;

import java.util.Objects;

/**
 * Raw pictures.
 *
 * @param width  pixels, 1–16384.
 * @param height pixels, 1–16384.
 * @param layout how pixels lie in memory.
 * @param rate   nominal frame rate.
 * @param color  matrix and range.
 */
public record VideoFormat(int width, int height, PixelLayout layout, FrameRate rate, VideoColor color) implements Format {
    /** Largest accepted width or height. */
    public static final int MAX_SIDE = 16_384;

    /**
     * Checks the ranges.
     *
     * @param width see the record
     * @param height see the record
     * @param layout see the record
     * @param rate see the record
     * @param color see the record
     */
    public VideoFormat {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(color, "color");
        if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
            throw new IllegalArgumentException("video format " + width + 'x' + height + ": accepted are 1–" + MAX_SIDE + " pixels a side");
        }
    }

    /**
     * Planar 4:2:0, BT.601 limited range.
     *
     * @param width  pixels.
     * @param height pixels.
     * @param fps    frames per second; 0 = variable.
     * @return the format.
     */
    public static VideoFormat i420(final int width, final int height, final int fps) {
        return i420(width, height, FrameRate.of(fps));
    }

    /**
     * Planar 4:2:0, BT.601 limited range.
     *
     * @param width  pixels.
     * @param height pixels.
     * @param rate   frame rate.
     * @return the format.
     */
    public static VideoFormat i420(final int width, final int height, final FrameRate rate) {
        return new VideoFormat(width, height, PixelLayout.I420, rate, VideoColor.BT601_LIMITED);
    }

    /**
     * The same at another size.
     *
     * @param newWidth  pixels.
     * @param newHeight pixels.
     * @return the format.
     */
    public VideoFormat sized(final int newWidth, final int newHeight) {
        return new VideoFormat(newWidth, newHeight, layout, rate, color);
    }

    /**
     * The same at another frame rate.
     *
     * @param newRate frame rate.
     * @return the format.
     */
    public VideoFormat at(final FrameRate newRate) {
        return new VideoFormat(width, height, layout, newRate, color);
    }

    @Override
    public MediaKind kind() {
        return MediaKind.VIDEO;
    }

    @Override
    public int frameBytes() {
        return layout.frameBytes(width, height);
    }

    @Override
    public long frameNs() {
        return rate.frameNs();
    }

    @Override
    public String describe() {
        return width + "x" + height + ' ' + layout + ' ' + rate;
    }

    @Override
    public String toString() {
        return describe();
    }
}
