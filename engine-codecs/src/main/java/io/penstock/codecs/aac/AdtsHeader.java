package io.penstock.codecs.aac;

import io.penstock.error.CodecException;

/**
 * Reads the header before each AAC frame (ADTS: ISO/IEC 14496-3, 1.A.2). Reused from frame to frame; allocates nothing.
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |    syncword 0xFFF     |0|lay|n| pr| freq  |0| chan|0|0|0|0|len  n: no checksum · pr: object type − 1
 *  |  frame length (13)      |  fullness (11)      |blk| checksum …  blk: raw data blocks − 1
 *  +---------------------------------------------------------------+
 * </pre>
 */
final class AdtsHeader {
    static final int LENGTH = 7;
    private static final int CHECKSUM_LENGTH = 2;
    private static final int LOW_COMPLEXITY = 1;
    private static final int[] RATES_HZ = {96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350};

    private int length;
    private int rateIndex;
    private int channelConfiguration;

    /** Reads a header and checks that what follows is one whole frame that can be decoded. */
    void read(final byte[] from, final int at, final int available) {
        if (available < LENGTH || (from[at] & 0xFF) != 0xFF || (from[at + 1] & 0xF6) != 0xF0) {
            throw new CodecException("aac frame of " + available + " bytes does not begin with an ADTS header");
        }
        final boolean checksum = (from[at + 1] & 1) == 0;
        length = checksum ? LENGTH + CHECKSUM_LENGTH : LENGTH;
        final int profile = (from[at + 2] & 0xFF) >> 6;
        rateIndex = from[at + 2] >> 2 & 0xF;
        channelConfiguration = (from[at + 2] & 1) << 2 | (from[at + 3] & 0xFF) >> 6;
        final int frameLength = (from[at + 3] & 3) << 11 | (from[at + 4] & 0xFF) << 3 | (from[at + 5] & 0xFF) >> 5;
        final int blocks = 1 + (from[at + 6] & 3);
        if (frameLength != available || frameLength <= length) {
            throw new CodecException("aac frame has " + available + " bytes, its header says " + frameLength);
        }
        if (profile != LOW_COMPLEXITY || rateIndex >= RATES_HZ.length || blocks != 1) {
            throw new CodecException("aac frame of object type " + (profile + 1) + ", rate index " + rateIndex + ", " + blocks
                + " data blocks: accepted are type 2 (low complexity), index 0–12, 1 block");
        }
        if (channelConfiguration != 1 && channelConfiguration != 2) {
            throw new CodecException("aac frame of channel configuration " + channelConfiguration + ": accepted are 1 and 2 (mono, stereo)");
        }
    }

    int length() {
        return length;
    }

    int rateHz() {
        return RATES_HZ[rateIndex];
    }

    int channels() {
        return channelConfiguration;
    }

    /** What identifies the decoder that is needed. */
    int configuration() {
        return rateIndex << 4 | channelConfiguration;
    }

    /** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): object type 2, rate and channels. */
    byte[] audioSpecificConfig() {
        final int bits = 2 << 11 | rateIndex << 7 | channelConfiguration << 3;
        return new byte[] {(byte) (bits >> 8), (byte) bits};
    }

    static int[] ratesHz() {
        return RATES_HZ.clone();
    }
}
