package io.penstock.codecs.telephony;

import io.penstock.format.AudioFormat;

/**
 * GSM 06.10 full rate. A coder of our own, because the one that libjitsi and FMJ carry is not bit-exact: its sound is 3 to 7 dB worse.
 * Allocates nothing.
 */
final class GsmEncoder extends TelephonyEncoder {
    private final GsmSpeechCoder coder = new GsmSpeechCoder();

    GsmEncoder(final AudioFormat format) {
        super("gsm", format, GsmDecoder.BLOCK_SAMPLES, GsmDecoder.BLOCK_BYTES);
    }

    @Override
    void encodeBlocks(final short[] from, final int blocks, final byte[] to, final int at) {
        for (int b = 0; b < blocks; b++) {
            coder.encode(from, b * GsmDecoder.BLOCK_SAMPLES, to, at + b * GsmDecoder.BLOCK_BYTES);
        }
    }

    @Override
    public void reset() {
        coder.reset();
    }
}
