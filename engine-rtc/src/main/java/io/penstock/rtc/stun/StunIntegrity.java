package io.penstock.rtc.stun;

import io.penstock.core.rtp.NetworkOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves and checks who wrote a STUN message: MESSAGE-INTEGRITY by HMAC-SHA1 over a short-term password (RFC 8489, sections 9.1 and 14.5), as
 * ICE uses it (RFC 8445, section 7.1.2). One thread.
 */
public final class StunIntegrity {
    static final int HMAC_BYTES = 20;
    private static final int FINGERPRINT_MASK = 0x5354554E; // section 14.7
    private static final int ATTRIBUTE_HEADER = 4;
    private final Mac mac;

    /**
     * A key.
     *
     * @param password the password, not empty.
     */
    public StunIntegrity(final String password) {
        try {
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("a Java platform has HMAC-SHA1", e);
        }
    }

    /**
     * Checks a message.
     *
     * @param message parsed.
     * @return whether it carries the proof of this password.
     */
    public boolean isValid(final StunMessage message) {
        final int value = message.find(StunMessage.MESSAGE_INTEGRITY);
        if (value < 0 || NetworkOrder.u16(message.array(), value - 2) != HMAC_BYTES) {
            return false;
        }
        final byte[] expected = hmac(message.array(), message.offset(), value - ATTRIBUTE_HEADER - message.offset());
        final byte[] found = new byte[HMAC_BYTES];
        System.arraycopy(message.array(), value, found, 0, HMAC_BYTES);
        return MessageDigest.isEqual(expected, found);
    }

    /** The length in the header counts up to and with the attribute itself. */
    byte[] hmac(final byte[] message, final int at, final int bytes) {
        final int length = bytes - StunMessage.HEADER_BYTES + ATTRIBUTE_HEADER + HMAC_BYTES;
        mac.update(message, at, 2);
        mac.update((byte) (length >>> 8));
        mac.update((byte) length);
        mac.update(message, at + 4, bytes - 4);
        return mac.doFinal();
    }

    static int fingerprint(final byte[] message, final int at, final int bytes) {
        final CRC32 crc = new CRC32();
        crc.update(message, at, bytes);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }
}
