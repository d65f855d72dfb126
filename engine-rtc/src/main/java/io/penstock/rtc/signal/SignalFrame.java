package io.penstock.rtc.signal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as it goes over the wire: one whole text frame, not masked, as a server's are (RFC 6455, 5.2). Made once, for however many get it.
 * Immutable.
 */
public final class SignalFrame {
    private static final int WHOLE_TEXT = 0x81;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final int LONGEST_HEADER = 10;

    private final byte[] bytes;
    private final int header;

    private SignalFrame(final byte[] bytes, final int header) {
        this.bytes = bytes;
        this.header = header;
    }

    /**
     * Frames a message.
     *
     * @param text the message; what is no Unicode in it becomes question marks.
     * @return to be sent.
     */
    public static SignalFrame of(final String text) {
        return of(utf8(text));
    }

    /**
     * Frames a message.
     *
     * @param message any.
     * @return to be sent.
     */
    public static SignalFrame of(final JsonNode message) {
        return of(SignalCodec.text(message));
    }

    /**
     * Frames a message that is there in pieces.
     *
     * @param pieces UTF-8, each whole characters.
     * @return to be sent.
     */
    public static SignalFrame of(final byte[]... pieces) {
        int length = 0;
        for (final byte[] piece : pieces) {
            length = Math.addExact(length, piece.length);
        }
        final ByteBuffer frame = ByteBuffer.allocate(headerBytes(length) + length).put((byte) WHOLE_TEXT);
        if (length < LENGTH_IN_16_BITS) {
            frame.put((byte) length);
        } else if (length <= 0xFFFF) {
            frame.put((byte) LENGTH_IN_16_BITS).putShort((short) length);
        } else {
            frame.put((byte) LENGTH_IN_64_BITS).putLong(length);
        }
        for (final byte[] piece : pieces) {
            frame.put(piece);
        }
        return new SignalFrame(frame.array(), headerBytes(length));
    }

    private static int headerBytes(final int length) {
        return length < LENGTH_IN_16_BITS ? 2 : length <= 0xFFFF ? 4 : LONGEST_HEADER;
    }

    /**
     * Text as the pieces of a frame want it.
     *
     * @param text any.
     * @return UTF-8.
     */
    public static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What it says.
     *
     * @return the message.
     */
    public String text() {
        return new String(bytes, header, bytes.length - header, StandardCharsets.UTF_8);
    }

    /** All of it, to be read by one socket. */
    ByteBuffer wire() {
        return ByteBuffer.wrap(bytes);
    }
}
