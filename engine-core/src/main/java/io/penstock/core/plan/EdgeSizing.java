package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.graph.EdgePolicy;

/** How many frames a queue must hold for its policy. */
final class EdgeSizing {
    private static final int LEAST = 4;
    // a burst of packets has no rate; 512 of 1200 bytes are a key frame of 600 kB
    private static final int PACKETS = 512;
    // frames without a declared rate are taken to come no faster than this
    private static final long FASTEST_FRAME_NS = 1_000_000_000L / 60;

    private EdgeSizing() {
    }

    static int capacity(final EdgePolicy policy, final Format format, final int burst) {
        if (policy.kind() == EdgePolicy.Kind.LATEST) {
            return 1;
        }
        if (policy.maxCount() > 0) {
            return policy.maxCount();
        }
        long frames = PACKETS;
        if (!(format instanceof PacketFormat)) {
            final long frameNs = format.frameNs() == 0 ? FASTEST_FRAME_NS : format.frameNs();
            final long age = maxAgeNs(policy);
            frames = age / frameNs + (age % frameNs == 0 ? 0 : 1) + 2;
        }
        return (int) Math.min(EdgePolicy.MAX_COUNT, Math.max(Math.max(LEAST, frames), 2L * burst));
    }

    /** Age bound in nanoseconds, of durations of any length; 0 = none. */
    static long maxAgeNs(final EdgePolicy policy) {
        try {
            return policy.maxAge().toNanos();
        } catch (final ArithmeticException e) {
            return Long.MAX_VALUE / 4; // 73 years
        }
    }
}
