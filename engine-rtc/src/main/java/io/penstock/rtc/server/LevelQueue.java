package io.penstock.rtc.server;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Levels of sound on their way from the forwarder's thread to that of a room: each in one word, so that either all of it is there or nothing. One
 * thread puts in and one takes out; what finds no room is dropped.
 *
 * <pre>
 * bit 63: something is here | 62–38: time in ms, its lower 25 bits | 37–7: peer | 6–0: level, in dB below 0 dBov
 * </pre>
 */
final class LevelQueue {
    /** A hundred who send fifty a second, for a tenth of a second. */
    static final int CAPACITY = 512;
    private static final long THERE = Long.MIN_VALUE;
    private static final int LEVEL_BITS = 7;
    private static final int PEER_BITS = 31;
    private static final int TIME_SHIFT = LEVEL_BITS + PEER_BITS;
    /** Fits below the uppermost bit; nine hours, and nothing waits here for longer than seconds. */
    private static final long TIME_MASK = (1L << 63 - TIME_SHIFT) - 1;

    private final AtomicLongArray places = new AtomicLongArray(CAPACITY);
    private int written;
    private int read;

    /** Puts in. Whether there was room. */
    boolean offer(final int peer, final int levelDbov, final long timeMs) {
        final int place = written & CAPACITY - 1;
        if (places.get(place) != 0) {
            return false;
        }
        places.lazySet(place, THERE | (timeMs & TIME_MASK) << TIME_SHIFT | (long) (peer & Integer.MAX_VALUE) << LEVEL_BITS | -levelDbov & 0x7F);
        written++;
        return true;
    }

    /** The oldest; 0 = there is none. */
    long poll() {
        final int place = read & CAPACITY - 1;
        final long word = places.get(place);
        if (word != 0) {
            places.lazySet(place, 0);
            read++;
        }
        return word;
    }

    static int peer(final long word) {
        return (int) (word >>> LEVEL_BITS) & Integer.MAX_VALUE;
    }

    static int levelDbov(final long word) {
        return -(int) (word & 0x7F);
    }

    /** When it came, in full, as seen a little later. */
    static long timeMs(final long word, final long nowMs) {
        return nowMs - (nowMs - (word >>> TIME_SHIFT) & TIME_MASK);
    }
}
