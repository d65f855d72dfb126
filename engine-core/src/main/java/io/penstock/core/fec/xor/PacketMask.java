package io.penstock.core.fec.xor;

/** Which packets behind a first one belong to a parity. */
final class PacketMask {
    /** Packets from the first to the last, both counted. */
    static final int MOST = 256;

    private final long[] words = new long[MOST / Long.SIZE];

    void clear() {
        java.util.Arrays.fill(words, 0);
    }

    void set(final int place) {
        words[place >> 6] |= 1L << place;
    }

    boolean has(final int place) {
        return (words[place >> 6] & 1L << place) != 0;
    }

    /** The first place from here on; −1 = none. */
    int next(final int from) {
        int word = from >> 6;
        if (word >= words.length) {
            return -1;
        }
        long rest = words[word] & -1L << from;
        while (rest == 0) {
            if (++word == words.length) {
                return -1;
            }
            rest = words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }

    /** One more than the last place; 0 when empty. */
    int length() {
        for (int word = words.length - 1; word >= 0; word--) {
            if (words[word] != 0) {
                return (word << 6) + Long.SIZE - Long.numberOfLeadingZeros(words[word]);
            }
        }
        return 0;
    }

    int count() {
        int count = 0;
        for (final long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Takes over bits whose highest is the first place, as formats write them. */
    void setFrom(final long bits, final int width, final int place) {
        for (int i = 0; i < width; i++) {
            if ((bits >>> width - 1 - i & 1) != 0) {
                set(place + i);
            }
        }
    }

    /** Bits whose highest is the first place. */
    long bits(final int place, final int width) {
        long bits = 0;
        for (int i = 0; i < width; i++) {
            bits = bits << 1 | (has(place + i) ? 1 : 0);
        }
        return bits;
    }
}
