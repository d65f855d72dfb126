package io.penstock.core.stages.file;

import io.penstock.error.CodecException;
import io.penstock.format.SampleType;

/**
 * What the chunks of a WAV file say (Microsoft Multimedia Programming Interface 1.0; WAVEFORMATEXTENSIBLE), checked before anything is
 * allocated for it.
 *
 * @param sampleRateHz samples per second and channel, 1–768000.
 * @param channels     1–64.
 * @param bits         16, 24 or 32.
 * @param isFloat      whether samples are IEEE floats of 32 bits.
 * @param dataAt       where the samples begin.
 * @param samples      samples per channel that are there.
 */
record WavHeader(int sampleRateHz, int channels, int bits, boolean isFloat, long dataAt, long samples) {
    static final int TAG_PCM = 1;
    static final int TAG_FLOAT = 3;
    private static final int TAG_EXTENSIBLE = 0xFFFE;
    private static final int MOST_CHUNKS = 1_000;
    private static final int FORMAT_BYTES = 40;
    private static final int SUBFORMAT_AT = 24;
    private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

    int frameBytes() {
        return channels * bits / 8;
    }

    /** 16-bit samples as they are, deeper ones as floats, which lose none of their bits that can be heard. */
    SampleType naturalType() {
        return bits == 16 ? SampleType.S16 : SampleType.F32;
    }

    static WavHeader read(final FileInput in) {
        final byte[] bytes = new byte[FORMAT_BYTES];
        if (in.read(bytes, 0, 12) < 12 || !tag(bytes, 0, 'R', 'I', 'F', 'F') || !tag(bytes, 8, 'W', 'A', 'V', 'E')) {
            throw new CodecException(in.name() + ": does not begin with RIFF....WAVE; RF64 and AIFF are not accepted");
        }
        final boolean unfinished = u32(bytes, 4) == 0 || u32(bytes, 4) == UNKNOWN_SIZE;
        WavHeader format = null;
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            final long bodyAt = in.position() + 8;
            if (in.read(bytes, 0, 8) < 8) {
                break;
            }
            final long size = u32(bytes, 4);
            if (tag(bytes, 0, 'f', 'm', 't', ' ')) {
                format = format(in, bytes, size);
            } else if (tag(bytes, 0, 'd', 'a', 't', 'a')) {
                if (format == null) {
                    throw new CodecException(in.name() + ": the data comes before the format");
                }
                final long there = Math.max(0, in.length() - bodyAt);
                final long data = size == 0 && unfinished ? there : Math.min(size, there);
                return new WavHeader(format.sampleRateHz, format.channels, format.bits, format.isFloat, bodyAt, data / format.frameBytes());
            }
            // chunks are padded to even sizes
            final long next = bodyAt + size + (size & 1);
            if (next >= in.length()) {
                break;
            }
            in.seek(next);
        }
        throw new CodecException(in.name() + ": has no " + (format == null ? "\"fmt \"" : "\"data\"") + " chunk among its first " + MOST_CHUNKS);
    }

    private static WavHeader format(final FileInput in, final byte[] bytes, final long size) {
        final int read = in.read(bytes, 0, (int) Math.min(size, FORMAT_BYTES));
        if (read < 16) {
            throw new CodecException(in.name() + ": its format chunk has " + read + " bytes; needed are 16");
        }
        int tag = u16(bytes, 0);
        if (tag == TAG_EXTENSIBLE && read >= SUBFORMAT_AT + 2) {
            tag = u16(bytes, SUBFORMAT_AT);
        }
        final int channels = u16(bytes, 2);
        final long rate = u32(bytes, 4);
        final int align = u16(bytes, 12);
        final int bits = u16(bytes, 14);
        final boolean known = tag == TAG_PCM && (bits == 16 || bits == 24 || bits == 32) || tag == TAG_FLOAT && bits == 32;
        if (!known || channels < 1 || channels > 64 || rate < 1 || rate > 768_000 || align != channels * bits / 8) {
            throw new CodecException(in.name() + ": found format tag " + tag + ", " + bits + " bits, " + rate + " Hz, " + channels + " channels in "
                + align + " bytes; accepted are PCM (1) of 16, 24 or 32 bits and float (3) of 32 bits, 1–768000 Hz, 1–64 channels");
        }
        return new WavHeader((int) rate, channels, bits, tag == TAG_FLOAT, 0, 0);
    }

    private static boolean tag(final byte[] bytes, final int at, final char a, final char b, final char c, final char d) {
        return bytes[at] == a && bytes[at + 1] == b && bytes[at + 2] == c && bytes[at + 3] == d;
    }

    private static int u16(final byte[] bytes, final int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private static long u32(final byte[] bytes, final int at) {
        return u16(bytes, at) | (long) u16(bytes, at + 2) << 16;
    }
}
