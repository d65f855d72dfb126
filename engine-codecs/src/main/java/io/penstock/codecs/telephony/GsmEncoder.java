package io.penstock.codecs.telephony;

import io.penstock.format.AudioFormat;
import org.rubycoder.gsm.GSMEncoder;

/**
 * GSM 06.10 full rate by the coder that FMJ carries. libjitsi's own wrapper keeps one coder in a static field for all streams, which mixes
 * up their histories; here each stream has its own.
 */
final class GsmEncoder extends TelephonyEncoder {
    private final int[] block = new int[GsmDecoder.BLOCK_SAMPLES];
    private final byte[] bytes = new byte[GsmDecoder.BLOCK_BYTES];
    private GSMEncoder coder = new GSMEncoder();

    GsmEncoder(final AudioFormat format) {
        super("gsm", format, GsmDecoder.BLOCK_SAMPLES, GsmDecoder.BLOCK_BYTES);
    }

    @Override
    void encodeBlocks(final short[] from, final int blocks, final byte[] to, final int at) {
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < block.length; i++) {
                block[i] = from[b * block.length + i];
            }
            coder.encode(bytes, block);
            System.arraycopy(bytes, 0, to, at + b * bytes.length, bytes.length);
        }
    }

    @Override
    public void reset() {
        coder = new GSMEncoder();
    }
}
