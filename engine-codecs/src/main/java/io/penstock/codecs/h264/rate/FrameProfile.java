package io.penstock.codecs.h264.rate;

import java.util.Arrays;

/**
 * How the bits of a picture come along: which share of them each part of it took in pictures of the same kind before, so that part of the way
 * through the next one it can be said where it will end. Parts are {@value #PARTS} equal ones in coding order. Not thread-safe.
 */
final class FrameProfile {
    /** Parts a picture is cut into. */
    static final int PARTS = 32;

    private final double[] share = new double[PARTS];
    private final double[] taken = new double[PARTS];

    FrameProfile() {
        Arrays.fill(share, 1.0 / PARTS);
    }

    /** Share of the bits of a part, all of them together 1. */
    double share(final int part) {
        return share[part];
    }

    /** Notes what a part took, in bits as if it had the picture's own quantiser. */
    void took(final int part, final double bits) {
        taken[part] = bits;
    }

    /** Mixes what was noted into the shares: the last picture counts a third. */
    void learn() {
        double all = 0;
        for (int i = 0; i < PARTS; i++) {
            all += taken[i];
        }
        if (all <= 0) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < PARTS; i++) {
            // a tenth stays spread evenly, for what moves into parts that were still
            share[i] += (0.9 * taken[i] / all + 0.1 / PARTS - share[i]) / 3;
            sum += share[i];
        }
        for (int i = 0; i < PARTS; i++) {
            share[i] /= sum;
        }
    }
}
