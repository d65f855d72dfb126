package io.penstock.benchmarks.scale;

import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** Threads that were made here, and what they used: processor time and memory, by the JVM's own account. */
final class ThreadSet implements ThreadFactory {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    @Override
    public Thread newThread(final Runnable task) {
        final Thread thread = new Thread(task);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    /**
     * Processor time of all that live.
     *
     * @return nanoseconds, user and system.
     */
    long cpuNs() {
        long sum = 0;
        for (final Thread thread : made) {
            sum += Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
        }
        return sum;
    }

    /**
     * Memory that they allocated on the heap.
     *
     * @return bytes.
     */
    long allocatedBytes() {
        long sum = 0;
        for (final Thread thread : made) {
            sum += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
        }
        return sum;
    }

    /**
     * Those that have not ended.
     *
     * @return the count.
     */
    long alive() {
        return made.stream().filter(Thread::isAlive).count();
    }
}
