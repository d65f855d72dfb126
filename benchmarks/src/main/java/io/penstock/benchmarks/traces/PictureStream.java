package io.penstock.benchmarks.traces;

import java.util.SplittableRandom;

/** Sizes of encoded pictures, 30 a second: seeded, about a mean, key frames several times as large, and a busier second now and then. */
final class PictureStream {
    static final int PACKET_BYTES = 1188;
    private static final int FRAMES_A_SECOND = 30;
    private static final double KEY_TIMES = 5;
    private static final double SPREAD = 0.35;
    private static final double BUSY_SHARE = 0.2;
    private static final double BUSY_TIMES = 1.6;
    /** So that the mean stays what was asked for. */
    private static final double CALM_TIMES = (1 - BUSY_SHARE * BUSY_TIMES) / (1 - BUSY_SHARE);

    private final SplittableRandom random;
    private final double meanBytes;
    private double second;
    private int frame;

    PictureStream(final int bitsPerSecond, final long seed) {
        random = new SplittableRandom(seed);
        meanBytes = bitsPerSecond / 8.0 / FRAMES_A_SECOND;
    }

    /** Bytes of the next picture, from a few dozen up. */
    int next(final boolean key) {
        if (frame++ % FRAMES_A_SECOND == 0) {
            second = random.nextDouble() < BUSY_SHARE ? BUSY_TIMES : CALM_TIMES;
        }
        final double spread = 1 + SPREAD * (random.nextDouble() + random.nextDouble() - 1);
        return Math.max(40, (int) Math.round(meanBytes * spread * second * (key ? KEY_TIMES : 1)));
    }
}
