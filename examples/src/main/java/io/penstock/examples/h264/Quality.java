package io.penstock.examples.h264;

import java.util.Locale;

/**
 * How near pictures are to what they should be: PSNR and SSIM of each plane. The PSNR is that of the mean squared error of all pictures, the
 * SSIM the mean of those of the pictures, as ffmpeg's filters put them out. One thread.
 */
final class Quality {
    /** What pictures that do not differ at all count as. */
    static final double IDENTICAL_DB = 100;
    private static final double PEAK_SQUARED = 255.0 * 255.0;

    private final int width;
    private final int height;
    private final int chromaWidth;
    private final int chromaHeight;
    private final double[] squares = new double[3];
    private final double[] similarity = new double[3];
    private final Ssim ssim = new Ssim();
    private int pictures;

    /** For I420 pictures of a size, planes one after the other. */
    Quality(final int width, final int height) {
        this.width = width;
        this.height = height;
        chromaWidth = (width + 1) / 2;
        chromaHeight = (height + 1) / 2;
    }

    /** Compares two pictures. */
    void add(final byte[] wanted, final int wantedAt, final byte[] shown, final int shownAt) {
        int at = 0;
        for (int plane = 0; plane < 3; plane++) {
            final int columns = plane == 0 ? width : chromaWidth;
            final int rows = plane == 0 ? height : chromaHeight;
            squares[plane] += squares(wanted, wantedAt + at, shown, shownAt + at, columns * rows);
            similarity[plane] += ssim.of(wanted, wantedAt + at, shown, shownAt + at, columns, rows);
            at += columns * rows;
        }
        pictures++;
    }

    private static long squares(final byte[] a, final int aAt, final byte[] b, final int bAt, final int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            final int d = (a[aAt + i] & 0xFF) - (b[bAt + i] & 0xFF);
            sum += d * d;
        }
        return sum;
    }

    int pictures() {
        return pictures;
    }

    /** Of a plane, 0 = luma, 1 = Cb, 2 = Cr; 0 if nothing was compared. */
    double psnrDb(final int plane) {
        final double samples = (double) pictures * samples(plane);
        return pictures == 0 ? 0 : squares[plane] == 0 ? IDENTICAL_DB : 10 * Math.log10(PEAK_SQUARED * samples / squares[plane]);
    }

    /** Of a plane; 0 if nothing was compared. */
    double ssim(final int plane) {
        return pictures == 0 ? 0 : similarity[plane] / pictures;
    }

    /** Of all planes, each weighed by its samples. */
    double ssimAll() {
        return (ssim(0) * samples(0) + ssim(1) * samples(1) + ssim(2) * samples(2)) / (samples(0) + samples(1) + samples(2));
    }

    private double samples(final int plane) {
        return plane == 0 ? (double) width * height : (double) chromaWidth * chromaHeight;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "psnr-y %.2f  psnr-u %.2f  psnr-v %.2f dB  ssim-y %.4f  ssim-u %.4f  ssim-v %.4f  ssim %.4f", psnrDb(0),
            psnrDb(1), psnrDb(2), ssim(0), ssim(1), ssim(2), ssimAll());
    }
}
