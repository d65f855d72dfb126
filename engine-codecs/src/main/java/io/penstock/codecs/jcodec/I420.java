package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.SequenceParameters;
import org.jcodec.common.model.Picture;

/** Moves pictures between JCodec (planes of whole macroblocks, samples 128 less, signed) and packed I420. */
final class I420 {
    private I420() {
    }

    /** Writes the part of a decoded picture that is shown. */
    static void copy(final Picture from, final SequenceParameters sps, final byte[] to, final int offset) {
        final int width = sps.width();
        final int height = sps.height();
        int at = offset;
        for (int plane = 0; plane < 3; plane++) {
            final int shift = plane == 0 ? 0 : 1;
            final int w = width + shift >> shift;
            final int h = height + shift >> shift;
            final byte[] source = from.getPlaneData(plane);
            final int stride = 16 * sps.widthMbs() >> shift;
            for (int y = 0; y < h; y++) {
                flip(source, ((sps.top() >> shift) + y) * stride + (sps.left() >> shift), to, at, w);
                at += w;
            }
        }
    }

    /** Fills planes of whole macroblocks from packed I420; what lies beyond the picture repeats its last column and row. */
    static void fill(final byte[] from, final int offset, final int width, final int height, final Picture to) {
        int at = offset;
        for (int plane = 0; plane < 3; plane++) {
            final int shift = plane == 0 ? 0 : 1;
            final int w = width + shift >> shift;
            final int h = height + shift >> shift;
            final byte[] target = to.getPlaneData(plane);
            final int stride = to.getPlaneWidth(plane);
            final int rows = to.getPlaneHeight(plane);
            for (int y = 0; y < rows; y++) {
                final int row = y * stride;
                if (y < h) {
                    flip(from, at, target, row, w);
                    at += w;
                    java.util.Arrays.fill(target, row + w, row + stride, target[row + w - 1]);
                } else {
                    System.arraycopy(target, row - stride, target, row, stride);
                }
            }
        }
    }

    private static void flip(final byte[] from, final int fromAt, final byte[] to, final int toAt, final int length) {
        for (int i = 0; i < length; i++) {
            to[toAt + i] = (byte) (from[fromAt + i] ^ 0x80);
        }
    }
}
