package io.penstock.codecs.telephony;

import io.penstock.format.AudioFormat;

/** G.711, a byte a sample. Allocates nothing. */
final class G711Encoder extends TelephonyEncoder {
    private final G711 law;

    G711Encoder(final String name, final G711 law, final AudioFormat format) {
        super(name, format, 1, 1);
        this.law = law;
    }

    @Override
    void encodeBlocks(final short[] from, final int blocks, final byte[] to, final int at) {
        law.encode(from, blocks, to, at);
    }

    @Override
    public void reset() {
        // no state
    }
}
