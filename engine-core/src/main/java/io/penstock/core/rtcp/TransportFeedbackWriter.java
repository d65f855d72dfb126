package io.penstock.core.rtcp;

/**
 * Writes transport-wide feedback (transport-cc, see {@link TransportFeedback}). One thread; allocates nothing after construction.
 * <pre>{@code
 * writer.begin(array, 0, array.length, ssrc, mediaSsrc);
 * writer.packet(7, arrivalNs);
 * writer.packet(9, laterNs);     // 8 is lost
 * int bytes = writer.finish();
 * }</pre>
 */
public final class TransportFeedbackWriter {
    /** Most packets in one report, lost ones included. */
    public static final int MOST_PACKETS = 2048;

    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;
    private static final int LONGEST_RUN = 0x1FFF;
    private static final int REFERENCE_TICKS = (int) (TransportFeedback.REFERENCE_NS / TransportFeedback.DELTA_NS);

    /** Of each packet since the first: 0 = lost, else how many bytes its delta has. */
    private final byte[] symbols = new byte[MOST_PACKETS];
    private final short[] deltas = new short[MOST_PACKETS];
    private byte[] array;
    private int start;
    private int limit;
    private int base;
    private int count;
    private int deltaBytes;
    private long lastTick;
    private int reports;

    /** A writer of nothing yet. */
    public TransportFeedbackWriter() {
        // Arrays are all it has.
    }

    /**
     * Starts a report; reports are numbered by themselves.
     *
     * @param to         array.
     * @param offset     index of its first byte.
     * @param end        index behind the room for it, at least 28 bytes.
     * @param senderSsrc SSRC of who reports.
     * @param mediaSsrc  a source of the packets.
     * @return this.
     */
    public TransportFeedbackWriter begin(final byte[] to, final int offset, final int end, final int senderSsrc, final int mediaSsrc) {
        array = to;
        start = offset;
        limit = end;
        Bytes.put32(to, offset + 4, senderSsrc);
        Bytes.put32(to, offset + 8, mediaSsrc);
        count = 0;
        deltaBytes = 0;
        return this;
    }

    /**
     * Adds a packet that arrived. Those between it and the one before it are lost.
     *
     * @param sequence  transport-wide sequence number, the low 16 bits count; above that of the packet before.
     * @param arrivalNs when it arrived.
     * @return false when it is not above, or does not fit: into the room, the most packets, or ±8 s after the one before. Then finish, and
     *     begin another report with it.
     */
    public boolean packet(final int sequence, final long arrivalNs) {
        final long tick = Math.floorDiv(arrivalNs, TransportFeedback.DELTA_NS);
        if (count == 0) {
            final long reference = Math.floorDiv(tick, REFERENCE_TICKS);
            base = sequence & 0xFFFF;
            lastTick = reference * REFERENCE_TICKS;
            Bytes.put32(array, start + 16, (int) reference << 8);
        }
        final int place = sequence - base & 0xFFFF;
        final long delta = tick - lastTick;
        if (place < count || place >= MOST_PACKETS || delta != (short) delta) {
            return false;
        }
        final int symbol = delta >= 0 && delta <= 0xFF ? TransportFeedback.SMALL : TransportFeedback.LARGE;
        // A chunk tells of seven packets at least.
        if (start + TransportFeedback.CHUNKS + 2 * (place / TWO_BIT_SYMBOLS + 1) + deltaBytes + symbol + 3 > limit) {
            return false;
        }
        while (count < place) {
            symbols[count++] = 0;
        }
        symbols[count] = (byte) symbol;
        deltas[count++] = (short) delta;
        deltaBytes += symbol;
        lastTick = tick;
        return true;
    }

    /**
     * Ends the report.
     *
     * @return its bytes; 0 when it has no packet.
     */
    public int finish() {
        if (count == 0) {
            return 0;
        }
        Bytes.put16(array, start + 12, base);
        Bytes.put16(array, start + 14, count);
        array[start + 19] = (byte) reports++;
        int at = start + TransportFeedback.CHUNKS;
        for (int i = 0; i < count;) {
            i += chunk(i, at);
            at += 2;
        }
        for (int i = 0; i < count; i++) {
            if (symbols[i] == TransportFeedback.LARGE) {
                Bytes.put16(array, at, deltas[i]);
            } else if (symbols[i] == TransportFeedback.SMALL) {
                array[at] = (byte) deltas[i];
            }
            at += symbols[i];
        }
        final int padding = start - at & 3;
        for (int i = 1; i <= padding; i++) {
            array[at++] = (byte) (i == padding ? padding : 0);
        }
        Bytes.header(array, start, TransportFeedback.FORMAT, TransportFeedback.TYPE, at - start);
        array[start] |= (byte) (padding == 0 ? 0 : 0x20);
        return at - start;
    }

    /** Writes the chunk that tells of the most packets from one on; returns of how many. */
    private int chunk(final int from, final int at) {
        int run = 1;
        while (from + run < count && run < LONGEST_RUN && symbols[from + run] == symbols[from]) {
            run++;
        }
        int small = 0;
        while (small < ONE_BIT_SYMBOLS && from + small < count && symbols[from + small] != TransportFeedback.LARGE) {
            small++;
        }
        final int left = count - from;
        if (run >= ONE_BIT_SYMBOLS || run == left || run >= TWO_BIT_SYMBOLS && small < ONE_BIT_SYMBOLS && small < left) {
            Bytes.put16(array, at, symbols[from] << 13 | run);
            return run;
        }
        if (small == ONE_BIT_SYMBOLS || small == left) {
            int word = 0x8000;
            for (int i = 0; i < small; i++) {
                word |= symbols[from + i] << ONE_BIT_SYMBOLS - 1 - i;
            }
            Bytes.put16(array, at, word);
            return small;
        }
        final int two = Math.min(TWO_BIT_SYMBOLS, left);
        int word = 0xC000;
        for (int i = 0; i < two; i++) {
            word |= symbols[from + i] << 2 * (TWO_BIT_SYMBOLS - 1 - i);
        }
        Bytes.put16(array, at, word);
        return two;
    }
}
