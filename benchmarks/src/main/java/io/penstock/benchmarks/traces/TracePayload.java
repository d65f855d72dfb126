package io.penstock.benchmarks.traces;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.spi.PayloadFormat;

/**
 * Pictures without content, which say what they are: nine bytes a packet, then nothing of interest.
 *
 * <pre>
 *   0  flags: 1 = first packet of its picture, 2 = last, 4 = of a key frame      1  number of the picture, 64 bits, big-endian
 * </pre>
 */
final class TracePayload implements PayloadFormat {
    static final CodecId CODEC = CodecId.of("tracevideo", MediaKind.VIDEO);
    static final int HEADER_BYTES = 9;
    private static final int FIRST = 1;
    private static final int LAST = 2;
    private static final int KEY = 4;
    private static final int PAYLOAD_TYPE = 100;
    private static final int BITS = 8;

    static void write(final byte[] to, final int at, final boolean first, final TracePacket packet, final long picture) {
        to[at] = (byte) ((first ? FIRST : 0) | (packet.marker() ? LAST : 0) | (packet.key() ? KEY : 0));
        long number = picture;
        for (int i = HEADER_BYTES - 1; i > 0; i--) {
            to[at + i] = (byte) number;
            number >>>= BITS;
        }
    }

    /** Number of the picture of which a frame was put together. */
    static long number(final byte[] frame, final int at) {
        long number = 0;
        for (int i = 1; i < HEADER_BYTES; i++) {
            number = number << BITS | frame[at + i] & 0xFF;
        }
        return number;
    }

    @Override
    public CodecId codec() {
        return CODEC;
    }

    @Override
    public int clockRateHz(final Format media) {
        return TracePacket.Medium.VIDEO.clockRateHz;
    }

    @Override
    public int defaultPayloadType() {
        return PAYLOAD_TYPE;
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        return length >= HEADER_BYTES && (payload[offset] & (FIRST | KEY)) == (FIRST | KEY);
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        throw new UnsupportedOperationException("pictures of traces come in packets");
    }

    @Override
    public Depacketizer depacketizer() {
        return new Depacketizer() {
            private boolean begun;
            private boolean complete;

            @Override
            public void begin() {
                begun = false;
                complete = false;
            }

            @Override
            public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset, final int toLimit) {
                if (length < HEADER_BYTES || complete || (payload[offset] & FIRST) != 0 == begun || length > toLimit - toOffset) {
                    throw new CodecException("trace: a packet that does not belong to its picture");
                }
                begun = true;
                complete = (payload[offset] & LAST) != 0;
                System.arraycopy(payload, offset, to, toOffset, length);
                return length;
            }

            @Override
            public boolean isComplete() {
                return complete;
            }
        };
    }
}
