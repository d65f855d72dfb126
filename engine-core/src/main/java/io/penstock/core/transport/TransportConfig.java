package io.penstock.core.transport;

import io.penstock.error.ConfigurationException;
import java.time.Duration;

/**
 * How a transport uses the network. Immutable: each method gives a changed copy. All rates include IP and UDP headers.
 *
 * @param startBitsPerSecond   what is sent before anything is known of the network.
 * @param minBitsPerSecond     never less, however bad the network.
 * @param maxBitsPerSecond     never more, however good.
 * @param feedbackInterval     how often arrivals are reported, 5–500 ms.
 * @param paddingPayloadType   payload type of packets that only probe, agreed by both, 0–127; −1 = no probing.
 * @param minPictureBits       least rate for the pictures; when less is left for them they are not sent (audio comes first).
 */
public record TransportConfig(int startBitsPerSecond, int minBitsPerSecond, int maxBitsPerSecond, Duration feedbackInterval,
                              int paddingPayloadType, int minPictureBits) {
    private static final int LEAST = 5_000;
    private static final int MOST = 1_000_000_000;

    /**
     * Checks the ranges.
     *
     * @param startBitsPerSecond see the record
     * @param minBitsPerSecond see the record
     * @param maxBitsPerSecond see the record
     * @param feedbackInterval see the record
     * @param paddingPayloadType see the record
     * @param minPictureBits see the record
     */
    public TransportConfig {
        if (minBitsPerSecond < LEAST || startBitsPerSecond < minBitsPerSecond || maxBitsPerSecond < startBitsPerSecond
            || maxBitsPerSecond > MOST) {
            throw new ConfigurationException("transport: rates min " + minBitsPerSecond + ", start " + startBitsPerSecond + ", max "
                + maxBitsPerSecond + " bit/s; accepted are " + LEAST + " <= min <= start <= max <= " + MOST);
        }
        if (feedbackInterval.toMillis() < 5 || feedbackInterval.toMillis() > 500 || paddingPayloadType < -1 || paddingPayloadType > 127
            || minPictureBits < 0) {
            throw new ConfigurationException("transport: feedback every " + feedbackInterval.toMillis() + " ms, padding payload type "
                + paddingPayloadType + ", least picture rate " + minPictureBits + "; accepted are 5–500 ms, -1–127, 0 or more");
        }
    }

    /**
     * For calls: 300 kbit/s at first, 30 kbit/s to 2.5 Mbit/s, feedback every 30 ms, no probing.
     *
     * @return the settings.
     */
    public static TransportConfig defaults() {
        return new TransportConfig(300_000, 30_000, 2_500_000, Duration.ofMillis(30), -1, 40_000);
    }

    /**
     * Changes the rates.
     *
     * @param start at first, bits a second.
     * @param min   least.
     * @param max   most.
     * @return a changed copy.
     */
    public TransportConfig rates(final int start, final int min, final int max) {
        return new TransportConfig(start, min, max, feedbackInterval, paddingPayloadType, minPictureBits);
    }

    /**
     * Changes how often arrivals are reported.
     *
     * @param ms 5–500 milliseconds.
     * @return a changed copy.
     */
    public TransportConfig feedbackMs(final int ms) {
        return new TransportConfig(startBitsPerSecond, minBitsPerSecond, maxBitsPerSecond, Duration.ofMillis(ms), paddingPayloadType,
            minPictureBits);
    }

    /**
     * Lets the network be probed with packets of padding, by a payload type that the other side knows as well.
     *
     * @param payloadType 0–127.
     * @return a changed copy.
     */
    public TransportConfig probing(final int payloadType) {
        return new TransportConfig(startBitsPerSecond, minBitsPerSecond, maxBitsPerSecond, feedbackInterval, payloadType, minPictureBits);
    }

    /**
     * Changes the least rate worth sending pictures at.
     *
     * @param bitsPerSecond 0 or more.
     * @return a changed copy.
     */
    public TransportConfig minPictureBits(final int bitsPerSecond) {
        return new TransportConfig(startBitsPerSecond, minBitsPerSecond, maxBitsPerSecond, feedbackInterval, paddingPayloadType, bitsPerSecond);
    }

    long feedbackNs() {
        return feedbackInterval.toNanos();
    }
}
