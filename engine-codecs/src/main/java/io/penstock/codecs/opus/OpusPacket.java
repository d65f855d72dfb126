package io.penstock.codecs.opus;

import io.penstock.error.CodecException;

/**
 * Reads the framing of Opus packets (RFC 6716, section 3) without decoding them, so that damaged packets never reach the decoder.
 *
 * <pre>
 *   0 1 2 3 4 5 6 7
 *  +-+-+-+-+-+-+-+-+
 *  | config  |s| c |      config: mode, bandwidth, frame length · s: stereo · c: 0 one frame, 1 two equal, 2 two, 3 any number
 *  +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Stateless; nothing allocates but the exception of {@link #check}. Counts of samples are per channel at 48 kHz, whatever rate the
 * packet is decoded at.
 */
public final class OpusPacket {
    /** Most samples in a packet: 120 ms. */
    public static final int MAX_SAMPLES = 5760;
    /** Largest packet of one frame: the contents byte and 1275 bytes. */
    public static final int MAX_SINGLE_FRAME_BYTES = 1276;
    /** Sample rate that counts of samples refer to. */
    public static final int CLOCK_RATE_HZ = 48_000;

    private static final int MAX_FRAME_BYTES = 1275;
    private static final int SAMPLES_20_MS = 960;

    private static final int EMPTY = -1;
    private static final int FRAME_TOO_LARGE = -2;
    private static final int ODD_HALVES = -3;
    private static final int TRUNCATED = -4;
    private static final int FRAME_COUNT = -5;
    private static final int UNEVEN_FRAMES = -6;

    private OpusPacket() {
    }

    /**
     * Length of a packet in time.
     *
     * @param packet array.
     * @param offset start of the packet.
     * @param length bytes.
     * @return samples, 120 to {@value #MAX_SAMPLES}; negative if the packet is malformed.
     */
    public static int samples(final byte[] packet, final int offset, final int length) {
        final long parsed = parse(packet, offset, length);
        return parsed < 0 ? (int) parsed : (int) (parsed >>> 48);
    }

    /**
     * Length of a packet in time, or why it is malformed.
     *
     * @param packet array.
     * @param offset start of the packet.
     * @param length bytes.
     * @return samples, 120 to {@value #MAX_SAMPLES}.
     * @throws CodecException if the packet breaks a rule of RFC 6716, section 3.4.
     */
    public static int check(final byte[] packet, final int offset, final int length) {
        final int samples = samples(packet, offset, length);
        if (samples < 0) {
            throw new CodecException("opus packet of " + length + " bytes is malformed: " + reason(samples) + " (RFC 6716, 3.4)");
        }
        return samples;
    }

    /**
     * Channels of a packet; a decoder may put out another number.
     *
     * @param contentsByte first byte of the packet.
     * @return 1 or 2.
     */
    public static int channels(final byte contentsByte) {
        return (contentsByte & 4) == 0 ? 1 : 2;
    }

    /**
     * Samples in each frame of a packet (RFC 6716, table 2).
     *
     * @param contentsByte first byte of the packet.
     * @return 120, 240, 480, 960, 1920 or 2880.
     */
    public static int frameSamples(final byte contentsByte) {
        final int config = (contentsByte & 0xFF) >> 3;
        if (config >= 16) {
            return 120 << (config & 3);
        }
        if (config >= 12) {
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2880 : 480 << (config & 3);
    }

    /**
     * Whether the packet carries a copy of the packet before it (low bit-rate redundancy; RFC 6716, 4.2.4).
     *
     * @param packet array.
     * @param offset start of the packet.
     * @param length bytes.
     * @return true if so; false for anything malformed.
     */
    public static boolean hasRedundancy(final byte[] packet, final int offset, final int length) {
        final long parsed = parse(packet, offset, length);
        if (parsed < 0 || packet[offset] < 0) {
            return false; // the top bit of the contents byte stands for CELT, which has no such copy
        }
        final int firstLength = (int) parsed & 0xFFFF;
        if (firstLength < 2) {
            return false;
        }
        // The header bits have even odds, so that the range coder leaves them as they are at the head of the frame:
        // a voice bit for each 20 ms and then the redundancy bit, for the middle and then for the side channel.
        final int header = packet[offset + (int) (parsed >>> 16)] & 0xFF;
        final int voiceBits = Math.max(1, frameSamples(packet[offset]) / SAMPLES_20_MS);
        final boolean middle = (header >> 7 - voiceBits & 1) != 0;
        return middle || channels(packet[offset]) == 2 && (header >> 6 - 2 * voiceBits & 1) != 0;
    }

    /** Samples in bits 48–63, offset of the first frame in bits 16–47, its length in bits 0–15; negative if malformed. */
    private static long parse(final byte[] packet, final int offset, final int length) {
        if (length < 1) {
            return EMPTY;
        }
        final int frameSamples = frameSamples(packet[offset]);
        final int rest = length - 1;
        switch (packet[offset] & 3) {
            case 0:
                return rest > MAX_FRAME_BYTES ? FRAME_TOO_LARGE : pack(frameSamples, 1, rest);
            case 1:
                if ((rest & 1) != 0) {
                    return ODD_HALVES;
                }
                return rest / 2 > MAX_FRAME_BYTES ? FRAME_TOO_LARGE : pack(2 * frameSamples, 1, rest / 2);
            case 2:
                final int first = frameLength(packet, offset + 1, rest);
                if (first < 0) {
                    return TRUNCATED;
                }
                final int second = rest - lengthBytes(first) - first;
                if (second < 0) {
                    return TRUNCATED;
                }
                return second > MAX_FRAME_BYTES ? FRAME_TOO_LARGE : pack(2 * frameSamples, 1 + lengthBytes(first), first);
            default:
                return parseMany(packet, offset, length, frameSamples);
        }
    }

    private static long parseMany(final byte[] packet, final int offset, final int length, final int frameSamples) {
        if (length < 2) {
            return TRUNCATED;
        }
        final int head = packet[offset + 1];
        final int count = head & 0x3F;
        if (count == 0 || count * frameSamples > MAX_SAMPLES) {
            return FRAME_COUNT;
        }
        int at = 2;
        int end = length;
        if ((head & 0x40) != 0) {
            int padding;
            do {
                if (at >= end) {
                    return TRUNCATED;
                }
                padding = packet[offset + at++] & 0xFF;
                end -= padding == 255 ? 254 : padding;
            } while (padding == 255);
        }
        if (at > end) {
            return TRUNCATED;
        }
        if ((head & 0x80) == 0) {
            final int bytes = end - at;
            if (bytes % count != 0) {
                return UNEVEN_FRAMES;
            }
            return bytes / count > MAX_FRAME_BYTES ? FRAME_TOO_LARGE : pack(count * frameSamples, at, bytes / count);
        }
        int sum = 0;
        int first = -1;
        for (int i = 0; i < count - 1; i++) {
            final int frame = frameLength(packet, offset + at, end - at);
            if (frame < 0) {
                return TRUNCATED;
            }
            at += lengthBytes(frame);
            sum += frame;
            first = first < 0 ? frame : first;
        }
        final int last = end - at - sum;
        if (last < 0) {
            return TRUNCATED;
        }
        return last > MAX_FRAME_BYTES ? FRAME_TOO_LARGE : pack(count * frameSamples, at, first < 0 ? last : first);
    }

    /** Length of a frame as coded in one or two bytes (RFC 6716, 3.2.1); -1 if they are not all there. */
    private static int frameLength(final byte[] packet, final int at, final int left) {
        if (left < 1) {
            return -1;
        }
        final int low = packet[at] & 0xFF;
        if (low < 252) {
            return low;
        }
        return left < 2 ? -1 : 4 * (packet[at + 1] & 0xFF) + low;
    }

    private static int lengthBytes(final int frameLength) {
        return frameLength < 252 ? 1 : 2;
    }

    private static long pack(final int samples, final int firstOffset, final int firstLength) {
        return (long) samples << 48 | (long) firstOffset << 16 | firstLength;
    }

    private static String reason(final int code) {
        return switch (code) {
            case EMPTY -> "it has no contents byte";
            case FRAME_TOO_LARGE -> "a frame has more than 1275 bytes";
            case ODD_HALVES -> "two frames of equal length need an even number of bytes";
            case TRUNCATED -> "a length points past the end";
            case FRAME_COUNT -> "it must hold 1 to 48 frames and no more than 120 ms";
            default -> "frames of equal length do not divide the bytes";
        };
    }
}
