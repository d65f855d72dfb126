package io.penstock.core.rtp;

/**
 * Walks the header extension elements of a packet (RFC 8285, sections 4.2 and 4.3). Allocates nothing; stops at the first element that does
 * not fit.
 * <pre>
 *   one-byte elements (profile 0xBEDE):        two-byte elements (profile 0x100x):
 *    0 1 2 3 4 5 6 7                            0               8
 *   +-+-+-+-+-+-+-+-+---------------+          +---------------+---------------+---------------+
 *   |  ID   | len-1 |  1–16 bytes   |          |      ID       |      len      |  0–255 bytes  |
 *   +-+-+-+-+-+-+-+-+---------------+          +---------------+---------------+---------------+
 * </pre>
 */
public final class RtpExtensions {
    /** Profile of one-byte elements. */
    public static final int ONE_BYTE_PROFILE = 0xBEDE;
    /** Profile of two-byte elements; the low four bits are the application's. */
    public static final int TWO_BYTE_PROFILE = 0x1000;
    /** One-byte element id that ends the list. */
    public static final int ONE_BYTE_STOP_ID = 15;

    private byte[] array;
    private int at;
    private int end;
    private boolean twoByte;
    private int id;
    private int elementOffset;
    private int elementLength;

    /** A walk over nothing yet. */
    public RtpExtensions() {
    }

    /**
     * Starts with a packet.
     *
     * @param packet a parsed packet.
     * @return this; {@link #next()} is false at once if there is no extension of RFC 8285.
     */
    public RtpExtensions of(final RtpHeaderFlyweight packet) {
        array = packet.array();
        at = packet.extensionOffset();
        final int profile = packet.extensionProfile();
        twoByte = (profile & 0xFFF0) == TWO_BYTE_PROFILE;
        end = twoByte || profile == ONE_BYTE_PROFILE ? at + packet.extensionLength() : at;
        return this;
    }

    /**
     * Moves to the next element.
     *
     * @return false when there is none.
     */
    public boolean next() {
        while (at < end) {
            final int first = array[at] & 0xFF;
            if (first == 0) {
                at++;
                continue;
            }
            final int head = twoByte ? 2 : 1;
            if (at + head > end) {
                break;
            }
            id = twoByte ? first : first >> 4;
            elementLength = twoByte ? array[at + 1] & 0xFF : (first & 0x0F) + 1;
            elementOffset = at + head;
            if (!twoByte && (id == ONE_BYTE_STOP_ID || id == 0) || elementOffset + elementLength > end) {
                break;
            }
            at = elementOffset + elementLength;
            return true;
        }
        at = end;
        return false;
    }

    /**
     * Looks for an element from the start.
     *
     * @param packet a parsed packet.
     * @param wanted id.
     * @return true if found; {@link #offset()} and {@link #length()} tell where.
     */
    public boolean find(final RtpHeaderFlyweight packet, final int wanted) {
        of(packet);
        while (next()) {
            if (id == wanted) {
                return true;
            }
        }
        return false;
    }

    /**
     * Id of the element.
     *
     * @return 1–14 or 1–255.
     */
    public int id() {
        return id;
    }

    /**
     * Where the element's data start.
     *
     * @return index in the packet's array.
     */
    public int offset() {
        return elementOffset;
    }

    /**
     * Bytes of the element's data.
     *
     * @return 1–16 or 0–255.
     */
    public int length() {
        return elementLength;
    }
}
