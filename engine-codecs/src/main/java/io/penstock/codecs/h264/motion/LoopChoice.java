package io.penstock.codecs.h264.motion;

import java.util.Arrays;

/**
 * Finds out whether this JVM has the Vector API on a machine that is fast at it. It is an incubator, so nothing needs it: a host that wants it
 * adds {@code --add-modules jdk.incubator.vector} to its JVM (17 or later). Results are the same to the bit.
 * {@code -Dpenstock.accelerator=off} keeps to plain Java.
 */
final class LoopChoice {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String LOOPS = "io.penstock.codecs.h264.motion.IncubatorLoops";
    private static final int RUNS = 2500;
    private static final int STRIDE = 40;
    private static final int ROWS = 24;
    /** Where blocks begin: the filter reaches three rows further up and down. */
    private static final int AT = 3 * STRIDE + 3;

    private LoopChoice() {
    }

    static PixelLoops find() {
        if ("off".equals(System.getProperty("penstock.accelerator")) || ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new PixelLoops();
        }
        try {
            final PixelLoops loops = (PixelLoops) Class.forName(LOOPS).getDeclaredConstructor().newInstance();
            return loops.suited() && runIn(loops) ? loops : new PixelLoops();
        } catch (final ReflectiveOperationException | LinkageError | RuntimeException e) {
            System.getLogger(LoopChoice.class.getName()).log(System.Logger.Level.WARNING, "the Vector API is there but cannot be used", e);
            return new PixelLoops();
        }
    }

    /** Lets C2 compile the loops, which are hundreds of times slower before, and compares them with the plain ones. */
    private static boolean runIn(final PixelLoops loops) {
        final byte[] a = new byte[STRIDE * ROWS];
        final byte[] b = new byte[STRIDE * ROWS];
        int seed = 1;
        for (int i = 0; i < a.length; i++) {
            seed = seed * 1_664_525 + 1_013_904_223;
            a[i] = (byte) (seed >> 24);
            b[i] = (byte) (seed >> 31);
        }
        final byte[][] planes = new byte[6][a.length];
        final short[] scratch = new short[PixelLoops.SCRATCH];
        final PixelLoops plain = new PixelLoops();
        plain.halfSamples(b, AT, STRIDE, 16, planes[0], planes[1], planes[2], scratch);
        boolean same = true;
        for (int run = 0; run < RUNS; run++) {
            final int at = AT + (run & 7);
            same &= loops.sad16(a, at, STRIDE, b, AT, STRIDE, 16) == plain.sad16(a, at, STRIDE, b, AT, STRIDE, 16);
            same &= loops.sadOfAverage16(a, at, STRIDE, b, AT, a, AT, STRIDE, 16) == plain.sadOfAverage16(a, at, STRIDE, b, AT, a, AT, STRIDE, 16);
            loops.halfSamples(b, AT, STRIDE, 16, planes[3], planes[4], planes[5], scratch);
        }
        return same && Arrays.equals(planes[0], planes[3]) && Arrays.equals(planes[1], planes[4]) && Arrays.equals(planes[2], planes[5]);
    }
}
