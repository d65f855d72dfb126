package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import java.util.List;

/**
 * Packets of a call one way, and when each arrived.
 *
 * @param name      short, for tables.
 * @param described what happened on the link.
 * @param packets   in the order in which they were sent, each medium's sequence numbers ascending.
 */
record LinkTrace(String name, String described, List<TracePacket> packets) {
    LinkTrace {
        packets = List.copyOf(packets);
    }

    List<TracePacket> of(final Medium medium) {
        return packets.stream().filter(packet -> packet.medium() == medium).toList();
    }

    /** The pictures to which packets belong, counted from 0: a new timestamp begins a new one. */
    static long[] pictures(final List<TracePacket> packets) {
        final long[] numbers = new long[packets.size()];
        for (int i = 1; i < numbers.length; i++) {
            numbers[i] = numbers[i - 1] + (packets.get(i).timestamp() == packets.get(i - 1).timestamp() ? 0 : 1);
        }
        return numbers;
    }

    /** When the last packet was sent, in whole seconds, at least one. */
    int seconds() {
        final long lastNs = packets.stream().mapToLong(TracePacket::sentNs).max().orElse(0);
        return (int) Math.max(1, Math.round(lastNs / 1e9));
    }
}
