package io.penstock.codecs.payload;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.spi.PayloadFormat;

/**
 * VP8 in RTP (RFC 7741). Writes the payload descriptor with a 15-bit picture number; reads all of its optional parts. There is no VP8 codec in
 * Penstock: this is for relaying.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID |
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K| RSV   |
 * I:   |M| PictureID   |   15 bits in two bytes if M
 * L:   |   TL0PICIDX   |
 * T/K: |TID|Y| KEYIDX  |
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Vp8Payload implements PayloadFormat {
    private static final int EXTENDED = 0x80;
    private static final int NON_REFERENCE = 0x20;
    private static final int START = 0x10;
    private static final int PARTITION = 0x07;
    private static final int PICTURE_ID = 0x80;
    private static final int TL0 = 0x40;
    private static final int TID = 0x20;
    private static final int KEY_INDEX = 0x10;

    /** Creates the format; the service loader does. */
    public Vp8Payload() {
    }

    @Override
    public CodecId codec() {
        return CodecId.VP8;
    }

    @Override
    public int clockRateHz(final Format media) {
        return 90_000;
    }

    @Override
    public int defaultPayloadType() {
        return 96;
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        return new Vp8Packetizer(maxPayloadBytes);
    }

    @Override
    public Depacketizer depacketizer() {
        return new Vp8Depacketizer();
    }

    /** Length of the descriptor, or −1 if the payload ends in it or right after it. */
    static int descriptor(final byte[] p, final int offset, final int length) {
        int at = 1;
        if (length > 1 && (p[offset] & EXTENDED) != 0) {
            final int parts = p[offset + 1];
            at = 2;
            if ((parts & PICTURE_ID) != 0) {
                at += at < length && p[offset + at] < 0 ? 2 : 1;
            }
            if ((parts & TL0) != 0) {
                at++;
            }
            if ((parts & (TID | KEY_INDEX)) != 0) {
                at++;
            }
        }
        return at < length ? at : -1;
    }

    /** Whether a payload is the first of its frame. */
    static boolean starts(final byte header) {
        return (header & START) != 0 && (header & PARTITION) == 0;
    }

    @Override
    public References references() {
        return new Vp8References();
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        final int at = descriptor(payload, offset, length);
        return at > 0 && starts(payload[offset]) && (payload[offset + at] & 1) == 0;
    }

    @Override
    public boolean discardable(final byte[] payload, final int offset, final int length) {
        return descriptor(payload, offset, length) > 0 && (payload[offset] & NON_REFERENCE) != 0;
    }

    @Override
    public int temporalLayer(final byte[] payload, final int offset, final int length) {
        final int at = descriptor(payload, offset, length);
        if (at < 0 || (payload[offset] & EXTENDED) == 0 || (payload[offset + 1] & TID) == 0) {
            return 0;
        }
        return payload[offset + at - 1] >> 6 & 3;
    }

    private static final class Vp8Packetizer implements Packetizer {
        private static final int DESCRIPTOR = 4;
        private static final int KEYFRAME_HEADER = 10;

        private final int max;
        private byte[] frame;
        private int start;
        private int at;
        private int to;
        private int pictureId = -1;

        Vp8Packetizer(final int maxPayloadBytes) {
            if (maxPayloadBytes <= DESCRIPTOR) {
                throw new IllegalArgumentException("vp8 payloads of " + maxPayloadBytes + " bytes: accepted are 5 and more");
            }
            max = maxPayloadBytes;
        }

        @Override
        public void begin(final byte[] array, final int offset, final int length) {
            at = to = 0;
            final boolean key = length > 0 && (array[offset] & 1) == 0;
            if (length < 3 || key && (length < KEYFRAME_HEADER || (array[offset + 3] & 255) != 0x9D || array[offset + 4] != 1
                || array[offset + 5] != 0x2A)) {
                throw new CodecException("vp8: " + length + " bytes that are not a VP8 frame (RFC 6386 9.1)");
            }
            frame = array;
            start = at = offset;
            to = offset + length;
            pictureId = pictureId + 1 & 0x7FFF;
        }

        @Override
        public int next(final byte[] out, final int offset) {
            if (at == to) {
                return 0;
            }
            final int length = Math.min(max - DESCRIPTOR, to - at);
            out[offset] = (byte) (EXTENDED | (at == start ? START : 0));
            out[offset + 1] = (byte) PICTURE_ID;
            out[offset + 2] = (byte) (0x80 | pictureId >> 8);
            out[offset + 3] = (byte) pictureId;
            System.arraycopy(frame, at, out, offset + DESCRIPTOR, length);
            at += length;
            return DESCRIPTOR + length;
        }

        @Override
        public boolean isLast() {
            return at == to;
        }
    }

    private static final class Vp8Depacketizer implements Depacketizer {
        private boolean started;

        @Override
        public void begin() {
            started = false;
        }

        @Override
        public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset,
            final int toLimit) {
            final int at = descriptor(payload, offset, length);
            if (at < 0) {
                throw new CodecException("vp8 payload of " + length + " bytes ends in its descriptor");
            }
            if (starts(payload[offset]) == started) {
                throw new CodecException(started ? "vp8: a frame starts inside another one" : "vp8: the start of the frame is missing");
            }
            if (length - at > toLimit - toOffset) {
                throw new CodecException("vp8: frame does not fit, " + (length - at) + " more bytes with room for " + (toLimit - toOffset));
            }
            started = true;
            System.arraycopy(payload, offset + at, to, toOffset, length - at);
            return length - at;
        }

        @Override
        public boolean isComplete() {
            return started;
        }
    }
}
