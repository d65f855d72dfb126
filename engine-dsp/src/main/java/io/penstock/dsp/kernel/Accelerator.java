package io.penstock.dsp.kernel;

/**
 * Finds out, once, whether this JVM has the Vector API, and if so lets the loops run by it that win at least twice their speed.
 *
 * <p>It is an incubator, so nothing needs it: a host that wants it adds {@code --add-modules jdk.incubator.vector} to its JVM (17 or later).
 * Results then differ by rounding only, at most 1e-6 of the sum of the magnitudes added. {@code -Dpenstock.accelerator=off} keeps to plain Java.
 */
public final class Accelerator {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String LOOPS = "io.penstock.dsp.kernel.IncubatorLoops";
    private static final float TOLERANCE = 1e-6f;
    private static final int RUNS = 30_000;
    private static final int LENGTH = 67;

    private static final FloatLoops FOUND = find();

    private Accelerator() {
    }

    /**
     * Whether the loops run by the Vector API.
     *
     * @return false: plain Java.
     */
    public static boolean active() {
        return FOUND.getClass() != FloatLoops.class;
    }

    static FloatLoops loops() {
        return FOUND;
    }

    private static FloatLoops find() {
        if ("off".equals(System.getProperty("penstock.accelerator")) || ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new FloatLoops();
        }
        try {
            final FloatLoops loops = (FloatLoops) Class.forName(LOOPS).getDeclaredConstructor().newInstance();
            return runIn(loops) ? loops : new FloatLoops();
        } catch (final ReflectiveOperationException | LinkageError | RuntimeException e) {
            System.getLogger(Accelerator.class.getName()).log(System.Logger.Level.WARNING, "the Vector API is there but cannot be used", e);
            return new FloatLoops();
        }
    }

    /** Lets C2 compile the loops, which are hundreds of times slower before, and compares them with the plain ones. */
    private static boolean runIn(final FloatLoops loops) {
        final FloatLoops plain = new FloatLoops();
        final float[] a = new float[LENGTH];
        final float[] b = new float[LENGTH];
        int seed = 1;
        for (int i = 0; i < LENGTH; i++) {
            seed = seed * 1_664_525 + 1_013_904_223;
            a[i] = seed * 0x1p-31f;
            b[LENGTH - 1 - i] = a[i] * a[i] - 0.5f;
        }
        boolean same = true;
        for (int run = 0; run < RUNS; run++) {
            final int n = LENGTH - (run & 31);
            same &= Math.abs(loops.dot(a, 0, b, LENGTH - n, n) - plain.dot(a, 0, b, LENGTH - n, n)) <= n * TOLERANCE;
        }
        return same;
    }
}
