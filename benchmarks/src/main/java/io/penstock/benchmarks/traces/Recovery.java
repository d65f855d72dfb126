package io.penstock.benchmarks.traces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a delay takes to come back to what it was before an outage: from the first packet after it until for 300 ms nothing is played more
 * than 20 ms later than before, or until the next outage. An outage is 700 ms without a packet.
 */
final class Recovery {
    private static final long OUTAGE_NS = 700_000_000L;
    private static final long BEFORE_NS = 2_000_000_000L;
    private static final long STEADY_NS = 300_000_000L;
    private static final long MORE_NS = 20_000_000L;
    private static final int LEAST_SAMPLES = 5;
    private static final double NS_PER_S = 1e9;

    private final List<long[]> outages = new ArrayList<>();
    private final List<long[]> samples = new ArrayList<>();
    private final long endNs;

    Recovery(final List<TracePacket> packets, final int seconds) {
        endNs = seconds * 1_000_000_000L;
        final long[] arrivals = packets.stream().flatMap(packet -> packet.arrivalsNs().stream()).mapToLong(Long::longValue).sorted().toArray();
        for (int i = 1; i < arrivals.length; i++) {
            if (arrivals[i] - arrivals[i - 1] >= OUTAGE_NS && arrivals[i] < endNs) {
                outages.add(new long[] {arrivals[i - 1], arrivals[i]});
            }
        }
    }

    /** Something is played that took so long. In the order of time. */
    void add(final long nowNs, final long delayNs) {
        if (!outages.isEmpty()) {
            samples.add(new long[] {nowNs, delayNs});
        }
    }

    /** The longest of all outages; NaN without any. */
    double worstS() {
        double worst = Double.NaN;
        for (int i = 0; i < outages.size(); i++) {
            final long[] outage = outages.get(i);
            final long[] before = samples.stream().filter(sample -> sample[0] > outage[0] - BEFORE_NS && sample[0] <= outage[0])
                .mapToLong(sample -> sample[1]).sorted().toArray();
            if (before.length >= LEAST_SAMPLES) {
                final long nextNs = i + 1 < outages.size() ? outages.get(i + 1)[0] : endNs;
                final double seconds = (backNs(outage[1], nextNs, before[before.length / 2] + MORE_NS) - outage[1]) / NS_PER_S;
                worst = Double.isNaN(worst) ? seconds : Math.max(worst, seconds);
            }
        }
        return worst;
    }

    private long backNs(final long fromNs, final long untilNs, final long mostNs) {
        final long[][] after = samples.stream().filter(sample -> sample[0] >= fromNs && sample[0] < untilNs).toArray(long[][]::new);
        for (int i = 0; i < after.length; i++) {
            final long startNs = after[i][0];
            final long[] delays = Arrays.stream(after, i, after.length).takeWhile(sample -> sample[0] <= startNs + STEADY_NS)
                .mapToLong(sample -> sample[1]).toArray();
            if (delays.length >= LEAST_SAMPLES && Arrays.stream(delays).allMatch(delay -> delay <= mostNs)) {
                return startNs;
            }
        }
        return untilNs;
    }
}
