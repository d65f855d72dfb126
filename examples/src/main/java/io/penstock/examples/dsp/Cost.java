package io.penstock.examples.dsp;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * CPU time that this thread spent on something whose length is known beforehand: all of it, and that of the second half, when most of the code
 * has been compiled. The compiler's own threads are not in it. One thread.
 */
final class Cost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final double length;
    private final long beginNs = THREADS.getCurrentThreadCpuTime();
    private long middleNs;
    private double middle;
    private long endNs;
    private double end;

    /** Starts measuring what is so long, in seconds or pictures or whatever else. */
    Cost(final double length) {
        this.length = length;
    }

    /** Work has been done up to a place; to be called now and then, once per hop or picture at most, and at the end. */
    void reached(final double place) {
        if (middleNs == 0 && place >= length / 2) {
            middleNs = THREADS.getCurrentThreadCpuTime();
            middle = place;
        }
        if (place >= length) {
            endNs = THREADS.getCurrentThreadCpuTime();
            end = place;
        }
    }

    /** Length per second of CPU time, warm-up included. */
    double speed() {
        return end / Math.max((endNs - beginNs) * 1e-9, 1e-9);
    }

    /** The same of the second half; of all if it was done in one step. */
    double warmSpeed() {
        return end > middle ? (end - middle) / Math.max((endNs - middleNs) * 1e-9, 1e-9) : speed();
    }

    /** For a length in samples of a rate. */
    String timesRealTime(final int rateHz) {
        return String.format(Locale.ROOT, "%.0f x real time (CPU, warm-up included), %.0f x in the second half", speed() / rateHz,
            warmSpeed() / rateHz);
    }

    String perSecond() {
        return String.format(Locale.ROOT, "%.1f fps on one core (CPU, warm-up included), %.1f fps in the second half", speed(), warmSpeed());
    }
}
