package io.penstock.codecs.telephony;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import java.util.Arrays;
import javax.media.Buffer;
import javax.media.Format;
import javax.media.ResourceUnavailableException;
import org.jitsi.impl.neomedia.codec.audio.g729.JavaDecoder;

/**
 * G.729 by libjitsi's Java port of the ITU-T floating-point code (Annex C), through FMJ buffers. It reads what Annex A encoders make, too.
 * A silence frame of Annex B at the end of a packet becomes 10 ms of silence: its comfort noise is not made.
 */
final class G729Decoder extends TelephonyDecoder {
    static final int BLOCK_SAMPLES = 80;
    static final int BLOCK_BYTES = 10;
    static final Format PCM = new javax.media.format.AudioFormat(javax.media.format.AudioFormat.LINEAR, 8_000, 16, 1,
        javax.media.format.AudioFormat.LITTLE_ENDIAN, javax.media.format.AudioFormat.SIGNED);
    private static final Format G729 = new javax.media.format.AudioFormat(javax.media.format.AudioFormat.G729_RTP, 8_000, Format.NOT_SPECIFIED, 1);
    private static final int SILENCE_BYTES = 2;

    private final Buffer in = new Buffer();
    private final Buffer out = new Buffer();
    private final byte[] pcmBytes = new byte[2 * BLOCK_SAMPLES];
    private JavaDecoder coder = create();

    G729Decoder(final AudioFormat format) {
        super("g729", format);
    }

    @Override
    int samples(final int length) {
        final int blocks = length / BLOCK_BYTES;
        return switch (length % BLOCK_BYTES) {
            case 0 -> blocks * BLOCK_SAMPLES;
            case SILENCE_BYTES -> (blocks + 1) * BLOCK_SAMPLES;
            default -> -1;
        };
    }

    @Override
    void decodePacket(final byte[] from, final int at, final int length, final short[] to) {
        final int blocks = length / BLOCK_BYTES;
        for (int b = 0; b < blocks; b++) {
            fill(in, from, at + b * BLOCK_BYTES, BLOCK_BYTES, G729);
            fill(out, pcmBytes, 0, 0, null);
            if (coder.process(in, out) != JavaDecoder.BUFFER_PROCESSED_OK || out.getLength() != pcmBytes.length) {
                throw new CodecException("g729 decoder: libjitsi made no 10 ms of sound");
            }
            for (int i = 0; i < BLOCK_SAMPLES; i++) {
                to[b * BLOCK_SAMPLES + i] = (short) (pcmBytes[2 * i] & 0xFF | pcmBytes[2 * i + 1] << 8);
            }
        }
        if (length % BLOCK_BYTES != 0) {
            Arrays.fill(to, blocks * BLOCK_SAMPLES, (blocks + 1) * BLOCK_SAMPLES, (short) 0);
        }
    }

    @Override
    public void reset() {
        coder = create();
    }

    static void fill(final Buffer buffer, final byte[] data, final int offset, final int length, final Format format) {
        buffer.setData(data);
        buffer.setOffset(offset);
        buffer.setLength(length);
        buffer.setFormat(format);
        buffer.setFlags(0);
        buffer.setDiscard(false);
    }

    private static JavaDecoder create() {
        final JavaDecoder made = new JavaDecoder();
        try {
            made.open();
        } catch (final ResourceUnavailableException e) {
            throw new EngineException(EngineException.Category.RESOURCE, "g729 decoder: " + e.getMessage(), e);
        }
        return made;
    }
}
