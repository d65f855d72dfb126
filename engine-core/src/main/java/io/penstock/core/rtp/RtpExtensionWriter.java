package io.penstock.core.rtp;

/**
 * Writes header extension elements (RFC 8285) after the CSRCs of a packet under construction. Allocates nothing.
 * <pre>{@code
 * writer.begin(header, false);
 * writer.add(3, time, 0, 3);
 * int payloadAt = writer.finish();
 * }</pre>
 */
public final class RtpExtensionWriter {
    private RtpHeaderFlyweight packet;
    private boolean twoByte;
    private int start;
    private int at;

    /** A writer of nothing yet. */
    public RtpExtensionWriter() {
    }

    /**
     * Starts an extension.
     *
     * @param header   packet with its fixed header and CSRCs written, no payload yet.
     * @param twoBytes whether elements have two-byte headers, for ids above 14 or more than 16 bytes.
     * @return this.
     */
    public RtpExtensionWriter begin(final RtpHeaderFlyweight header, final boolean twoBytes) {
        packet = header;
        twoByte = twoBytes;
        start = header.offset() + RtpHeaderFlyweight.CSRC_FIELD_OFFSET + 4 * header.csrcCount();
        NetworkOrder.put16(header.array(), start, twoBytes ? RtpExtensions.TWO_BYTE_PROFILE : RtpExtensions.ONE_BYTE_PROFILE);
        at = start + 4;
        return this;
    }

    /**
     * Appends an element.
     *
     * @param id     1–14 (one-byte) or 1–255 (two-byte).
     * @param data   array.
     * @param offset where its data start.
     * @param length bytes: 1–16 (one-byte) or 0–255 (two-byte).
     * @return this.
     * @throws IllegalArgumentException if out of range.
     */
    public RtpExtensionWriter add(final int id, final byte[] data, final int offset, final int length) {
        if (id < 1 || id > (twoByte ? 255 : 14) || length < (twoByte ? 0 : 1) || length > (twoByte ? 255 : 16)) {
            throw new IllegalArgumentException("RTP header extension " + id + " of " + length + " bytes; accepted are "
                + (twoByte ? "ids 1–255 of 0–255 bytes" : "ids 1–14 of 1–16 bytes"));
        }
        final byte[] to = packet.array();
        if (twoByte) {
            to[at++] = (byte) id;
            to[at++] = (byte) length;
        } else {
            to[at++] = (byte) (id << 4 | length - 1);
        }
        System.arraycopy(data, offset, to, at, length);
        at += length;
        return this;
    }

    /**
     * Pads to whole words and closes the extension.
     *
     * @return index in the array where the payload begins.
     */
    public int finish() {
        final byte[] to = packet.array();
        while ((at - start & 3) != 0) {
            to[at++] = 0;
        }
        NetworkOrder.put16(to, start + 2, (at - start) / 4 - 1);
        packet.markExtension();
        return at;
    }
}
