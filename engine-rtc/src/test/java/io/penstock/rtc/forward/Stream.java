package io.penstock.rtc.forward;

import io.penstock.core.rtp.NetworkOrder;
import io.penstock.core.rtp.RtpHeaderFlyweight;

/** Makes the RTP packets of a publisher: pictures that look like H.264 to whoever looks at their first bytes, or sound. */
final class Stream {
    private static final int BYTES = 200;
    private final boolean video;
    private final int ssrc;
    private final int step;
    private int sequence;
    private int timestamp;

    private Stream(final boolean video, final int ssrc, final int step, final int sequence) {
        this.video = video;
        this.ssrc = ssrc;
        this.step = step;
        this.sequence = sequence;
        timestamp = ssrc * 7;
    }

    static Stream video(final int ssrc) {
        return new Stream(true, ssrc, 3000, 65_500);
    }

    static Stream audio(final int ssrc) {
        return new Stream(false, ssrc, 960, 65_500);
    }

    /** A packet of sound, with its level. */
    byte[] sound(final int levelDbov, final boolean voice) {
        final byte[] packet = new byte[12 + 8 + BYTES];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, Forwarder.AUDIO_PAYLOAD_TYPE, next(), timestamp, ssrc);
        packet[0] |= 0x10;
        NetworkOrder.put16(packet, 12, 0xBEDE);
        NetworkOrder.put16(packet, 14, 1);
        packet[16] = 0x10;
        packet[17] = (byte) (-levelDbov | (voice ? 0x80 : 0));
        timestamp += step;
        return packet;
    }

    /** The packets of a frame. */
    byte[][] frame(final boolean keyframe, final int packets) {
        return frame(keyframe, packets, true);
    }

    byte[][] frame(final boolean keyframe, final int packets, final boolean reference) {
        final byte[][] frame = new byte[packets][];
        for (int i = 0; i < packets; i++) {
            final byte[] packet = new byte[12 + BYTES];
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, i == packets - 1, Forwarder.VIDEO_PAYLOAD_TYPE, next(), timestamp, ssrc);
            packet[12] = (byte) (keyframe ? i == 0 ? 0x67 : 0x65 : reference ? 0x41 : 0x01);
            frame[i] = packet;
        }
        timestamp += step;
        return frame;
    }

    /** Counts on from elsewhere. */
    void jump(final int by) {
        sequence = sequence + by & 0xFFFF;
    }

    private int next() {
        sequence = sequence + 1 & 0xFFFF;
        return sequence;
    }

    /** What a retransmission of a packet looks like. */
    static byte[] again(final byte[] packet, final int rtxSsrc, final int sequence) {
        final byte[] rtx = new byte[packet.length + 2];
        System.arraycopy(packet, 0, rtx, 0, 12);
        System.arraycopy(packet, 2, rtx, 12, 2);
        System.arraycopy(packet, 12, rtx, 14, packet.length - 12);
        rtx[1] = (byte) (packet[1] & 0x80 | Forwarder.RTX_PAYLOAD_TYPE);
        NetworkOrder.put16(rtx, 2, sequence);
        NetworkOrder.put32(rtx, 8, rtxSsrc);
        return rtx;
    }

    boolean isVideo() {
        return video;
    }
}
