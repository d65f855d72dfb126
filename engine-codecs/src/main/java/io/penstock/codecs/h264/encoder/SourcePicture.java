package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.Picture;
import java.util.Arrays;

/** The picture that is to be coded, with its last column and row repeated up to whole macroblocks. */
final class SourcePicture {
    private final int width;
    private final int height;
    private final Picture picture;

    SourcePicture(final int width, final int height) {
        this.width = width;
        this.height = height;
        picture = new Picture(width + 15 & ~15, height + 15 & ~15);
    }

    Picture picture() {
        return picture;
    }

    void take(final byte[] luma, final int lumaAt, final int lumaStride, final byte[] cb, final int cbAt, final byte[] cr, final int crAt,
              final int chromaStride) {
        take(luma, lumaAt, lumaStride, width, height, picture.luma, picture.lumaAt(0, 0), picture.lumaStride, picture.width(), picture.height());
        final int wide = (width + 1) / 2;
        final int high = (height + 1) / 2;
        final int at = picture.chromaAt(0, 0);
        take(cb, cbAt, chromaStride, wide, high, picture.cb, at, picture.chromaStride, picture.width() / 2, picture.height() / 2);
        take(cr, crAt, chromaStride, wide, high, picture.cr, at, picture.chromaStride, picture.width() / 2, picture.height() / 2);
    }

    private static void take(final byte[] from, final int fromAt, final int fromStride, final int width, final int height, final byte[] to,
                             final int toAt, final int toStride, final int wholeWidth, final int wholeHeight) {
        for (int y = 0; y < height; y++) {
            final int row = toAt + y * toStride;
            System.arraycopy(from, fromAt + y * fromStride, to, row, width);
            if (width < wholeWidth) {
                Arrays.fill(to, row + width, row + wholeWidth, to[row + width - 1]);
            }
        }
        final int last = toAt + (height - 1) * toStride;
        for (int y = height; y < wholeHeight; y++) {
            System.arraycopy(to, last, to, toAt + y * toStride, wholeWidth);
        }
    }
}
