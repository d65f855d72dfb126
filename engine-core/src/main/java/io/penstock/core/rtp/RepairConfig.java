package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import java.time.Duration;

/**
 * How lost packets of a session are repaired: asked for by generic NACK (RFC 4585, section 6.2.1), sent again as RTX (RFC 4588) or as they
 * were. Immutable: each method gives a changed copy.
 *
 * @param rtxPayloadType payload type of retransmissions, the same both ways; −1 = none was agreed, packets are sent again as they were.
 * @param historyPackets most packets that the sender keeps, a power of two, 16–4096.
 * @param history        how long it keeps them.
 * @param budgetPercent  most bytes sent again, in percent of the bytes sent, 1–100; a burst of {@link #BURST_BYTES} is free.
 * @param reducedSize    whether RTCP may go without report and description (RFC 5506, agreed by {@code a=rtcp-rsize}).
 */
public record RepairConfig(int rtxPayloadType, int historyPackets, Duration history, int budgetPercent, boolean reducedSize) {
    /** Bytes that may be sent again after a quiet time: two lost key frames of a small picture. */
    public static final int BURST_BYTES = 96_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /**
     * Checks the ranges.
     *
     * @param rtxPayloadType see the record
     * @param historyPackets see the record
     * @param history see the record
     * @param budgetPercent see the record
     * @param reducedSize see the record
     */
    public RepairConfig {
        if (rtxPayloadType < -1 || rtxPayloadType > 127 || historyPackets < 16 || historyPackets > 4096 || Integer.bitCount(historyPackets) != 1
            || history.isNegative() || history.compareTo(LONGEST) > 0 || budgetPercent < 1 || budgetPercent > 100) {
            throw new ConfigurationException("repair: RTX payload type " + rtxPayloadType + ", " + historyPackets + " packets for "
                + history.toMillis() + " ms, " + budgetPercent + " % budget; accepted are types 0–127 or -1, 16–4096 packets (a power of two), "
                + "0–10000 ms, 1–100 %");
        }
    }

    /**
     * Packets are sent again as they were: 512 kept for a second, half of the bitrate for repair at most.
     *
     * @return the settings.
     */
    public static RepairConfig plain() {
        return new RepairConfig(-1, 512, Duration.ofSeconds(1), 50, false);
    }

    /**
     * Packets are sent again as RTX: 512 kept for a second, half of the bitrate for repair at most.
     *
     * @param payloadType agreed payload type of the retransmissions ({@code a=fmtp:… apt=…}), 0–127.
     * @return the settings.
     */
    public static RepairConfig rtx(final int payloadType) {
        return new RepairConfig(payloadType, 512, Duration.ofSeconds(1), 50, false);
    }

    /**
     * Changes how much the sender keeps.
     *
     * @param packets  a power of two, 16–4096.
     * @param duration how long.
     * @return a changed copy.
     */
    public RepairConfig history(final int packets, final Duration duration) {
        return new RepairConfig(rtxPayloadType, packets, duration, budgetPercent, reducedSize);
    }

    /**
     * Changes the budget.
     *
     * @param percent of the bytes sent, 1–100.
     * @return a changed copy.
     */
    public RepairConfig budgetPercent(final int percent) {
        return new RepairConfig(rtxPayloadType, historyPackets, history, percent, reducedSize);
    }

    /**
     * Changes whether RTCP may go without report and description.
     *
     * @param allowed whether the other side agreed.
     * @return a changed copy.
     */
    public RepairConfig reducedSize(final boolean allowed) {
        return new RepairConfig(rtxPayloadType, historyPackets, history, budgetPercent, allowed);
    }

    boolean hasRtx() {
        return rtxPayloadType >= 0;
    }
}
