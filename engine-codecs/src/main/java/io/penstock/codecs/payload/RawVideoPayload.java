package io.penstock.codecs.payload;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.spi.PayloadFormat;

/**
 * Raw pictures in RTP, for measuring the engine without a codec. A private format that only Penstock reads (RFC 4175 is the public one):
 * each payload is a piece of the picture after a header of 8 bytes in network byte order.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+   0
 *  |                   Offset in the picture, bytes                |
 *  +---------------------------------------------------------------+   4
 *  |                  Length of the picture, bytes                 |
 *  +---------------------------------------------------------------+   8
 *  |                             Piece                            ...
 * </pre>
 */
public final class RawVideoPayload implements PayloadFormat {
    private static final int HEADER_LENGTH = 8;
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int PAYLOAD_TYPE = 119;

    /** For {@link java.util.ServiceLoader}. */
    public RawVideoPayload() {
    }

    @Override
    public CodecId codec() {
        return CodecId.RAW_VIDEO;
    }

    @Override
    public int clockRateHz(final Format media) {
        return CLOCK_RATE_HZ;
    }

    @Override
    public int defaultPayloadType() {
        return PAYLOAD_TYPE;
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        if (maxPayloadBytes <= HEADER_LENGTH) {
            throw new IllegalArgumentException("raw payload: maxPayloadBytes " + maxPayloadBytes + " must exceed " + HEADER_LENGTH);
        }
        return new Cutter(maxPayloadBytes - HEADER_LENGTH);
    }

    @Override
    public Depacketizer depacketizer() {
        return new Joiner();
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        return length > HEADER_LENGTH && readInt(payload, offset) == 0;
    }

    @Override
    public boolean discardable(final byte[] payload, final int offset, final int length) {
        return length > HEADER_LENGTH;
    }

    private static int readInt(final byte[] from, final int at) {
        return from[at] << 24 | (from[at + 1] & 0xFF) << 16 | (from[at + 2] & 0xFF) << 8 | from[at + 3] & 0xFF;
    }

    private static void writeInt(final byte[] to, final int at, final int value) {
        to[at] = (byte) (value >> 24);
        to[at + 1] = (byte) (value >> 16);
        to[at + 2] = (byte) (value >> 8);
        to[at + 3] = (byte) value;
    }

    private static final class Cutter implements Packetizer {
        private final int maxPieceBytes;
        private byte[] frame;
        private int offset;
        private int length;
        private int done;

        Cutter(final int maxPieceBytes) {
            this.maxPieceBytes = maxPieceBytes;
        }

        @Override
        public void begin(final byte[] source, final int sourceOffset, final int sourceLength) {
            if (sourceLength < 1) {
                throw new CodecException("raw packetizer: an empty picture");
            }
            frame = source;
            offset = sourceOffset;
            length = sourceLength;
            done = 0;
        }

        @Override
        public int next(final byte[] to, final int at) {
            final int piece = Math.min(maxPieceBytes, length - done);
            if (piece == 0) {
                return 0;
            }
            writeInt(to, at, done);
            writeInt(to, at + 4, length);
            System.arraycopy(frame, offset + done, to, at + HEADER_LENGTH, piece);
            done += piece;
            return HEADER_LENGTH + piece;
        }

        @Override
        public boolean isLast() {
            return done == length;
        }
    }

    private static final class Joiner implements Depacketizer {
        private int total;
        private int done;

        @Override
        public void begin() {
            total = 0;
            done = 0;
        }

        @Override
        public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset, final int toLimit) {
            if (length <= HEADER_LENGTH) {
                throw new CodecException("raw depacketizer: payload of " + length + " bytes, expected more than " + HEADER_LENGTH);
            }
            final int piece = length - HEADER_LENGTH;
            final int at = readInt(payload, offset);
            final int pictureLength = readInt(payload, offset + 4);
            if (at != done || pictureLength < 1 || piece > pictureLength - at || done > 0 && pictureLength != total) {
                throw new CodecException("raw depacketizer: piece " + at + "+" + piece + " of " + pictureLength + ", expected " + done + " of "
                    + (done > 0 ? total : "any") + " next");
            }
            if (piece > toLimit - toOffset) {
                throw new CodecException("raw depacketizer: picture of " + pictureLength + " bytes does not fit");
            }
            System.arraycopy(payload, offset + HEADER_LENGTH, to, toOffset, piece);
            total = pictureLength;
            done += piece;
            return piece;
        }

        @Override
        public boolean isComplete() {
            return done > 0 && done == total;
        }
    }
}
