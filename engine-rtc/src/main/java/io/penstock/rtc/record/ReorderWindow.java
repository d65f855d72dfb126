package io.penstock.rtc.record;

import java.util.Arrays;

/**
 * Brings packets into the order of their numbers. Waits for a missing one as long as it may still come (retransmitted by the publisher), and
 * not at all while none is missing. One thread.
 */
final class ReorderWindow {
    /** Receives packets in order. */
    interface InOrder {
        /** The next packet; the array is borrowed. */
        void packet(int timestamp, boolean marker, byte[] a, int offset, int length, long arrivalNs);

        /** {@code packets} will not come any more; at a pause the numbers went on while nothing was to be heard or seen. */
        void lost(int packets, boolean pause, long nowNs);
    }

    private static final int SIZE = 512;
    private static final int MASK = SIZE - 1;
    /** Without any packet for so long, what is missing was not sent to us: muted, or without a seat. */
    private static final long PAUSE_NS = 500_000_000L;
    private static final long FIRST = 1L << 32;

    private final InOrder out;
    private final long waitNs;
    private final byte[][] payloads = new byte[SIZE][];
    private final int[] lengths = new int[SIZE];
    private final int[] timestamps = new int[SIZE];
    private final boolean[] markers = new boolean[SIZE];
    private final long[] arrivals = new long[SIZE];
    private final long[] numbers = new long[SIZE];
    private long next = -1;
    private int stored;
    private long gapSinceNs;
    private long lastArrivalNs;
    private long late;

    ReorderWindow(final InOrder out, final long waitNs) {
        this.out = out;
        this.waitNs = waitNs;
        Arrays.fill(numbers, -1);
    }

    /** Takes a packet as it arrives. */
    void insert(final int sequence, final int timestamp, final boolean marker, final byte[] a, final int offset, final int length,
        final long arrivalNs) {
        if (next < 0) {
            next = FIRST + (sequence & 0xFFFF);
        }
        final long number = number(sequence);
        if (number < next && next - number <= SIZE) {
            late++;
            return;
        }
        if (number < next || number - next >= SIZE || number != next && arrivalNs - lastArrivalNs >= PAUSE_NS) {
            skipTo(number, arrivalNs);
        }
        lastArrivalNs = arrivalNs;
        if (number == next) {
            next++;
            out.packet(timestamp, marker, a, offset, length, arrivalNs);
            drain();
        } else {
            store(number, timestamp, marker, a, offset, length, arrivalNs);
        }
    }

    private long number(final int sequence) {
        return next + (short) (sequence - (int) next);
    }

    /** Whether a packet of that number would still be of use: what was sent before a pause ended was not for us. */
    boolean wants(final int sequence, final long nowNs) {
        final long number = number(sequence);
        return next >= 0 && nowNs - lastArrivalNs < PAUSE_NS && number >= next && number - next < SIZE && numbers[(int) number & MASK] != number;
    }

    private void store(final long number, final int timestamp, final boolean marker, final byte[] a, final int offset, final int length,
        final long arrivalNs) {
        final int i = (int) number & MASK;
        if (numbers[i] == number) {
            late++;
            return;
        }
        if (payloads[i] == null || payloads[i].length < length) {
            payloads[i] = new byte[Math.max(1500, length)];
        }
        System.arraycopy(a, offset, payloads[i], 0, length);
        lengths[i] = length;
        timestamps[i] = timestamp;
        markers[i] = marker;
        arrivals[i] = arrivalNs;
        numbers[i] = number;
        if (stored++ == 0) {
            gapSinceNs = arrivalNs;
        }
    }

    private void drain() {
        if (stored == 0) {
            return;
        }
        int i = (int) next & MASK;
        boolean any = false;
        while (stored > 0 && numbers[i] == next) {
            any = true;
            stored--;
            next++;
            numbers[i] = -1;
            out.packet(timestamps[i], markers[i], payloads[i], 0, lengths[i], arrivals[i]);
            i = (int) next & MASK;
        }
        if (any && stored > 0) {
            gapSinceNs = arrivals[(int) firstStored() & MASK];
        }
    }

    private long firstStored() {
        long number = next;
        while (numbers[(int) number & MASK] != number) {
            number++;
        }
        return number;
    }

    /** Gives what is there and goes on at a number after a pause. */
    private void skipTo(final long number, final long nowNs) {
        giveUp(nowNs);
        final long gap = number - next;
        next = number;
        out.lost((int) Math.min(Integer.MAX_VALUE, Math.abs(gap)), true, nowNs);
    }

    /** Waits no longer for anything that is missing. */
    void giveUp(final long nowNs) {
        while (stored > 0) {
            skipGap(nowNs);
        }
    }

    private void skipGap(final long nowNs) {
        final long first = firstStored();
        final int missing = (int) (first - next);
        next = first;
        out.lost(missing, false, nowNs);
        drain();
    }

    /** Gives up what has been missing for too long; when to call again, {@link Long#MAX_VALUE} if nothing is missing. */
    long tick(final long nowNs) {
        while (stored > 0 && nowNs - gapSinceNs >= waitNs) {
            skipGap(nowNs);
        }
        return stored > 0 ? gapSinceNs + waitNs : Long.MAX_VALUE;
    }

    long late() {
        return late;
    }

    /** Forgets all: another source. */
    void reset() {
        Arrays.fill(numbers, -1);
        stored = 0;
        next = -1;
    }
}
