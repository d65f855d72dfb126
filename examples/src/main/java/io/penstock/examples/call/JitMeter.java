package io.penstock.examples.call;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much of the processor this JVM takes beside its Java threads: its compilers and its garbage collector. */
final class JitMeter {
    private static final long UNKNOWN = -1;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long lastNs = otherNs();

    boolean isKnown() {
        return lastNs != UNKNOWN;
    }

    /** Milliseconds since the last call, or since it was made. */
    long sinceLastMs() {
        final long now = otherNs();
        final long spent = now - lastNs;
        lastNs = now;
        return Math.max(0, spent / 1_000_000);
    }

    private long otherNs() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system)
            || !threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
            return UNKNOWN;
        }
        long java = 0;
        for (final long id : threads.getAllThreadIds()) {
            java += Math.max(0, threads.getThreadCpuTime(id));
        }
        return system.getProcessCpuTime() - java;
    }
}
