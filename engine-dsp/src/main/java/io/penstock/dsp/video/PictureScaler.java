package io.penstock.dsp.video;

import io.penstock.dsp.kernel.PlaneScaler;
import io.penstock.format.VideoFormat;

/** Scales all components of a picture from a rectangle of one picture to a rectangle of another of the same layout. Allocates nothing later. */
final class PictureScaler {
    private final Component[] from;
    private final Component[] to;
    private final PlaneScaler[] scalers;
    private final Placement place;
    private final int targetWidth;
    private final int targetHeight;

    PictureScaler(final VideoFormat source, final VideoFormat target, final Placement place, final ScaleQuality quality) {
        from = Component.of(source);
        to = Component.of(target);
        this.place = place;
        targetWidth = target.width();
        targetHeight = target.height();
        scalers = new PlaneScaler[from.length];
        for (int i = 0; i < from.length; i++) {
            final Component c = from[i];
            final boolean likeTheOneBefore = i > 0 && c.across() == from[i - 1].across() && c.down() == from[i - 1].down();
            scalers[i] = likeTheOneBefore ? scalers[i - 1] : new PlaneScaler(
                quality.filter(c.columns(place.width()), c.columns(place.targetWidth())),
                quality.filter(c.rows(place.height()), c.rows(place.targetHeight())), place.left() >> c.across(), place.top() >> c.down());
        }
    }

    /** Fills the rectangle only. */
    void scale(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        for (int i = 0; i < from.length; i++) {
            final Component a = from[i];
            final Component b = to[i];
            scalers[i].scale(in, inAt + a.offset(), a.step(), a.stride(), out, b.at(outAt, place.toLeft(), place.toTop()), b.step(),
                b.stride());
        }
    }

    /** Blackens what lies around the rectangle. */
    void border(final byte[] out, final int outAt) {
        for (final Component c : to) {
            final int x = place.toLeft() >> c.across();
            final int y = place.toTop() >> c.down();
            final int w = c.columns(place.targetWidth());
            final int h = c.rows(place.targetHeight());
            final int columns = c.columns(targetWidth);
            final int rows = c.rows(targetHeight);
            c.fill(out, outAt, 0, 0, columns, y, c.black());
            c.fill(out, outAt, 0, y + h, columns, rows - y - h, c.black());
            c.fill(out, outAt, 0, y, x, h, c.black());
            c.fill(out, outAt, x + w, y, columns - x - w, h, c.black());
        }
    }
}
