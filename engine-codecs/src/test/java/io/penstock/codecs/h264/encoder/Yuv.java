package io.penstock.codecs.h264.encoder;

import java.util.Arrays;

/** A 4:2:0 picture as a caller may hand it over: planes anywhere in larger arrays, rows as far apart as he likes. */
final class Yuv {
    final int width;
    final int height;
    final int chromaWidth;
    final int chromaHeight;
    final int lumaStride;
    final int chromaStride;
    final int lumaAt;
    final int cbAt;
    final int crAt;
    final byte[] luma;
    final byte[] cb;
    final byte[] cr;

    /** A picture whose rows have so many samples between them, and whose planes so many before them. */
    Yuv(final int width, final int height, final int padding) {
        this.width = width;
        this.height = height;
        chromaWidth = (width + 1) / 2;
        chromaHeight = (height + 1) / 2;
        lumaStride = width + padding;
        chromaStride = chromaWidth + padding / 2;
        lumaAt = padding;
        cbAt = padding / 2;
        crAt = 3 * padding;
        luma = new byte[lumaAt + lumaStride * (height - 1) + width];
        cb = new byte[cbAt + chromaStride * (chromaHeight - 1) + chromaWidth];
        cr = new byte[crAt + chromaStride * (chromaHeight - 1) + chromaWidth];
    }

    /** A picture whose planes follow one another without anything between them. */
    static Yuv packed(final int width, final int height, final byte[] planes) {
        final Yuv picture = new Yuv(width, height, 0);
        System.arraycopy(planes, 0, picture.luma, 0, picture.luma.length);
        System.arraycopy(planes, picture.luma.length, picture.cb, 0, picture.cb.length);
        System.arraycopy(planes, picture.luma.length + picture.cb.length, picture.cr, 0, picture.cr.length);
        return picture;
    }

    void luma(final int x, final int y, final int value) {
        luma[lumaAt + y * lumaStride + x] = (byte) Math.max(0, Math.min(255, value));
    }

    void chroma(final int x, final int y, final int blue, final int red) {
        cb[cbAt + y * chromaStride + x] = (byte) Math.max(0, Math.min(255, blue));
        cr[crAt + y * chromaStride + x] = (byte) Math.max(0, Math.min(255, red));
    }

    /** The whole picture in three samples. */
    void fill(final int y, final int blue, final int red) {
        Arrays.fill(luma, (byte) y);
        Arrays.fill(cb, (byte) blue);
        Arrays.fill(cr, (byte) red);
    }
}
