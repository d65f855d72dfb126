package io.penstock.rtc.mix;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.stages.AppSource;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.rtc.forward.PacketTap;

/** Brings the packets of a forwarder's tap into a graph: copied, never waited for. When the graph is behind, packets are dropped and counted. */
final class PacketFeed implements PacketTap {
    private static final int CAPACITY = 512;

    private final AppSource source;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private volatile long dropped;

    PacketFeed(final CodecId codec, final Format media, final int payloadType, final int clockHz) {
        source = AppSource.of(new PacketFormat(PacketFormat.Protocol.RTP, EncodedFormat.of(codec, media), payloadType, clockHz,
            PacketFormat.RECEIVE_PACKET_BYTES), CAPACITY);
    }

    AppSource source() {
        return source;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
        if (length > PacketFormat.RECEIVE_PACKET_BYTES || !header.parse(packet, offset, length)) {
            dropped++;
            return;
        }
        final MutableFrame copy = source.isBound() ? source.claim(length) : null;
        if (copy == null) {
            dropped++;
            return;
        }
        System.arraycopy(packet, offset, copy.array(), copy.arrayOffset(), length);
        copy.ptsNs(arrivalNs).captureNs(arrivalNs).streamId(header.ssrc()).rtpTimestamp(header.timestamp()).sequence(header.sequence())
            .flags(header.marker() ? FrameFlags.END_OF_ACCESS_UNIT : 0);
        if (!source.offer(copy)) {
            dropped++;
        }
    }

    /** Packets that the graph did not get. */
    long dropped() {
        return dropped;
    }
}
