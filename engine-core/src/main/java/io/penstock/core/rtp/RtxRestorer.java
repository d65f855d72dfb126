package io.penstock.core.rtp;

import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;

/** Makes the original packet of a retransmission (RFC 4588, section 4). Belongs to the receiving side's thread. */
final class RtxRestorer {
    /** Retransmissions further back than this, or ahead, are forged or of another time. */
    private static final int MAX_BEHIND = 3000;
    private static final int MAX_AHEAD = 100;

    private RtxRestorer() {
    }

    /**
     * Puts out the original.
     *
     * @param rtx             header of the retransmission, parsed.
     * @param in              the packet.
     * @param ssrc            source of the originals.
     * @param payloadType     payload type of the originals.
     * @param highestSequence highest sequence number of the originals that arrived.
     * @return false when it is no retransmission of that source.
     */
    static boolean restore(final RtpHeaderFlyweight rtx, final Frame in, final int ssrc, final int payloadType, final int highestSequence,
                           final Output out) {
        if (rtx.ssrc() == ssrc || rtx.payloadLength() < Retransmitter.OSN_LENGTH || in.length() > out.maxLength()) {
            return false;
        }
        final byte[] from = in.array();
        final int start = in.arrayOffset();
        final int headerBytes = rtx.payloadOffset() - start;
        final int sequence = NetworkOrder.u16(from, start + headerBytes);
        final int ahead = (short) (sequence - highestSequence);
        if (ahead < -MAX_BEHIND || ahead > MAX_AHEAD) {
            return false;
        }
        final int length = in.length() - Retransmitter.OSN_LENGTH;
        final MutableFrame packet = out.claim(length);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        System.arraycopy(from, start, to, at, headerBytes);
        System.arraycopy(from, start + headerBytes + Retransmitter.OSN_LENGTH, to, at + headerBytes, length - headerBytes);
        to[at + 1] = (byte) (to[at + 1] & 0x80 | payloadType);
        NetworkOrder.put16(to, at + RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, sequence);
        NetworkOrder.put32(to, at + RtpHeaderFlyweight.SSRC_FIELD_OFFSET, ssrc);
        packet.length(length).ptsNs(in.ptsNs()).captureNs(in.captureNs()).durationNs(in.durationNs())
            .flags(in.flags() | FrameFlags.RETRANSMITTED).layers(in.temporalLayer(), in.spatialLayer()).sequence(sequence)
            .streamId(ssrc).rtpTimestamp(in.rtpTimestamp()).userTag(0);
        out.commit(packet);
        return true;
    }
}
