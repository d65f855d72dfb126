package io.penstock.rtc.forward;

import io.penstock.core.rtp.NetworkOrder;
import io.penstock.core.rtp.RtpHeaderFlyweight;

/**
 * Takes out of packets of sound what they repeat (RFC 2198) of a time before a given packet: who has just got the right to be heard says nothing
 * by it of what was said before. One thread; allocates nothing after construction.
 */
final class RedundancyTrim {
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int MORE = 0x80;
    /** Repetitions reach back no further: 14 bits. */
    private static final int FURTHEST = 1 << 14;

    private final byte[] trimmed = new byte[Forwarder.MOST_BYTES];
    private boolean active;
    private int first;

    /** Nothing from before a timestamp is to pass. */
    void begin(final int timestamp) {
        active = true;
        first = timestamp;
    }

    /**
     * Takes out what is too old.
     *
     * @param packet parsed; of the packet without it afterwards.
     * @return false if the packet is not as RFC 2198 says.
     */
    boolean trim(final RtpHeaderFlyweight packet) {
        if (!active) {
            return true;
        }
        final int since = packet.timestamp() - first;
        if (since >= FURTHEST) {
            active = false;
            return true;
        }
        final byte[] array = packet.array();
        final int start = packet.payloadOffset();
        final int end = start + packet.payloadLength();
        int at = start;
        int oldHeaders = 0;
        int oldBytes = 0;
        int bytes = 0;
        while (at < end && (array[at] & MORE) != 0) {
            if (at + BLOCK_HEADER_BYTES >= end) {
                return false;
            }
            final int fields = NetworkOrder.i32(array, at);
            final int length = fields & 0x3FF;
            bytes += length;
            if (since - (fields >>> 10 & FURTHEST - 1) < 0) {
                if (bytes - length != oldBytes) {
                    return false; // the oldest come first
                }
                oldHeaders += BLOCK_HEADER_BYTES;
                oldBytes += length;
            }
            at += BLOCK_HEADER_BYTES;
        }
        final int data = at + 1;
        if (data > end || bytes > end - data) {
            return false;
        }
        return oldHeaders == 0 || without(packet, oldHeaders, data, oldBytes);
    }

    private boolean without(final RtpHeaderFlyweight packet, final int oldHeaders, final int data, final int oldBytes) {
        final byte[] array = packet.array();
        final int start = packet.payloadOffset();
        final int headerBytes = start - packet.offset();
        System.arraycopy(array, packet.offset(), trimmed, 0, headerBytes);
        final int headers = data - start - oldHeaders;
        System.arraycopy(array, start + oldHeaders, trimmed, headerBytes, headers);
        final int rest = start + packet.payloadLength() - data - oldBytes;
        System.arraycopy(array, data + oldBytes, trimmed, headerBytes + headers, rest);
        trimmed[0] &= ~0x20; // P: what padded it is gone
        return packet.parse(trimmed, 0, headerBytes + headers + rest);
    }
}
