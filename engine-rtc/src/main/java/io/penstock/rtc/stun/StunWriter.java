package io.penstock.rtc.stun;

import io.penstock.core.rtp.NetworkOrder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Writes STUN messages (RFC 8489). One thread. */
public final class StunWriter {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private final byte[] array;
    private int at;

    /**
     * Writes into an array from its beginning.
     *
     * @param to 600 bytes are enough for any message written here.
     */
    public StunWriter(final byte[] to) {
        array = to;
    }

    /**
     * Starts a request.
     *
     * @param transaction 12 bytes that nobody can guess.
     * @return this.
     */
    public StunWriter request(final byte[] transaction) {
        begin(StunMessage.BINDING_REQUEST);
        System.arraycopy(transaction, 0, array, StunMessage.TRANSACTION_FIELD_OFFSET, StunMessage.TRANSACTION_BYTES);
        return this;
    }

    /**
     * Starts an answer.
     *
     * @param type    {@link StunMessage#BINDING_SUCCESS} or {@link StunMessage#BINDING_ERROR}.
     * @param request what is answered.
     * @return this.
     */
    public StunWriter answer(final int type, final StunMessage request) {
        begin(type);
        System.arraycopy(request.array(), request.offset() + StunMessage.TRANSACTION_FIELD_OFFSET, array, StunMessage.TRANSACTION_FIELD_OFFSET,
            StunMessage.TRANSACTION_BYTES);
        return this;
    }

    private void begin(final int type) {
        NetworkOrder.put16(array, 0, type);
        NetworkOrder.put16(array, 2, 0);
        NetworkOrder.put32(array, 4, StunMessage.MAGIC_COOKIE);
        at = StunMessage.HEADER_BYTES;
    }

    /**
     * Appends the sender's name.
     *
     * @param name at most 508 bytes in UTF-8.
     * @return this.
     */
    public StunWriter username(final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        attribute(StunMessage.USERNAME, bytes.length);
        System.arraycopy(bytes, 0, array, at, bytes.length);
        return close(bytes.length);
    }

    /**
     * Appends where a request came from.
     *
     * @param address of the sender.
     * @return this.
     */
    public StunWriter mappedAddress(final InetSocketAddress address) {
        final byte[] bytes = address.getAddress().getAddress();
        attribute(StunMessage.XOR_MAPPED_ADDRESS, 4 + bytes.length);
        array[at] = 0;
        array[at + 1] = (byte) (bytes.length == 4 ? IPV4 : IPV6);
        NetworkOrder.put16(array, at + 2, address.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16);
        for (int i = 0; i < bytes.length; i++) {
            array[at + 4 + i] = (byte) (bytes[i] ^ array[4 + i]);
        }
        return close(4 + bytes.length);
    }

    /**
     * Appends why a request is refused (section 14.8).
     *
     * @param code 300–699.
     * @return this.
     */
    public StunWriter error(final int code) {
        attribute(StunMessage.ERROR_CODE, 4);
        NetworkOrder.put16(array, at, 0);
        array[at + 2] = (byte) (code / 100);
        array[at + 3] = (byte) (code % 100);
        return close(4);
    }

    private void attribute(final int type, final int bytes) {
        NetworkOrder.put16(array, at, type);
        NetworkOrder.put16(array, at + 2, bytes);
        at += 4;
    }

    private StunWriter close(final int bytes) {
        for (int i = bytes; i < StunMessage.padded(bytes); i++) {
            array[at + i] = 0;
        }
        at += StunMessage.padded(bytes);
        NetworkOrder.put16(array, 2, at - StunMessage.HEADER_BYTES);
        return this;
    }

    /**
     * Appends the proof and the fingerprint: nothing may follow.
     *
     * @param key of the proof; null = fingerprint only.
     * @return length of the message.
     */
    public int finish(final StunIntegrity key) {
        if (key != null) {
            final byte[] proof = key.hmac(array, 0, at);
            attribute(StunMessage.MESSAGE_INTEGRITY, proof.length);
            System.arraycopy(proof, 0, array, at, proof.length);
            close(proof.length);
        }
        NetworkOrder.put16(array, 2, at + 8 - StunMessage.HEADER_BYTES);
        final int print = StunIntegrity.fingerprint(array, 0, at);
        attribute(StunMessage.FINGERPRINT, 4);
        NetworkOrder.put32(array, at, print);
        close(4);
        return at;
    }
}
