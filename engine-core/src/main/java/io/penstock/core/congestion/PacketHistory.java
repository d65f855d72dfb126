package io.penstock.core.congestion;

/**
 * What was sent lately and what is known of it: a ring by packet number. It doubles, a few times in its life, where packets come so fast that it
 * would forget what may still be reported; a path of sound alone stays small. One thread.
 */
final class PacketHistory {
    /** Packets that are remembered at most: 1.6 s at 10 000 packets a second. */
    static final int CAPACITY = 16_384;
    private static final int LEAST = 512;
    /** Nothing that was sent later is forgotten while there is room. */
    private static final long REMEMBERED_NS = 5_000_000_000L;
    static final byte UNUSED = 0;
    static final byte IN_FLIGHT = 1;
    static final byte RECEIVED = 2;
    static final byte LOST = 3;
    /** No longer counted as in flight, though nobody said what became of it. */
    static final byte UNKNOWN = 4;

    private long[] numbers = new long[LEAST];
    private long[] sentNs = new long[LEAST];
    private long[] arrivedNs = new long[LEAST];
    private int[] bytes = new int[LEAST];
    private int[] probes = new int[LEAST];
    private byte[] states = new byte[LEAST];
    private int[] batches = new int[LEAST];
    private int mask = LEAST - 1;
    private long inFlight;
    private long oldest;
    private long next;
    private boolean any;

    void add(final long number, final int wireBytes, final long nowNs, final int probe) {
        if (!any || number <= next - 1 - mask || number > next + mask) {
            oldest = number;
            any = true;
            inFlight = 0;
            java.util.Arrays.fill(states, UNUSED);
        }
        int i = (int) number & mask;
        if (states[i] != UNUSED && mask < CAPACITY - 1 && nowNs - sentNs[i] < REMEMBERED_NS) {
            grow();
            i = (int) number & mask;
        }
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
        oldest = Math.max(oldest, next - 1 - mask);
    }

    private void grow() {
        final int places = 2 * (mask + 1);
        final long[] newNumbers = new long[places];
        final long[] newSentNs = new long[places];
        final long[] newArrivedNs = new long[places];
        final int[] newBytes = new int[places];
        final int[] newProbes = new int[places];
        final byte[] newStates = new byte[places];
        final int[] newBatches = new int[places];
        for (int i = 0; i <= mask; i++) {
            final int to = (int) numbers[i] & places - 1;
            newNumbers[to] = numbers[i];
            newSentNs[to] = sentNs[i];
            newArrivedNs[to] = arrivedNs[i];
            newBytes[to] = bytes[i];
            newProbes[to] = probes[i];
            newStates[to] = states[i];
            newBatches[to] = batches[i];
        }
        numbers = newNumbers;
        sentNs = newSentNs;
        arrivedNs = newArrivedNs;
        bytes = newBytes;
        probes = newProbes;
        states = newStates;
        batches = newBatches;
        mask = places - 1;
    }

    /** Where the packet is, or −1 where it is not known (any more). */
    int find(final long number) {
        final int i = (int) number & mask;
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
        for (long n = last; n >= last - mask; n--) {
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
