package io.penstock.core.congestion;

/** What was sent lately and what is known of it: a ring by packet number. One thread. */
final class PacketHistory {
    /** Packets that are remembered: 1.6 s at 10 000 packets a second, 80 s of a picture of 2 Mbit/s. */
    static final int CAPACITY = 16_384;
    private static final int MASK = CAPACITY - 1;
    static final byte UNUSED = 0;
    static final byte IN_FLIGHT = 1;
    static final byte RECEIVED = 2;
    static final byte LOST = 3;
    /** No longer counted as in flight, though nobody said what became of it. */
    static final byte UNKNOWN = 4;

    private final long[] numbers = new long[CAPACITY];
    private final long[] sentNs = new long[CAPACITY];
    private final long[] arrivedNs = new long[CAPACITY];
    private final int[] bytes = new int[CAPACITY];
    private final int[] probes = new int[CAPACITY];
    private final byte[] states = new byte[CAPACITY];
    private final int[] batches = new int[CAPACITY];
    private long inFlight;
    private long oldest;
    private long next;
    private boolean any;

    void add(final long number, final int wireBytes, final long nowNs, final int probe) {
        if (!any || number < next - CAPACITY || number > next + CAPACITY) {
            oldest = number;
            any = true;
            inFlight = 0;
            java.util.Arrays.fill(states, UNUSED);
        }
        final int i = (int) number & MASK;
        if (states[i] == IN_FLIGHT) {
            inFlight -= bytes[i];
        }
        numbers[i] = number;
        sentNs[i] = nowNs;
        bytes[i] = wireBytes;
        probes[i] = probe;
        states[i] = IN_FLIGHT;
        batches[i] = 0;
        inFlight += wireBytes;
        next = Math.max(next, number + 1);
        oldest = Math.max(oldest, next - CAPACITY);
    }

    /** Where the packet is, or −1 where it is not known (any more). */
    int find(final long number) {
        final int i = (int) number & MASK;
        return states[i] != UNUSED && numbers[i] == number ? i : -1;
    }

    void state(final int i, final byte state) {
        if (states[i] == IN_FLIGHT) {
            inFlight -= bytes[i];
        }
        states[i] = state;
    }

    void arrived(final int i, final long arrivalNs, final int batch) {
        state(i, RECEIVED);
        arrivedNs[i] = arrivalNs;
        batches[i] = batch;
    }

    byte state(final int i) {
        return states[i];
    }

    long sentNs(final int i) {
        return sentNs[i];
    }

    long arrivedNs(final int i) {
        return arrivedNs[i];
    }

    int bytes(final int i) {
        return bytes[i];
    }

    int probe(final int i) {
        return probes[i];
    }

    boolean isOf(final int i, final int batch) {
        return batches[i] == batch;
    }

    /** Stops counting as in flight what was sent before this time: it has arrived or never will. */
    void settleBefore(final long timeNs) {
        while (any && oldest < next) {
            final int i = find(oldest);
            if (i >= 0 && states[i] == IN_FLIGHT) {
                if (sentNs[i] >= timeNs) {
                    return;
                }
                state(i, UNKNOWN);
            } else if (i >= 0 && sentNs[i] >= timeNs) {
                return;
            }
            oldest++;
        }
    }

    /** Of the bytes sent from this time to this packet, the share of which something was reported: reports get lost, too. */
    double reported(final long last, final long fromNs) {
        long known = 0;
        long all = 0;
        for (long n = last; n > last - CAPACITY; n--) {
            final int i = find(n);
            if (i < 0 || sentNs[i] < fromNs) {
                break;
            }
            all += bytes[i];
            known += states[i] == RECEIVED || states[i] == LOST ? bytes[i] : 0;
        }
        return all > 0 ? (double) known / all : 1;
    }

    long inFlightBytes() {
        return inFlight;
    }
}
