package io.penstock.codecs.mp4;

import io.penstock.codecs.h264.RbspReader;
import io.penstock.error.CodecException;

/**
 * The AudioSpecificConfig of an AAC track (ISO/IEC 14496-3 1.6.2.1), as far as ADTS can say it.
 *
 * @param profile      ADTS profile: audio object type less one, 0–3.
 * @param rateIndex    sampling frequency index, 0–12.
 * @param channels     1–8.
 */
record AacConfig(int profile, int rateIndex, int channels) {
    private static final int[] RATES = {96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350};
    private static final int ADTS_HEADER = 7;

    static AacConfig parse(final byte[] a, final int from, final int to) {
        final RbspReader in = new RbspReader().wrap(a, from, to);
        int type = in.u(5);
        final int rate = in.u(4);
        final int channels = in.u(4);
        if (type == 5 || type == 29) {
            // Spectral band replication: ADTS names the core and lets the decoder find the rest.
            in.u(4);
            type = in.u(5);
        }
        if (type < 1 || type > 4 || rate >= RATES.length || channels < 1 || channels > 7) {
            throw new CodecException("mp4: AAC object type " + type + ", rate index " + rate + ", channel configuration " + channels
                + " cannot be carried in ADTS");
        }
        return new AacConfig(type - 1, rate, channels == 7 ? 8 : channels);
    }

    static int rateIndex(final int hz) {
        for (int i = 0; i < RATES.length; i++) {
            if (RATES[i] == hz) {
                return i;
            }
        }
        throw new CodecException("mp4: AAC at " + hz + " Hz");
    }

    int sampleRateHz() {
        return RATES[rateIndex];
    }

    /** An ADTS header (ISO/IEC 13818-7 6.2) without CRC for a frame of so many bytes. */
    void adts(final int frameBytes, final byte[] to, final int at) {
        final int length = frameBytes + ADTS_HEADER;
        final int config = channels == 8 ? 7 : channels;
        to[at] = (byte) 0xFF;
        to[at + 1] = (byte) 0xF1;
        to[at + 2] = (byte) (profile << 6 | rateIndex << 2 | config >> 2);
        to[at + 3] = (byte) ((config & 3) << 6 | length >> 11);
        to[at + 4] = (byte) (length >> 3);
        to[at + 5] = (byte) ((length & 7) << 5 | 0x1F);
        to[at + 6] = (byte) 0xFC;
    }
}
