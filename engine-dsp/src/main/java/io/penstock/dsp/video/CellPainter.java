package io.penstock.dsp.video;

import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;

/** One place of a {@link Compositor}'s picture: its rectangle, the scaled picture in it, and what stands there when there is none. */
final class CellPainter {
    private final int input;
    private final ScaleFit fit;
    private final int x;
    private final int y;
    private final VideoFormat size;
    private final byte[] slate;
    private final byte[] picture;
    private VideoFormat from;
    private PictureScaler scaler;
    private boolean same;

    CellPainter(final Arrangement.Cell cell, final VideoFormat whole, final Still slate) {
        input = cell.input();
        fit = cell.fit();
        x = Math.min(even(cell.x() * whole.width()), even(whole.width() - 1));
        y = Math.min(even(cell.y() * whole.height()), even(whole.height() - 1));
        final int right = end(cell.x() + cell.width(), whole.width());
        final int bottom = end(cell.y() + cell.height(), whole.height());
        size = whole.sized(Math.max(1, right - x), Math.max(1, bottom - y));
        // Whole, so that text can be read; what has no shape of its own fills its place.
        this.slate = slate.render(size, slate.width() * slate.height() <= 4 ? ScaleFit.STRETCH : ScaleFit.LETTERBOX);
        picture = new byte[size.frameBytes()];
    }

    private static int even(final double pixels) {
        return (int) Math.round(pixels / 2) * 2;
    }

    private static int end(final double part, final int side) {
        return part > 1 - 1e-6 ? side : Math.min(side, even(part * side));
    }

    int input() {
        return input;
    }

    VideoFormat size() {
        return size;
    }

    /** Another format comes from the input; allocates. */
    void prepare(final VideoFormat format, final ScaleQuality quality) {
        from = format;
        same = format != null && format.width() == size.width() && format.height() == size.height();
        if (format != null && !same) {
            scaler = new PictureScaler(format, size, Placement.of(fit, format.width(), format.height(), 0, 0, size.width(), size.height()),
                quality);
            scaler.border(picture, 0);
        }
    }

    void take(final Frame frame) {
        if (same) {
            System.arraycopy(frame.array(), frame.arrayOffset(), picture, 0, from.frameBytes());
        } else {
            scaler.scale(frame.array(), frame.arrayOffset(), picture, 0);
        }
    }

    void paint(final boolean present, final byte[] to, final int toAt, final VideoFormat whole) {
        PlaneCopy.copy(whole.layout(), present ? picture : slate, 0, size.width(), size.height(), 0, 0, to, toAt, whole.width(), whole.height(),
            x, y, size.width(), size.height());
    }
}
