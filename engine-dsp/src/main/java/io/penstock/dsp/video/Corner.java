package io.penstock.dsp.video;

/** What a place in a picture is counted from. */
public enum Corner {
    /** Upper left. */
    TOP_LEFT,
    /** Upper right. */
    TOP_RIGHT,
    /** Lower left. */
    BOTTOM_LEFT,
    /** Lower right. */
    BOTTOM_RIGHT,
    /** The middle. */
    CENTRE;

    /** First column of something so wide, {@code distance} from this corner's edge. */
    int left(final int pictureWidth, final int width, final int distance) {
        return switch (this) {
            case TOP_LEFT, BOTTOM_LEFT -> distance;
            case TOP_RIGHT, BOTTOM_RIGHT -> pictureWidth - width - distance;
            case CENTRE -> (pictureWidth - width) / 2 + distance;
        };
    }

    /** First row of something so high, {@code distance} from this corner's edge. */
    int top(final int pictureHeight, final int height, final int distance) {
        return switch (this) {
            case TOP_LEFT, TOP_RIGHT -> distance;
            case BOTTOM_LEFT, BOTTOM_RIGHT -> pictureHeight - height - distance;
            case CENTRE -> (pictureHeight - height) / 2 + distance;
        };
    }
}
