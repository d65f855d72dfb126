package io.penstock.dsp.video;

import io.penstock.dsp.kernel.picture.ScaleFilter;

/** How pixels are weighed when a picture changes its size. All of them keep aliases out; sharpness and cost differ. */
public enum ScaleQuality {
    /** Linear between neighbours, a triangle where pixels become fewer: cheapest, softest. */
    BILINEAR,
    /** Mean over the area that a pixel covers where pixels become fewer, linear where they become more: made for thumbnails. */
    AREA,
    /** Windowed sinc of three lobes: sharpest. */
    LANCZOS;

    ScaleFilter filter(final int source, final int target) {
        return switch (this) {
            case BILINEAR -> ScaleFilter.triangle(source, target);
            case AREA -> ScaleFilter.area(source, target);
            case LANCZOS -> ScaleFilter.lanczos(source, target);
        };
    }
}
