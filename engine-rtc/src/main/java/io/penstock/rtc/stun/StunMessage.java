package io.penstock.rtc.stun;

import io.penstock.core.rtp.NetworkOrder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * View of a STUN message (RFC 8489, section 5). What is in it is hostile until {@link StunIntegrity#isValid} says otherwise. One thread.
 * <pre>
 *   |0 0|     STUN Message Type     |         Message Length        |
 *   |                         Magic Cookie                          |
 *   |                     Transaction ID (96 bits)                  |
 *   |         Type                  |            Length             |  attributes, padded to 4 bytes
 * </pre>
 */
public final class StunMessage {
    /** Bytes before the attributes. */
    public static final int HEADER_BYTES = 20;
    /** Tells STUN from what else comes (section 5). */
    public static final int MAGIC_COOKIE = 0x2112A442;
    /** Asks how an address looks from outside. */
    public static final int BINDING_REQUEST = 0x0001;
    /** Says that an address is alive; no answer is expected. */
    public static final int BINDING_INDICATION = 0x0011;
    /** The answer. */
    public static final int BINDING_SUCCESS = 0x0101;
    /** The refusal. */
    public static final int BINDING_ERROR = 0x0111;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int FINGERPRINT = 0x8028;
    static final int TRANSACTION_BYTES = 12;
    static final int TRANSACTION_FIELD_OFFSET = 8;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int MOST_USERNAME_BYTES = 508; // section 14.3

    private byte[] array;
    private int offset;
    private int length;

    /** A view of nothing yet. */
    public StunMessage() {
        // Set by parse.
    }

    /**
     * Whether a datagram may be STUN: what separates it from RTP, RTCP and DTLS on one port (RFC 7983).
     *
     * @param datagram array.
     * @param at       its first byte.
     * @param bytes    its length.
     * @return true if its first byte and its cookie are those of STUN.
     */
    public static boolean isStun(final byte[] datagram, final int at, final int bytes) {
        return bytes >= HEADER_BYTES && (datagram[at] & 0xFF) <= 3 && NetworkOrder.i32(datagram, at + 4) == MAGIC_COOKIE;
    }

    /**
     * Looks at a datagram.
     *
     * @param datagram array; must stay as it is while the view is used.
     * @param at       its first byte.
     * @param bytes    its length.
     * @return false for what is no STUN message: too short, another cookie, attributes that do not fill it exactly, a fingerprint that is wrong
     *         or not last, anything but the fingerprint behind the integrity.
     */
    public boolean parse(final byte[] datagram, final int at, final int bytes) {
        if (!isStun(datagram, at, bytes) || NetworkOrder.u16(datagram, at + 2) != bytes - HEADER_BYTES || (bytes & 3) != 0) {
            return false;
        }
        array = datagram;
        offset = at;
        length = bytes;
        boolean sealed = false;
        int p = at + HEADER_BYTES;
        while (p + ATTRIBUTE_HEADER <= at + bytes) {
            final int type = NetworkOrder.u16(datagram, p);
            final int next = p + ATTRIBUTE_HEADER + padded(NetworkOrder.u16(datagram, p + 2));
            if (next > at + bytes || sealed && type != FINGERPRINT) {
                return false;
            }
            if (type == FINGERPRINT) {
                return next == at + bytes && NetworkOrder.u16(datagram, p + 2) == 4
                    && NetworkOrder.i32(datagram, p + ATTRIBUTE_HEADER) == StunIntegrity.fingerprint(datagram, at, p - at);
            }
            sealed = type == MESSAGE_INTEGRITY;
            p = next;
        }
        return p == at + bytes;
    }

    static int padded(final int bytes) {
        return bytes + 3 & ~3;
    }

    /**
     * Type of the message.
     *
     * @return such as {@link #BINDING_REQUEST}.
     */
    public int type() {
        return NetworkOrder.u16(array, offset);
    }

    /**
     * Where an attribute is.
     *
     * @return index of its value; −1 = there is none.
     */
    int find(final int attribute) {
        int p = offset + HEADER_BYTES;
        while (p < offset + length) {
            if (NetworkOrder.u16(array, p) == attribute) {
                return p + ATTRIBUTE_HEADER;
            }
            p += ATTRIBUTE_HEADER + padded(NetworkOrder.u16(array, p + 2));
        }
        return -1;
    }

    private int bytes(final int value) {
        return NetworkOrder.u16(array, value - 2);
    }

    /**
     * Name of the sender (section 14.3).
     *
     * @return the name; null = none, or too long.
     */
    public String username() {
        final int value = find(USERNAME);
        return value < 0 || bytes(value) > MOST_USERNAME_BYTES ? null : new String(array, value, bytes(value), StandardCharsets.UTF_8);
    }

    /**
     * The address that a request came from, as the answer tells it (section 14.2).
     *
     * @return address and port; null = none that can be read.
     */
    public InetSocketAddress mappedAddress() {
        final int value = find(XOR_MAPPED_ADDRESS);
        if (value < 0 || bytes(value) < 8) {
            return null;
        }
        final int family = array[value + 1];
        final int size = family == IPV4 ? 4 : family == IPV6 ? 16 : 0;
        if (size == 0 || bytes(value) != 4 + size) {
            return null;
        }
        final byte[] address = Arrays.copyOfRange(array, value + 4, value + 4 + size);
        for (int i = 0; i < size; i++) {
            address[i] ^= array[offset + 4 + i]; // cookie, then transaction
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), NetworkOrder.u16(array, value + 2) ^ MAGIC_COOKIE >>> 16);
        } catch (final UnknownHostException e) {
            throw new IllegalStateException(e); // of 4 or 16 bytes it always is one
        }
    }

    /**
     * Whether it answers a request.
     *
     * @param request holds the request from its beginning.
     * @return whether the transaction is the same.
     */
    public boolean answers(final byte[] request) {
        return Arrays.equals(array, offset + TRANSACTION_FIELD_OFFSET, offset + HEADER_BYTES, request, TRANSACTION_FIELD_OFFSET, HEADER_BYTES);
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
