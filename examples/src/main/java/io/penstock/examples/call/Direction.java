package io.penstock.examples.call;

import io.penstock.examples.report.CallReport.Flow;

/**
 * One medium in one direction: what its sender and its receiver measured, as far as they are here. {@link #tick} is for one thread.
 */
final class Direction {
    private final SendMeter send;
    private final ReceiveMeter receive;
    private long lastShown;
    private long lastBytes;
    private long lastLost;
    private long lastNs;

    /**
     * Creates a direction.
     *
     * @param send    of the sender; null = in another process.
     * @param receive of the receiver; null = in another process.
     */
    Direction(final SendMeter send, final ReceiveMeter receive) {
        this.send = send;
        this.receive = receive;
    }

    SendMeter send() {
        return send;
    }

    ReceiveMeter receive() {
        return receive;
    }

    void start(final long nowNs) {
        lastNs = nowNs;
    }

    /** What happened since the last tick; where only the sender is here, its frames count, and there are no latencies. */
    Flow tick(final long nowNs) {
        final double seconds = Math.max(1, nowNs - lastNs) / 1e9;
        final long shown = receive != null ? receive.framesShown() : send.framesCaptured();
        final long bytes = send != null ? send.wireBytes() : receive.wireBytes();
        final long lost = receive != null ? receive.lost() : 0;
        final long[] latencies = receive != null ? receive.latency().between(lastNs, nowNs) : new long[0];
        final Flow flow = new Flow(Series.round((shown - lastShown) / seconds), Series.round((bytes - lastBytes) * 8 / 1000.0 / seconds),
            Series.percentileMs(latencies, 50), Series.percentileMs(latencies, 99), Math.max(0, lost - lastLost));
        lastShown = shown;
        lastBytes = bytes;
        lastLost = lost;
        lastNs = nowNs;
        return flow;
    }
}
