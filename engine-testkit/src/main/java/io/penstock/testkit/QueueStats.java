package io.penstock.testkit;

/**
 * How long a packet would have waited before the bottleneck of a link, looked at every ten milliseconds: its standing queue.
 *
 * @param samples looks taken; without any the rest is 0.
 * @param meanNs  mean in nanoseconds.
 * @param p50Ns   median in nanoseconds.
 * @param p95Ns   95th percentile in nanoseconds.
 * @param maxNs   greatest in nanoseconds.
 */
public record QueueStats(int samples, long meanNs, long p50Ns, long p95Ns, long maxNs) {
    /** Of no time at all. */
    public static final QueueStats NONE = new QueueStats(0, 0, 0, 0, 0);
}
