package io.penstock.rtc.statistics;

import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.spi.PayloadFormat;

/**
 * One header byte a packet: 1 = first, 2 = last, 4 = key frame. A frame's first byte says whether it is a key frame (bit 0); its second must be
 * {@link #MAGIC}. A packet of nothing but {@link #DELIMITER} may come before the first, as access unit delimiters of H.264 do.
 */
final class PicturePayload implements PayloadFormat {
    public static final CodecId VIDEO = CodecId.of("fakevideo", MediaKind.VIDEO);
    public static final CodecId AUDIO = CodecId.of("fakeaudio", MediaKind.AUDIO);
    public static final byte MAGIC = (byte) 0xFA;

    public static final byte DELIMITER = 8;

    private final CodecId codec;

    public PicturePayload(final CodecId codec) {
        this.codec = codec;
    }

    public static byte[] frame(final boolean key, final int length, final int number) {
        final byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) {
            frame[i] = (byte) (number + i * 31);
        }
        frame[0] = (byte) (key ? 1 : 0);
        frame[1] = MAGIC;
        frame[2] = (byte) number;
        return frame;
    }

    @Override
    public CodecId codec() {
        return codec;
    }

    @Override
    public int clockRateHz(final Format media) {
        return codec.kind() == MediaKind.VIDEO ? 90_000 : 48_000;
    }

    @Override
    public int defaultPayloadType() {
        return codec.kind() == MediaKind.VIDEO ? 96 : 111;
    }

    @Override
    public boolean startsKeyframe(final byte[] payload, final int offset, final int length) {
        return length > 0 && (payload[offset] & 5) == 5;
    }

    @Override
    public boolean carriesPrevious(final byte[] payload, final int offset, final int length) {
        return codec.kind() == MediaKind.AUDIO && length > 4 && payload[offset + 4] != 0;
    }

    @Override
    public Packetizer packetizer(final int maxPayloadBytes) {
        return new Packetizer() {
            private byte[] frame;
            private int at;
            private int end;
            private int flags;

            @Override
            public void begin(final byte[] from, final int offset, final int length) {
                if (length < 3 || from[offset + 1] != MAGIC) {
                    throw new CodecException("fake: no frame");
                }
                frame = from;
                at = offset;
                end = offset + length;
                flags = 1 | (from[offset] & 1) << 2;
            }

            @Override
            public int next(final byte[] to, final int offset) {
                if (at == end) {
                    return 0;
                }
                final int bytes = Math.min(maxPayloadBytes - 1, end - at);
                System.arraycopy(frame, at, to, offset + 1, bytes);
                at += bytes;
                to[offset] = (byte) (flags | (at == end ? 2 : 0));
                flags &= ~1;
                return bytes + 1;
            }

            @Override
            public boolean isLast() {
                return at == end;
            }
        };
    }

    @Override
    public Depacketizer depacketizer() {
        return new Depacketizer() {
            private boolean first = true;
            private boolean complete;

            @Override
            public void begin() {
                first = true;
                complete = false;
            }

            @Override
            public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset,
                              final int toLimit) {
                if (first && length == 1 && payload[offset] == DELIMITER) {
                    return 0;
                }
                if (length < 2 || (payload[offset] & 0xF8) != 0 || (payload[offset] & 1) != 0 != first || complete
                    || length - 1 > toLimit - toOffset) {
                    throw new CodecException("fake: malformed");
                }
                first = false;
                complete = (payload[offset] & 2) != 0;
                System.arraycopy(payload, offset + 1, to, toOffset, length - 1);
                return length - 1;
            }

            @Override
            public boolean isComplete() {
                return complete;
            }
        };
    }
}
