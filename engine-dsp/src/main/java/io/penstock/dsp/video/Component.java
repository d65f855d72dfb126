package io.penstock.dsp.video;

import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.util.Arrays;

/**
 * Where the samples of one component (Y, U, V, R, G, B, A) of a picture lie: what works sample by sample then works on every layout.
 *
 * @param offset first sample, from the start of the picture.
 * @param step   bytes from sample to sample.
 * @param stride bytes from row to row.
 * @param width  samples in a row.
 * @param height rows.
 * @param across 1 where a sample stands for two columns of pixels, else 0.
 * @param down   1 where a sample stands for two rows of pixels, else 0.
 * @param black  value that the component has in black.
 */
record Component(int offset, int step, int stride, int width, int height, int across, int down, int black) {
    private static final int NEUTRAL = 128;

    static Component[] of(final VideoFormat format) {
        final int w = format.width();
        final int h = format.height();
        final int cw = (w + 1) / 2;
        final int ch = (h + 1) / 2;
        final int black = format.color() == VideoColor.BT601_LIMITED || format.color() == VideoColor.BT709_LIMITED ? 16 : 0;
        final int chroma = w * h;
        return switch (format.layout()) {
            case I420 -> new Component[] {new Component(0, 1, w, w, h, 0, 0, black), new Component(chroma, 1, cw, cw, ch, 1, 1, NEUTRAL),
                new Component(chroma + cw * ch, 1, cw, cw, ch, 1, 1, NEUTRAL)};
            case NV12 -> new Component[] {new Component(0, 1, w, w, h, 0, 0, black), new Component(chroma, 2, 2 * cw, cw, ch, 1, 1, NEUTRAL),
                new Component(chroma + 1, 2, 2 * cw, cw, ch, 1, 1, NEUTRAL)};
            case YUY2 -> new Component[] {new Component(0, 2, 4 * cw, w, h, 0, 0, black), new Component(1, 4, 4 * cw, cw, h, 1, 0, NEUTRAL),
                new Component(3, 4, 4 * cw, cw, h, 1, 0, NEUTRAL)};
            case GRAY8 -> new Component[] {new Component(0, 1, w, w, h, 0, 0, black)};
            case RGB24 -> new Component[] {new Component(0, 3, 3 * w, w, h, 0, 0, 0), new Component(1, 3, 3 * w, w, h, 0, 0, 0),
                new Component(2, 3, 3 * w, w, h, 0, 0, 0)};
            case BGRA -> new Component[] {new Component(0, 4, 4 * w, w, h, 0, 0, 0), new Component(1, 4, 4 * w, w, h, 0, 0, 0),
                new Component(2, 4, 4 * w, w, h, 0, 0, 0), new Component(3, 4, 4 * w, w, h, 0, 0, 255)};
        };
    }

    static boolean isRgb(final PixelLayout layout) {
        return layout == PixelLayout.RGB24 || layout == PixelLayout.BGRA;
    }

    /** Samples that stand for so many columns of pixels. */
    int columns(final int pixels) {
        return pixels + across >> across;
    }

    /** Samples that stand for so many rows of pixels. */
    int rows(final int pixels) {
        return pixels + down >> down;
    }

    /** Where the sample of a pixel lies in a picture that starts at {@code base}. */
    int at(final int base, final int x, final int y) {
        return base + offset + (y >> down) * stride + (x >> across) * step;
    }

    /** Fills a rectangle, given in samples. */
    void fill(final byte[] picture, final int base, final int x, final int y, final int columns, final int rows, final int value) {
        for (int row = y; row < y + rows; row++) {
            final int at = base + offset + row * stride + x * step;
            if (step == 1) {
                Arrays.fill(picture, at, at + columns, (byte) value);
            } else {
                for (int i = 0, p = at; i < columns; i++, p += step) {
                    picture[p] = (byte) value;
                }
            }
        }
    }
}
