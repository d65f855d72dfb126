package io.penstock.format;

/** Matrix and range of YCbCr samples (ITU-R BT.601, BT.709); RGB layouts carry {@link #RGB}. */
public enum VideoColor {
    /** BT.601, luma 16–235. */
    BT601_LIMITED,
    /** BT.601, luma 0–255 (JPEG). */
    BT601_FULL,
    /** BT.709, luma 16–235. */
    BT709_LIMITED,
    /** BT.709, luma 0–255. */
    BT709_FULL,
    /** Full-range RGB. */
    RGB
}
