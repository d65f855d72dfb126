package io.penstock.codecs.telephony;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import org.rubycoder.gsm.GSMDecoder;
import org.rubycoder.gsm.InvalidGSMFrameException;

/**
 * GSM 06.10 full rate by the decoder that FMJ carries. libjitsi's own wrapper of it keeps one decoder in a static field for all streams, which
 * mixes up their histories; here each stream has its own.
 */
final class GsmDecoder extends TelephonyDecoder {
    static final int BLOCK_SAMPLES = 160;
    static final int BLOCK_BYTES = 33;

    private final int[] block = new int[BLOCK_SAMPLES];
    private final byte[] bytes = new byte[BLOCK_BYTES];
    private GSMDecoder coder = new GSMDecoder();

    GsmDecoder(final AudioFormat format) {
        super("gsm", format);
    }

    @Override
    int samples(final int length) {
        return length % BLOCK_BYTES == 0 ? length / BLOCK_BYTES * BLOCK_SAMPLES : -1;
    }

    @Override
    void decodePacket(final byte[] from, final int at, final int length, final short[] to) {
        for (int b = 0; b < length / BLOCK_BYTES; b++) {
            System.arraycopy(from, at + b * BLOCK_BYTES, bytes, 0, BLOCK_BYTES);
            try {
                coder.decode(bytes, block);
            } catch (final InvalidGSMFrameException e) {
                throw new CodecException("gsm decoder: a frame is not signed with 0xD but 0x" + Integer.toHexString((bytes[0] & 0xFF) >> 4), e);
            }
            for (int i = 0; i < BLOCK_SAMPLES; i++) {
                to[b * BLOCK_SAMPLES + i] = (short) block[i];
            }
        }
    }

    @Override
    public void reset() {
        coder = new GSMDecoder();
    }
}
