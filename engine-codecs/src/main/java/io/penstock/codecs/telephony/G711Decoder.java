package io.penstock.codecs.telephony;

import io.penstock.format.AudioFormat;

/** G.711, a byte a sample; no packet is malformed. Allocates nothing. */
final class G711Decoder extends TelephonyDecoder {
    private final G711 law;

    G711Decoder(final String name, final G711 law, final AudioFormat format) {
        super(name, format);
        this.law = law;
    }

    @Override
    int samples(final int length) {
        return length;
    }

    @Override
    void decodePacket(final byte[] from, final int at, final int length, final short[] to) {
        law.decode(from, at, length, to);
    }

    @Override
    public void reset() {
        // no state
    }
}
