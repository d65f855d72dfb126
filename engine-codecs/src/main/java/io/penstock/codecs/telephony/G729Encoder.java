package io.penstock.codecs.telephony;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import java.util.Map;
import javax.media.Buffer;
import javax.media.ResourceUnavailableException;
import org.jitsi.impl.neomedia.codec.audio.g729.JavaEncoder;

/** G.729 by libjitsi's Java port of the ITU-T floating-point code (Annex C), one 10 ms frame at a time through FMJ buffers. */
final class G729Encoder extends TelephonyEncoder {
    private final Buffer in = new Buffer();
    private final Buffer out = new Buffer();
    private final byte[] pcmBytes = new byte[2 * G729Decoder.BLOCK_SAMPLES];
    private final byte[] bytes = new byte[G729Decoder.BLOCK_BYTES];
    private JavaEncoder coder = create();

    G729Encoder(final AudioFormat format) {
        super("g729", format, G729Decoder.BLOCK_SAMPLES, G729Decoder.BLOCK_BYTES);
    }

    @Override
    void encodeBlocks(final short[] from, final int blocks, final byte[] to, final int at) {
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < G729Decoder.BLOCK_SAMPLES; i++) {
                final short sample = from[b * G729Decoder.BLOCK_SAMPLES + i];
                pcmBytes[2 * i] = (byte) sample;
                pcmBytes[2 * i + 1] = (byte) (sample >> 8);
            }
            G729Decoder.fill(in, pcmBytes, 0, pcmBytes.length, G729Decoder.PCM);
            G729Decoder.fill(out, bytes, 0, 0, null);
            if (coder.process(in, out) != JavaEncoder.BUFFER_PROCESSED_OK || out.getLength() != bytes.length) {
                throw new CodecException("g729 encoder: libjitsi made no frame of 10 ms");
            }
            System.arraycopy(bytes, 0, to, at + b * bytes.length, bytes.length);
        }
    }

    @Override
    public void reset() {
        coder = create();
    }

    private static JavaEncoder create() {
        final JavaEncoder made = new JavaEncoder();
        made.setAdvancedAttributes(Map.of("ptime", "10"));
        try {
            made.open();
        } catch (final ResourceUnavailableException e) {
            throw new EngineException(EngineException.Category.RESOURCE, "g729 encoder: " + e.getMessage(), e);
        }
        return made;
    }
}
