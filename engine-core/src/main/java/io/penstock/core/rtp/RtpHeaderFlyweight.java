package io.penstock.core.rtp;

/**
 * View of an RTP packet in an array (RFC 3550, section 5.1). Allocates nothing; one thread at a time.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |                           timestamp                           |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |           synchronization source (SSRC) identifier            |
 *   +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *   |            contributing source (CSRC) identifiers, CC of them |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  extension profile (if X)     |  words of extension data      |
 *   |                       extension data                          |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  payload ...                  |  padding, last byte = its size|
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 * Bytes from outside go through {@link #parse}, after which every accessor is in bounds. {@link #wrap} checks nothing and serves packets
 * that are being written.
 */
public final class RtpHeaderFlyweight {
    /** Version of RTP. */
    public static final int VERSION = 2;
    /** Bytes of the fixed header. */
    public static final int FIXED_HEADER_LENGTH = 12;
    /** V, P, X and CC. */
    public static final int FLAGS_FIELD_OFFSET = 0;
    /** M and PT. */
    public static final int MARKER_AND_TYPE_FIELD_OFFSET = 1;
    /** Sequence number, 16 bits. */
    public static final int SEQUENCE_FIELD_OFFSET = 2;
    /** Timestamp, 32 bits. */
    public static final int TIMESTAMP_FIELD_OFFSET = 4;
    /** SSRC, 32 bits. */
    public static final int SSRC_FIELD_OFFSET = 8;
    /** First CSRC. */
    public static final int CSRC_FIELD_OFFSET = 12;

    private static final int PADDING_BIT = 0x20;
    private static final int EXTENSION_BIT = 0x10;
    private static final int MARKER_BIT = 0x80;

    private byte[] array = new byte[FIXED_HEADER_LENGTH];
    private int offset;
    private int length;
    private int payloadOffset;
    private int paddingLength;
    private int extensionOffset;
    private int extensionLength;

    /** A view of nothing yet. */
    public RtpHeaderFlyweight() {
        length = FIXED_HEADER_LENGTH;
    }

    /**
     * Views a packet without checks; header length, payload and extension are unknown until {@link #parse}.
     *
     * @param packet array.
     * @param at     index of the first byte.
     * @param bytes  bytes of the packet.
     * @return this.
     */
    public RtpHeaderFlyweight wrap(final byte[] packet, final int at, final int bytes) {
        array = packet;
        offset = at;
        length = bytes;
        payloadOffset = at + FIXED_HEADER_LENGTH;
        paddingLength = 0;
        extensionOffset = 0;
        extensionLength = 0;
        return this;
    }

    /**
     * Views a packet from outside after checking every length in it.
     *
     * @param packet array.
     * @param at     index of the first byte; {@code at + bytes} is within the array.
     * @param bytes  bytes of the packet.
     * @return false for what is no RTP packet: too short, another version, CSRCs, extension or padding that do not fit.
     */
    public boolean parse(final byte[] packet, final int at, final int bytes) {
        wrap(packet, at, bytes);
        if (bytes < FIXED_HEADER_LENGTH || version() != VERSION) {
            return false;
        }
        int header = FIXED_HEADER_LENGTH + 4 * csrcCount();
        if (header > bytes) {
            return false;
        }
        if (hasExtension()) {
            if (header + 4 > bytes) {
                return false;
            }
            extensionOffset = at + header + 4;
            extensionLength = 4 * NetworkOrder.u16(packet, at + header + 2);
            header += 4 + extensionLength;
            if (header > bytes) {
                return false;
            }
        }
        payloadOffset = at + header;
        if (hasPadding()) {
            paddingLength = bytes > header ? packet[at + bytes - 1] & 0xFF : 0;
            return paddingLength > 0 && header + paddingLength <= bytes;
        }
        return true;
    }

    /**
     * Whether bytes that arrived on a port shared by RTP and RTCP are RTCP (RFC 5761, section 4).
     *
     * @param packet array.
     * @param at     index of the first byte.
     * @param bytes  bytes of the packet.
     * @return true if so; false for RTP and anything else.
     */
    public static boolean isRtcp(final byte[] packet, final int at, final int bytes) {
        if (bytes < 4 || (packet[at] & 0xC0) != VERSION << 6) {
            return false;
        }
        final int type = packet[at + 1] & 0xFF;
        return type >= 192 && type <= 223;
    }

    /**
     * Writes the fixed header, without CSRC, extension and padding.
     *
     * @param to          array with {@link #FIXED_HEADER_LENGTH} bytes free.
     * @param at          where to write.
     * @param marker      the marker bit.
     * @param payloadType 0–127.
     * @param sequence    the low 16 bits are written.
     * @param timestamp   RTP timestamp.
     * @param ssrc        synchronisation source.
     */
    public static void writeFixedHeader(final byte[] to, final int at, final boolean marker, final int payloadType, final int sequence,
                                        final int timestamp, final int ssrc) {
        to[at] = (byte) (VERSION << 6);
        to[at + MARKER_AND_TYPE_FIELD_OFFSET] = (byte) (payloadType & 0x7F | (marker ? MARKER_BIT : 0));
        NetworkOrder.put16(to, at + SEQUENCE_FIELD_OFFSET, sequence);
        NetworkOrder.put32(to, at + TIMESTAMP_FIELD_OFFSET, timestamp);
        NetworkOrder.put32(to, at + SSRC_FIELD_OFFSET, ssrc);
    }

    /**
     * Sets the marker of a packet written before.
     *
     * @param packet array.
     * @param at     index of the first byte.
     */
    public static void setMarker(final byte[] packet, final int at) {
        packet[at + MARKER_AND_TYPE_FIELD_OFFSET] |= (byte) MARKER_BIT;
    }

    /**
     * Appends a contributing source; to be called before an extension or payload is written.
     *
     * @param ssrc the source.
     * @return bytes of the header so far.
     * @throws IllegalStateException if there are 15 already.
     */
    public int addCsrc(final int ssrc) {
        final int count = csrcCount();
        if (count == 15) {
            throw new IllegalStateException("an RTP header holds at most 15 CSRCs");
        }
        NetworkOrder.put32(array, offset + CSRC_FIELD_OFFSET + 4 * count, ssrc);
        array[offset]++;
        payloadOffset = offset + CSRC_FIELD_OFFSET + 4 * (count + 1);
        return payloadOffset - offset;
    }

    /**
     * Appends padding after the payload and marks it.
     *
     * @param bytes 1–255, room for them follows the packet.
     * @return the new length of the packet.
     */
    public int pad(final int bytes) {
        if (bytes < 1 || bytes > 255) {
            throw new IllegalArgumentException("RTP padding of " + bytes + " bytes; accepted are 1–255");
        }
        for (int i = 0; i < bytes - 1; i++) {
            array[offset + length + i] = 0;
        }
        array[offset + length + bytes - 1] = (byte) bytes;
        array[offset] |= (byte) PADDING_BIT;
        paddingLength = bytes;
        length += bytes;
        return length;
    }

    /** Says in the header that an extension follows the CSRCs; see {@link RtpExtensionWriter}. */
    void markExtension() {
        array[offset] |= (byte) EXTENSION_BIT;
    }

    /**
     * The array viewed.
     *
     * @return the array.
     */
    public byte[] array() {
        return array;
    }

    /**
     * Where the packet starts in the array.
     *
     * @return index of the first byte.
     */
    public int offset() {
        return offset;
    }

    /**
     * Length of the packet.
     *
     * @return bytes, padding included.
     */
    public int length() {
        return length;
    }

    /**
     * Version.
     *
     * @return 2, if anything.
     */
    public int version() {
        return (array[offset] & 0xFF) >> 6;
    }

    /**
     * Whether the packet ends with padding.
     *
     * @return the P bit.
     */
    public boolean hasPadding() {
        return (array[offset] & PADDING_BIT) != 0;
    }

    /**
     * Whether an extension follows the CSRCs.
     *
     * @return the X bit.
     */
    public boolean hasExtension() {
        return (array[offset] & EXTENSION_BIT) != 0;
    }

    /**
     * Number of contributing sources.
     *
     * @return 0–15.
     */
    public int csrcCount() {
        return array[offset] & 0x0F;
    }

    /**
     * A contributing source.
     *
     * @param index 0 to {@link #csrcCount()} − 1.
     * @return its SSRC.
     */
    public int csrc(final int index) {
        return NetworkOrder.i32(array, offset + CSRC_FIELD_OFFSET + 4 * index);
    }

    /**
     * The marker bit.
     *
     * @return video: last packet of an access unit; audio: first packet after silence.
     */
    public boolean marker() {
        return (array[offset + MARKER_AND_TYPE_FIELD_OFFSET] & MARKER_BIT) != 0;
    }

    /**
     * Payload type.
     *
     * @return 0–127.
     */
    public int payloadType() {
        return array[offset + MARKER_AND_TYPE_FIELD_OFFSET] & 0x7F;
    }

    /**
     * Sequence number.
     *
     * @return 0–65535.
     */
    public int sequence() {
        return NetworkOrder.u16(array, offset + SEQUENCE_FIELD_OFFSET);
    }

    /**
     * Timestamp.
     *
     * @return 32 bits, unsigned.
     */
    public int timestamp() {
        return NetworkOrder.i32(array, offset + TIMESTAMP_FIELD_OFFSET);
    }

    /**
     * Synchronisation source.
     *
     * @return 32 bits.
     */
    public int ssrc() {
        return NetworkOrder.i32(array, offset + SSRC_FIELD_OFFSET);
    }

    /**
     * Profile word of the extension.
     *
     * @return 0xBEDE for one-byte, 0x1000–0x100F for two-byte elements (RFC 8285); 0 without an extension.
     */
    public int extensionProfile() {
        return extensionOffset == 0 ? 0 : NetworkOrder.u16(array, extensionOffset - 4);
    }

    /**
     * Where the data of the extension start.
     *
     * @return index in the array; 0 without an extension.
     */
    public int extensionOffset() {
        return extensionOffset;
    }

    /**
     * Bytes of extension data.
     *
     * @return a multiple of 4; 0 without an extension.
     */
    public int extensionLength() {
        return extensionLength;
    }

    /**
     * Where the payload starts.
     *
     * @return index in the array.
     */
    public int payloadOffset() {
        return payloadOffset;
    }

    /**
     * Bytes of payload.
     *
     * @return bytes without padding; may be 0.
     */
    public int payloadLength() {
        return offset + length - payloadOffset - paddingLength;
    }

    /**
     * Bytes of padding.
     *
     * @return 0–255.
     */
    public int paddingLength() {
        return paddingLength;
    }
}
