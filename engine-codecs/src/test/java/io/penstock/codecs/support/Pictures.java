package io.penstock.codecs.support;

import io.penstock.format.VideoFormat;

/** Moving pictures that look natural enough for an encoder: soft gradients, texture, and a disc that wanders. */
public final class Pictures {
    private Pictures() {
    }

    public static byte[] i420(final VideoFormat format, final int index) {
        final int w = format.width();
        final int h = format.height();
        final byte[] to = new byte[format.frameBytes()];
        final int cx = w / 2 + (int) (w / 4.0 * Math.sin(index / 9.0));
        final int cy = h / 2 + (int) (h / 4.0 * Math.cos(index / 7.0));
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                final boolean disc = (x - cx) * (x - cx) + (y - cy) * (y - cy) < w * w / 36;
                to[y * w + x] = (byte) (disc ? 200 : 60 + 80 * x / w + 40 * y / h + 8 * Math.sin((x + index) / 5.0) * Math.cos(y / 6.0)
                    + ((x * 7919 + y * 104_729 + index * 15_485_863) * 31 >>> 12 & 15));
            }
        }
        final int cw = (w + 1) / 2;
        final int ch = (h + 1) / 2;
        for (int y = 0; y < ch; y++) {
            for (int x = 0; x < cw; x++) {
                to[w * h + y * cw + x] = (byte) (110 + 30 * x / cw);
                to[w * h + cw * ch + y * cw + x] = (byte) (150 - 30 * y / ch);
            }
        }
        return to;
    }

    public static double lumaPsnr(final byte[] a, final byte[] b, final VideoFormat format) {
        final int n = format.width() * format.height();
        long sum = 0;
        for (int i = 0; i < n; i++) {
            final int d = (a[i] & 255) - (b[i] & 255);
            sum += (long) d * d;
        }
        return sum == 0 ? 99 : 10 * Math.log10(65025.0 * n / sum);
    }
}
