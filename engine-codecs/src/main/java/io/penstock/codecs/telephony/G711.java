package io.penstock.codecs.telephony;

/**
 * The two companding laws of ITU-T G.711, as tables made by the algorithms of the ITU-T software tools (G.191).
 *
 * <p>µ-law sees the upper 14 bits of a sample and A-law the upper 12 and the sign, so tables of 16 384 and 4096 bytes hold all there is.
 */
final class G711 {
    static final G711 MU_LAW = new G711(2, G711::muLawCode, G711::muLawValue);
    static final G711 A_LAW = new G711(4, G711::aLawCode, G711::aLawValue);

    private final int shift;
    private final byte[] codes;
    private final short[] values = new short[256];

    private interface Law {
        int apply(int x);
    }

    private G711(final int shift, final Law toCode, final Law toValue) {
        this.shift = shift;
        codes = new byte[65_536 >> shift];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) toCode.apply(i - codes.length / 2);
        }
        for (int code = 0; code < 256; code++) {
            values[code] = (short) toValue.apply(code);
        }
    }

    void encode(final short[] from, final int samples, final byte[] to, final int at) {
        final int half = codes.length / 2;
        for (int i = 0; i < samples; i++) {
            to[at + i] = codes[(from[i] >> shift) + half];
        }
    }

    void decode(final byte[] from, final int at, final int samples, final short[] to) {
        for (int i = 0; i < samples; i++) {
            to[i] = values[from[at + i] & 0xFF];
        }
    }

    private static int muLawCode(final int sample14) {
        final int magnitude = Math.min(0x1FFF, (sample14 < 0 ? ~sample14 : sample14) + 33);
        final int segment = 32 - Integer.numberOfLeadingZeros(magnitude >> 5); // 1 to 8
        final int code = 8 - segment << 4 | 0xF - (magnitude >> segment & 0xF);
        return sample14 < 0 ? code : code | 0x80;
    }

    private static int muLawValue(final int code) {
        final int inverted = ~code;
        final int magnitude = ((inverted & 0xF) << 3) + 0x84 << (inverted >> 4 & 7);
        return (inverted & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84;
    }

    private static int aLawCode(final int sample12) {
        final int magnitude = sample12 < 0 ? ~sample12 : sample12;
        final int segment = Math.max(0, 28 - Integer.numberOfLeadingZeros(magnitude)); // 0 and 1 have the same step
        final int code = segment < 1 ? magnitude : segment << 4 | magnitude >> segment - 1 & 0xF;
        return (sample12 < 0 ? code : code | 0x80) ^ 0x55;
    }

    private static int aLawValue(final int code) {
        final int plain = code ^ 0x55;
        final int segment = plain >> 4 & 7;
        final int step = (plain & 0xF) << 4;
        final int magnitude = segment == 0 ? step + 8 : step + 0x108 << segment - 1;
        return (plain & 0x80) != 0 ? magnitude : -magnitude;
    }
}
