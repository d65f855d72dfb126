package io.penstock.codecs.jitsi;

import io.penstock.error.CodecException;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import org.jitsi.service.neomedia.RawPacket;

/**
 * Passes packets between libjitsi and the engine: {@link #fromRawPacket} before an {@code AppSource}, {@link #toRawPacket} after an
 * {@code AppSink}. Stateless.
 */
public final class RawPacketFrames {
    private static final int RTP_HEADER_LENGTH = 12;
    private static final int RTP_VERSION = 2;

    private RawPacketFrames() {
    }

    /**
     * A frame as libjitsi's packet. Where the payload lies in an array (which is usual) the packet is a view of it: nothing is copied, and the
     * packet is valid as long as the frame is; it may be changed only where the frame may, and must not grow ({@code append},
     * {@code addExtension}) because what follows it in the array belongs to other frames. Otherwise it is a copy.
     *
     * @param frame a whole RTP or RTCP packet.
     * @return the packet, a new object each time.
     */
    public static RawPacket toRawPacket(final Frame frame) {
        if (frame.hasArray()) {
            return new RawPacket(frame.array(), frame.arrayOffset(), frame.length());
        }
        final byte[] copy = new byte[frame.length()];
        frame.buffer().getBytes(0, copy, 0, copy.length);
        return new RawPacket(copy, 0, copy.length);
    }

    /**
     * Copies libjitsi's packet into a frame and sets its length. If the frame's format says RTP, also its stream (SSRC), RTP timestamp,
     * sequence (the 16 bits of the packet, not unwrapped) and {@code END_OF_ACCESS_UNIT} (the marker). Times are left to the caller.
     *
     * @param packet a whole packet, unencrypted or encrypted.
     * @param frame  receives it.
     * @throws CodecException if the packet does not fit the frame, or is no RTP packet though the frame's format says so.
     */
    public static void fromRawPacket(final RawPacket packet, final MutableFrame frame) {
        final byte[] from = packet.getBuffer();
        final int offset = packet.getOffset();
        final int length = packet.getLength();
        if (from == null || offset < 0 || length < 0 || length > from.length - offset) {
            throw new CodecException("RawPacket: " + length + " bytes at " + offset + " lie outside its buffer");
        }
        if (length > frame.capacity()) {
            throw new CodecException("RawPacket of " + length + " bytes does not fit a frame of " + frame.capacity());
        }
        final boolean rtp = frame.format() instanceof PacketFormat format && format.protocol() == PacketFormat.Protocol.RTP;
        if (rtp && (length < RTP_HEADER_LENGTH || packet.getVersion() != RTP_VERSION)) {
            throw new CodecException("RawPacket of " + length + " bytes is not RTP version 2");
        }
        frame.length(length);
        if (frame.hasArray()) {
            System.arraycopy(from, offset, frame.array(), frame.arrayOffset(), length);
        } else {
            frame.buffer().putBytes(0, from, offset, length);
        }
        if (rtp) {
            frame.streamId(packet.getSSRC()).rtpTimestamp((int) packet.getTimestamp()).sequence(packet.getSequenceNumber());
            if (packet.isPacketMarked()) {
                frame.set(FrameFlags.END_OF_ACCESS_UNIT);
            } else {
                frame.clear(FrameFlags.END_OF_ACCESS_UNIT);
            }
        }
    }
}
