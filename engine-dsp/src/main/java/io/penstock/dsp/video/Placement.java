package io.penstock.dsp.video;

import io.penstock.format.VideoFormat;

/**
 * Which rectangle of one picture goes to which rectangle of another, in pixels on the grid of chroma.
 *
 * @param left         first column taken.
 * @param top          first row taken.
 * @param width        columns taken.
 * @param height       rows taken.
 * @param toLeft       first column filled.
 * @param toTop        first row filled.
 * @param targetWidth  columns filled.
 * @param targetHeight rows filled.
 */
record Placement(int left, int top, int width, int height, int toLeft, int toTop, int targetWidth, int targetHeight) {
    /** A whole picture, or its middle, into a rectangle of another. */
    static Placement of(final ScaleFit fit, final int w, final int h, final int x, final int y, final int targetW, final int targetH) {
        final boolean wider = (long) w * targetH > (long) h * targetW;
        if (fit == ScaleFit.FILL) {
            final int cropW = wider ? even(Math.max(1, (int) ((long) h * targetW / targetH)), w) : w;
            final int cropH = wider ? h : even(Math.max(1, (int) ((long) w * targetH / targetW)), h);
            return new Placement((w - cropW) / 4 * 2, (h - cropH) / 4 * 2, cropW, cropH, x, y, targetW, targetH);
        }
        if (fit == ScaleFit.LETTERBOX) {
            final int toW = wider ? targetW : nearest((double) w * targetH / h, targetW);
            final int toH = wider ? nearest((double) h * targetW / w, targetH) : targetH;
            return new Placement(0, 0, w, h, x + (targetW - toW) / 4 * 2, y + (targetH - toH) / 4 * 2, toW, toH);
        }
        return new Placement(0, 0, w, h, x, y, targetW, targetH);
    }

    /** The format that a picture has when it was fitted into a size. */
    static VideoFormat sized(final ScaleFit fit, final VideoFormat format, final int width, final int height) {
        if (fit != ScaleFit.WITHIN) {
            return format.sized(width, height);
        }
        final int w = format.width();
        final int h = format.height();
        final boolean wider = (long) w * height > (long) h * width;
        return wider ? format.sized(width, nearest((double) h * width / w, height)) : format.sized(nearest((double) w * height / h, width), height);
    }

    /** The even number next to a length, but the whole side if that is as near. */
    private static int nearest(final double length, final int side) {
        final int even = Math.max(1, (int) Math.round(length / 2) * 2);
        return even >= side ? side : even;
    }

    /** Chroma is cut at whole samples. */
    private static int even(final int size, final int most) {
        return Math.min(most, size + 1 & ~1);
    }
}
