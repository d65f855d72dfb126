package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.Picture;

/**
 * A picture as an encoder made it: the access unit, what the encoder says of it, and a copy of what it believes that decoders show, whole
 * macroblocks, planes one after the other.
 *
 * @param number         which picture of the take it is.
 * @param timeNs         when it was taken.
 * @param bytes          the access unit.
 * @param key            {@link H264Encoder#keyFrame()}.
 * @param layer          {@link H264Encoder#temporalLayer()}.
 * @param discardable    {@link H264Encoder#discardable()}.
 * @param qp             {@link H264Encoder#qp()}.
 * @param slices         {@link H264Encoder#slices()}.
 * @param settings       those in force.
 * @param reconstruction samples.
 */
record Coded(int number, long timeNs, byte[] bytes, boolean key, int layer, boolean discardable, int qp, int slices,
             EncoderSettings settings, byte[] reconstruction) {
    /** Columns of the reconstruction. */
    int codedWidth() {
        return (settings.width() + 15) / 16 * 16;
    }

    /** Rows of the reconstruction. */
    int codedHeight() {
        return (settings.height() + 15) / 16 * 16;
    }

    /** Columns that decoders show: 4:2:0 has no odd ones. */
    int shownWidth() {
        return settings.width() + (settings.width() & 1);
    }

    /** Rows that decoders show. */
    int shownHeight() {
        return settings.height() + (settings.height() & 1);
    }

    /** What decoders show. */
    byte[] shown() {
        return cropped(reconstruction, codedWidth(), codedHeight(), shownWidth(), shownHeight());
    }

    static byte[] cropped(final byte[] planes, final int width, final int height, final int toWidth, final int toHeight) {
        final byte[] cropped = new byte[toWidth * toHeight * 3 / 2];
        int from = 0;
        int to = 0;
        for (int plane = 0; plane < 3; plane++) {
            final int half = plane == 0 ? 0 : 1;
            for (int y = 0; y < toHeight >> half; y++) {
                System.arraycopy(planes, from + y * (width >> half), cropped, to, toWidth >> half);
                to += toWidth >> half;
            }
            from += (width >> half) * (height >> half);
        }
        return cropped;
    }

    /** Planes of a picture without its border, one after the other. */
    static byte[] planes(final Picture p) {
        final byte[] planes = new byte[p.width() * p.height() * 3 / 2];
        int to = 0;
        for (int y = 0; y < p.height(); y++) {
            System.arraycopy(p.luma, p.lumaAt(0, y), planes, to, p.width());
            to += p.width();
        }
        for (final byte[] chroma : new byte[][] {p.cb, p.cr}) {
            for (int y = 0; y < p.height() / 2; y++) {
                System.arraycopy(chroma, p.chromaAt(0, y), planes, to, p.width() / 2);
                to += p.width() / 2;
            }
        }
        return planes;
    }
}
