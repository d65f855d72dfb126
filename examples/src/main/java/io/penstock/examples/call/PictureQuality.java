package io.penstock.examples.call;

import io.penstock.core.stages.measure.PictureStamp;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Luma PSNR of pictures as shown against the same pictures as captured: every fifth picture is kept, found again by its stamp, and compared
 * whole, stamp included. The mean is that of the decibels. One thread keeps, one compares.
 */
final class PictureQuality {
    private static final int EVERY = 5;
    private static final int KEPT = 24;
    /** What 8-bit pictures that do not differ at all count as. */
    private static final double IDENTICAL_DB = 100;
    private static final double PEAK_SQUARED = 255.0 * 255.0;
    private final int width;
    private final int height;
    private final byte[][] pictures;
    private final AtomicLongArray stamps = new AtomicLongArray(KEPT);
    private long captured;
    private int kept;
    private volatile int compared;
    private volatile double sumDb;

    PictureQuality(final int width, final int height) {
        this.width = width;
        this.height = height;
        pictures = new byte[KEPT][width * height];
        for (int i = 0; i < KEPT; i++) {
            stamps.set(i, PictureStamp.DAMAGED);
        }
    }

    /** A picture goes to the encoder. */
    void captured(final long captureNs, final byte[] luma, final int offset) {
        if (captured++ % EVERY == 0) {
            final int slot = kept++ % KEPT;
            stamps.set(slot, PictureStamp.DAMAGED);
            System.arraycopy(luma, offset, pictures[slot], 0, pictures[slot].length);
            stamps.set(slot, PictureStamp.micros(captureNs));
        }
    }

    /** A picture is shown. */
    void shown(final long stamp, final int shownWidth, final int shownHeight, final byte[] luma, final int offset) {
        if (shownWidth != width || shownHeight != height) {
            return;
        }
        for (int slot = 0; slot < KEPT; slot++) {
            if (stamps.get(slot) == stamp) {
                final double db = psnr(pictures[slot], luma, offset, width * height);
                if (stamps.get(slot) == stamp) { // not overwritten meanwhile
                    sumDb = sumDb + db;
                    compared = compared + 1;
                }
                return;
            }
        }
    }

    /** PSNR of the first {@code samples} of two pictures. */
    static double psnr(final byte[] a, final byte[] b, final int offset, final int samples) {
        long squares = 0;
        for (int i = 0; i < samples; i++) {
            final int d = (a[i] & 0xFF) - (b[offset + i] & 0xFF);
            squares += d * d;
        }
        return squares == 0 ? IDENTICAL_DB : 10 * Math.log10(PEAK_SQUARED * samples / squares);
    }

    /** Mean; null when nothing was compared. */
    Double meanDb() {
        return compared == 0 ? null : Series.round(sumDb / compared);
    }

    int compared() {
        return compared;
    }
}
