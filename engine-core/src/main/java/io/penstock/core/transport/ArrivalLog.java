package io.penstock.core.transport;

/** When packets of each stream of a transport arrived, as far back as it may still be reported. One thread; bounded, whatever comes. */
public final class ArrivalLog {
    /** Packets of a stream that can be reported: at least two seconds of 2 Mbit/s. */
    static final int PLACES = 512;
    /** Streams of one transport: sound and picture, their repair and probes, twice over. */
    static final int MOST_STREAMS = 12;
    private static final int MOST_CANDIDATES = 8;
    /** A stream that was silent for so long gives its place to another. */
    private static final long IDLE_NS = 2_000_000_000L;

    private final Stream[] streams = new Stream[MOST_STREAMS];
    private int count;
    private int last;
    private int news;
    /** Sources of which one packet came: two in a row make a stream. */
    private final int[] candidates = new int[MOST_CANDIDATES];
    private final int[] expected = new int[MOST_CANDIDATES];
    private int nextCandidate;

    /** A log without streams; they come with their packets. */
    public ArrivalLog() {
        java.util.Arrays.fill(expected, -1);
        for (int i = 0; i < MOST_STREAMS; i++) {
            streams[i] = new Stream();
        }
    }

    /** One SSRC. */
    static final class Stream {
        /** Made when the first stream takes this place: few ever send as many as there is room for. */
        private long[] arrivedNs;
        private long[] sequences;
        private int ssrc;
        private long first;
        private long highest;
        private long lastNs;
        /** First packet that was not reported yet. */
        private long unreported;
        private boolean changed;
        private int afterJump;

        int ssrc() {
            return ssrc;
        }

        long first() {
            return Math.max(first, highest - PLACES + 1);
        }

        /** When the last packet came. */
        long lastNs() {
            return lastNs;
        }

        long highest() {
            return highest;
        }

        long unreported() {
            return unreported;
        }

        /** Whether there is something that was not reported: also a packet that closed a hole. */
        boolean isChanged() {
            return changed;
        }

        void reported() {
            unreported = highest + 1;
            changed = false;
        }

        boolean arrived(final long sequence) {
            return sequences[(int) sequence & PLACES - 1] == sequence;
        }

        long arrivedNs(final long sequence) {
            return arrivedNs[(int) sequence & PLACES - 1];
        }

        private void begin(final int newSsrc, final int sequence) {
            if (sequences == null) {
                arrivedNs = new long[PLACES];
                sequences = new long[PLACES];
            }
            java.util.Arrays.fill(sequences, Long.MIN_VALUE);
            ssrc = newSsrc;
            first = (1L << 32) + sequence; // room to count back
            highest = first - 1;
            unreported = first;
            afterJump = -1;
        }

        private void put(final int sequence16, final long nowNs) {
            long sequence = highest + (short) (sequence16 - (int) highest);
            if (Math.abs(sequence - highest) >= PLACES) {
                if (afterJump != sequence16) { // one packet far away is forged, or of long ago; the next tells (RFC 3550, A.1)
                    afterJump = sequence16 + 1 & 0xFFFF;
                    return;
                }
                begin(ssrc, sequence16);
                sequence = first;
            }
            final int i = (int) sequence & PLACES - 1;
            if (sequences[i] != sequence) {
                sequences[i] = sequence;
                arrivedNs[i] = nowNs;
                changed = true;
                unreported = Math.min(unreported, sequence);
            }
            first = Math.min(first, sequence);
            highest = Math.max(highest, sequence);
            lastNs = nowNs;
        }
    }

    /**
     * A packet arrived.
     *
     * @param ssrc     its source.
     * @param sequence its sequence number, 0–65535.
     * @param nowNs    when.
     * @return false when it is not logged: the first of a source, or there are too many.
     */
    public boolean arrived(final int ssrc, final int sequence, final long nowNs) {
        final Stream stream = stream(ssrc, sequence, nowNs);
        if (stream == null) {
            return false;
        }
        stream.put(sequence, nowNs);
        news++;
        return true;
    }

    private Stream stream(final int ssrc, final int sequence, final long nowNs) {
        if (last < count && streams[last].ssrc == ssrc) {
            return streams[last];
        }
        int idle = -1;
        for (int i = 0; i < count; i++) {
            if (streams[i].ssrc == ssrc) {
                last = i;
                return streams[i];
            }
            if (nowNs - streams[i].lastNs > IDLE_NS && (idle < 0 || streams[i].lastNs < streams[idle].lastNs)) {
                idle = i;
            }
        }
        if (!isSecond(ssrc, sequence)) {
            return null;
        }
        if (count < MOST_STREAMS) {
            idle = count++;
        }
        if (idle < 0) {
            return null;
        }
        streams[idle].begin(ssrc, sequence);
        last = idle;
        return streams[idle];
    }

    private boolean isSecond(final int ssrc, final int sequence) {
        for (int i = 0; i < MOST_CANDIDATES; i++) {
            if (candidates[i] == ssrc && expected[i] == sequence) {
                expected[i] = -1;
                return true;
            }
        }
        final int place = nextCandidate++ % MOST_CANDIDATES;
        candidates[place] = ssrc;
        expected[place] = sequence + 1 & 0xFFFF;
        return false;
    }

    int count() {
        return count;
    }

    Stream stream(final int index) {
        return streams[index];
    }

    /**
     * Packets that were not reported yet.
     *
     * @return packets since the last report.
     */
    public int news() {
        return news;
    }

    void reported() {
        news = 0;
    }
}
