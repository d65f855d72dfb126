package io.penstock.core.transport;

import io.penstock.core.congestion.BandwidthEstimator;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.frame.MutableFrame;

/**
 * Runs probes of the estimator: for some milliseconds everything goes at a higher rate, and what is missing to that is padding. One thread.
 *
 * <p>A packet of padding is RTP whose payload is nothing but padding (RFC 3550, section 5.1), with an SSRC, sequence numbers and a payload
 * type of its own, so that it disturbs no stream.
 */
final class Prober {
    /** The longest that the one byte for it can say. */
    private static final int PADDING_BYTES = 255;
    static final int PADDING_PACKET_BYTES = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + PADDING_BYTES;
    /** What takes longer than this, by the clock, measures nothing. */
    private static final long LONGEST_NS = 200_000_000L;
    private static final int PADDING_SSRC = 0x50414421;

    private final BandwidthEstimator estimator;
    private final int payloadType;
    private int bps;
    private int bytesLeft;
    private int cluster;
    private long endNs;
    private int sequence;

    Prober(final BandwidthEstimator estimator, final int payloadType) {
        this.estimator = estimator;
        this.payloadType = payloadType;
    }

    /** Starts a probe where one is due. */
    void look(final long nowNs, final SenderCounters counters) {
        if (bytesLeft > 0 && nowNs >= endNs) {
            bytesLeft = 0;
        }
        if (bytesLeft > 0 || payloadType < 0) {
            return;
        }
        bps = estimator.probeBps(nowNs);
        if (bps > 0) {
            bytesLeft = estimator.probeBytes();
            cluster = estimator.probeId();
            endNs = nowNs + LONGEST_NS;
            estimator.probeStarted(nowNs);
            counters.probes.increment();
        }
    }

    boolean isActive() {
        return bytesLeft > 0;
    }

    int bps() {
        return bps;
    }

    /** A packet of pictures goes out. Returns the cluster that it belongs to; −1 = none. */
    int sent(final int wireBytes) {
        if (bytesLeft <= 0) {
            return -1;
        }
        bytesLeft -= wireBytes;
        return cluster;
    }

    /** Makes a packet of padding. */
    void fill(final MutableFrame packet, final long nowNs) {
        final byte[] array = packet.array();
        final int at = packet.arrayOffset();
        RtpHeaderFlyweight.writeFixedHeader(array, at, false, payloadType, sequence, 0, PADDING_SSRC);
        array[at] |= 0x20; // P
        java.util.Arrays.fill(array, at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH, at + PADDING_PACKET_BYTES, (byte) 0);
        array[at + PADDING_PACKET_BYTES - 1] = (byte) PADDING_BYTES;
        packet.length(PADDING_PACKET_BYTES).ptsNs(nowNs).captureNs(nowNs).durationNs(0).flags(0).layers(0, 0).sequence(sequence)
            .streamId(PADDING_SSRC).rtpTimestamp(0).userTag(0);
        sequence = sequence + 1 & 0xFFFF;
    }
}
