package io.penstock.dsp.video;

import io.penstock.dsp.kernel.picture.PlaneScaler;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;

/**
 * Scales pictures of any layout without a graph: what {@link Scaler} does, for hosts that hold pictures themselves. One thread; nothing
 * allocates after construction.
 */
public final class PictureScaler {
    private final Component[] from;
    private final Component[] to;
    private final PlaneScaler[] scalers;
    private final Placement place;
    private final VideoFormat target;

    PictureScaler(final VideoFormat source, final VideoFormat target, final Placement place, final ScaleQuality quality) {
        from = Component.of(source);
        to = Component.of(target);
        this.place = place;
        this.target = target;
        scalers = new PlaneScaler[from.length];
        for (int i = 0; i < from.length; i++) {
            final Component c = from[i];
            final boolean likeTheOneBefore = i > 0 && c.across() == from[i - 1].across() && c.down() == from[i - 1].down();
            scalers[i] = likeTheOneBefore ? scalers[i - 1] : new PlaneScaler(
                quality.filter(c.columns(place.width()), c.columns(place.targetWidth())),
                quality.filter(c.rows(place.height()), c.rows(place.targetHeight())), place.left() >> c.across(), place.top() >> c.down());
        }
    }

    /**
     * Prepares.
     *
     * @param source  format of what comes.
     * @param width   wanted width in pixels.
     * @param height  wanted height in pixels.
     * @param quality how pixels are weighed.
     * @param fit     what becomes of other proportions.
     * @return the scaler.
     * @throws IllegalArgumentException if a side is out of range.
     */
    public static PictureScaler of(final VideoFormat source, final int width, final int height, final ScaleQuality quality,
                                   final ScaleFit fit) {
        final VideoFormat target = Placement.sized(fit, source, width, height);
        return new PictureScaler(source, target,
            Placement.of(fit, source.width(), source.height(), 0, 0, target.width(), target.height()), quality);
    }

    /**
     * What is made.
     *
     * @return the format: that of the source but for its size.
     */
    public VideoFormat target() {
        return target;
    }

    /**
     * Scales a picture.
     *
     * @param in    holds it.
     * @param inAt  index of its first byte.
     * @param out   receives the result.
     * @param outAt index of its first byte.
     */
    public void process(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        border(out, outAt);
        scale(in, inAt, out, outAt);
    }

    /** Fills the rectangle only. */
    void scale(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        for (int i = 0; i < from.length; i++) {
            final Component a = from[i];
            final Component b = to[i];
            scalers[i].scale(in, inAt + a.offset(), a.step(), a.stride(), out, b.at(outAt, place.toLeft(), place.toTop()), b.step(),
                b.stride());
        }
        if (target.layout() == PixelLayout.YUY2 && (target.width() & 1) != 0) {
            // The pixel past the end of an odd row is there all the same.
            final Component luma = to[0];
            for (int y = 0, p = luma.at(outAt, target.width() - 1, 0); y < luma.height(); y++, p += luma.stride()) {
                out[p + luma.step()] = out[p];
            }
        }
    }

    /** Blackens what lies around the rectangle. */
    void border(final byte[] out, final int outAt) {
        for (final Component c : to) {
            final int x = place.toLeft() >> c.across();
            final int y = place.toTop() >> c.down();
            final int w = c.columns(place.targetWidth());
            final int h = c.rows(place.targetHeight());
            final int columns = c.columns(target.width());
            final int rows = c.rows(target.height());
            c.fill(out, outAt, 0, 0, columns, y, c.black());
            c.fill(out, outAt, 0, y + h, columns, rows - y - h, c.black());
            c.fill(out, outAt, 0, y, x, h, c.black());
            c.fill(out, outAt, x + w, y, columns - x - w, h, c.black());
        }
    }
}
