package io.penstock.core.rtp;

import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import java.util.SplittableRandom;

/**
 * Answers generic NACKs from the history of what was sent, within a budget: a token bucket that every byte of media fills by its share, so
 * that repair follows the media rate and never floods a link. Belongs to the sending side's thread.
 *
 * <p>RTX (RFC 4588, section 4) has SSRC, sequence numbers and payload type of its own, the original header otherwise, and the original
 * sequence number (OSN) before the payload:
 * <pre>
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                         RTP header                            |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |            OSN                |                               |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 *   |                  original RTP payload                         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Retransmitter {
    /** Packets in one callback; the rest follows in the next. */
    static final int MAX_RESENDS = 4;
    static final int OSN_LENGTH = 2;
    /**
     * Requests closer together belong to one emergency: a receiver that has no second round asks several times, and a network that delays
     * bunches what it asks. More answers than that would only serve who duplicates packets, or forges them.
     */
    private static final long BUNCH_NS = 20_000_000L;
    private static final int MAX_RESENDS_A_BUNCH = 3;

    private final RtpSession session;
    private final RepairConfig config;
    private final SendHistory history;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final int rtxSsrc;
    private int rtxSequence;
    private long tokensTimes100 = 100L * RepairConfig.BURST_BYTES;
    private int pid;
    private int mask;
    private final Counter retransmitted;
    private final Counter gone;
    private final Counter repeated;
    private final Counter overBudget;

    Retransmitter(final RtpSession session, final RepairConfig config, final StageContext context) {
        this.session = session;
        this.config = config;
        history = new SendHistory(config.historyPackets(), config.history().toNanos());
        rtxSsrc = session.rtxSsrc();
        rtxSequence = new SplittableRandom(session.seed()).nextInt(1 << 15); // RFC 3550, 5.1: unpredictable, far from the wrap
        retransmitted = context.counter("retransmitted");
        gone = context.counter("dropped.repair-gone");
        repeated = context.counter("dropped.repair-repeated");
        overBudget = context.counter("dropped.repair-budget");
    }

    void sent(final Frame packet, final int sequence, final long nowNs) {
        history.add(sequence, packet, nowNs);
        tokensTimes100 = Math.min(100L * RepairConfig.BURST_BYTES, tokensTimes100 + (long) packet.length() * config.budgetPercent());
    }

    boolean isAsked() {
        return mask != 0 || !session.asked.isEmpty();
    }

    /** Sends again some of what was asked for; returns how many packets. */
    int serve(final long nowNs, final Output out) {
        history.expire(nowNs);
        int resent = 0;
        while (resent < MAX_RESENDS && isAsked()) {
            if (mask == 0) {
                final int entry = session.asked.take();
                pid = entry >>> 16;
                mask = (entry & 0xFFFF) << 1 | 1;
            }
            final int bit = Integer.numberOfTrailingZeros(mask);
            mask &= mask - 1;
            resent += resend(pid + bit & 0xFFFF, nowNs, out) ? 1 : 0;
        }
        return resent;
    }

    long dueNs(final long nowNs) {
        return isAsked() ? nowNs : history.expiryNs();
    }

    private boolean resend(final int sequence, final long nowNs, final Output out) {
        final Frame packet = history.find(sequence);
        if (packet == null) {
            gone.increment();
            return false;
        }
        if (history.resends(sequence, nowNs, BUNCH_NS) >= MAX_RESENDS_A_BUNCH) {
            repeated.increment();
            return false;
        }
        final boolean asRtx = config.hasRtx() && packet.length() + OSN_LENGTH <= out.maxLength();
        final int bytes = packet.length() + (asRtx ? OSN_LENGTH : 0);
        if (tokensTimes100 < 100L * bytes) {
            overBudget.increment();
            return false;
        }
        tokensTimes100 -= 100L * bytes;
        history.resent(sequence, nowNs, BUNCH_NS);
        retransmitted.increment();
        if (asRtx) {
            wrap(packet, sequence, nowNs, out);
        } else {
            out.forward(packet);
        }
        return true;
    }

    private void wrap(final Frame packet, final int sequence, final long nowNs, final Output out) {
        header.parse(packet.array(), packet.arrayOffset(), packet.length()); // it was well-formed when it was sent
        final int headerBytes = header.payloadOffset() - packet.arrayOffset();
        final MutableFrame rtx = out.claim(packet.length() + OSN_LENGTH);
        final byte[] to = rtx.array();
        final int at = rtx.arrayOffset();
        System.arraycopy(packet.array(), packet.arrayOffset(), to, at, headerBytes);
        System.arraycopy(packet.array(), packet.arrayOffset() + headerBytes, to, at + headerBytes + OSN_LENGTH, packet.length() - headerBytes);
        to[at + 1] = (byte) (to[at + 1] & 0x80 | config.rtxPayloadType());
        NetworkOrder.put16(to, at + RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, rtxSequence);
        NetworkOrder.put32(to, at + RtpHeaderFlyweight.SSRC_FIELD_OFFSET, rtxSsrc);
        NetworkOrder.put16(to, at + headerBytes, sequence);
        rtx.length(packet.length() + OSN_LENGTH);
        rtx.ptsNs(packet.ptsNs()).captureNs(nowNs).durationNs(0).flags(0).layers(packet.temporalLayer(), packet.spatialLayer())
            .sequence(rtxSequence).streamId(rtxSsrc).rtpTimestamp(packet.rtpTimestamp()).userTag(0);
        rtxSequence = rtxSequence + 1 & 0xFFFF;
        out.commit(rtx);
    }

    void clear() {
        history.clear();
        mask = 0;
    }
}
