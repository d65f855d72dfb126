package io.penstock.examples.interop;

import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares pictures. */
final class Pictures {
    /** What pictures that do not differ at all count as. */
    static final double IDENTICAL_DB = 99;
    private static final double PEAK_SQUARED = 255.0 * 255.0;

    private Pictures() {
    }

    /** Whole pictures of a file of nothing else; what is left at its end is left out. */
    static List<byte[]> read(final Path file, final VideoFormat format) throws IOException {
        final byte[] all = Files.readAllBytes(file);
        final List<byte[]> pictures = new ArrayList<>();
        final int bytes = format.frameBytes();
        for (int at = 0; at + bytes <= all.length; at += bytes) {
            pictures.add(Arrays.copyOfRange(all, at, at + bytes));
        }
        return pictures;
    }

    /** Peak signal-to-noise ratio of luma. */
    static double lumaPsnrDb(final byte[] a, final byte[] b, final VideoFormat format) {
        final int n = format.width() * format.height();
        long squares = 0;
        for (int i = 0; i < n; i++) {
            final int d = (a[i] & 0xFF) - (b[i] & 0xFF);
            squares += d * d;
        }
        return squares == 0 ? IDENTICAL_DB : 10 * Math.log10(PEAK_SQUARED * n / squares);
    }
}
