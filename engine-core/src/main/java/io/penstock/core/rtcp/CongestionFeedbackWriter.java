package io.penstock.core.rtcp;

/**
 * Writes congestion control feedback: which packets of each stream arrived, and when (RFC 8888, section 3.1). One thread; allocates nothing
 * after construction.
 * <pre>{@code
 * writer.begin(array, 0, array.length, ssrc);
 * writer.stream(ssrcOfMedia, firstSequence, 2).packet(true, 0, arrivalNs).packet(false, 0, 0);
 * int bytes = writer.finish(nowNs);
 * }</pre>
 */
public final class CongestionFeedbackWriter {
    /** Most packets in one report. */
    public static final int MOST_PACKETS = 2048;
    /** Bytes of a report beside its streams. */
    public static final int FIXED_BYTES = 12;

    private static final int LONGEST_OFFSET = 0x1FFE; // more than 8189/1024 s
    private static final int UNKNOWN_OFFSET = 0x1FFF; // also of what arrived after the report
    private static final long LONGEST_NS = 8_000_000_000L;
    private final long[] arrivalsNs = new long[MOST_PACKETS];
    private final int[] places = new int[MOST_PACKETS];
    private byte[] array;
    private int start;
    private int at;
    private int limit;
    private int arrived;

    /** A writer of nothing yet. */
    public CongestionFeedbackWriter() {
        // Arrays are all it has.
    }

    /**
     * Starts a report.
     *
     * @param to         array.
     * @param offset     index of its first byte.
     * @param end        index behind the room for it.
     * @param senderSsrc SSRC of who reports.
     * @return this.
     */
    public CongestionFeedbackWriter begin(final byte[] to, final int offset, final int end, final int senderSsrc) {
        array = to;
        start = offset;
        limit = end;
        at = offset + 4;
        put32(senderSsrc);
        arrived = 0;
        return this;
    }

    /**
     * Whether a stream with so many packets still fits.
     *
     * @param count packets.
     * @return true if so.
     */
    public boolean fits(final int count) {
        return arrived + count <= MOST_PACKETS && at + 2 + 8 + 2 * (count + 1) + 4 <= limit;
    }

    /**
     * Starts a stream; as many calls of {@link #packet} must follow.
     *
     * @param ssrc          SSRC of the stream.
     * @param beginSequence sequence number of its first packet.
     * @param count         packets, 1–16384, those in between that are missing included.
     * @return this.
     * @throws IllegalArgumentException if it does not fit.
     */
    public CongestionFeedbackWriter stream(final int ssrc, final int beginSequence, final int count) {
        if (!fits(count)) {
            throw new IllegalArgumentException("congestion feedback: " + count + " packets do not fit into " + (limit - start) + " bytes with "
                + arrived + " before them");
        }
        pad();
        put32(ssrc);
        put16(beginSequence);
        put16(count);
        return this;
    }

    /** Streams begin at words. */
    private void pad() {
        if ((at - start & 3) != 0) {
            put16(0);
        }
    }

    /**
     * Adds the next packet.
     *
     * @param received  whether it arrived.
     * @param ecn       its ECN mark, 0–3.
     * @param arrivalNs when it arrived; after the report counts as not known.
     * @return this.
     */
    public CongestionFeedbackWriter packet(final boolean received, final int ecn, final long arrivalNs) {
        if (received) {
            arrivalsNs[arrived] = arrivalNs;
            places[arrived++] = at;
        }
        put16(received ? 0x8000 | (ecn & 3) << 13 : 0);
        return this;
    }

    /**
     * Ends the report.
     *
     * @param reportNs the time, by the clock of the arrivals.
     * @return its bytes.
     */
    public int finish(final long reportNs) {
        pad();
        for (int i = 0; i < arrived; i++) {
            final long agoNs = reportNs - arrivalsNs[i];
            final int offset = agoNs < 0 ? UNKNOWN_OFFSET : (int) Math.min(LONGEST_OFFSET, Math.min(agoNs, LONGEST_NS) * 1024 / 1_000_000_000L);
            array[places[i]] |= (byte) (offset >> 8);
            array[places[i] + 1] = (byte) offset;
        }
        put32((int) ((reportNs / 1_000_000_000L << 16) + (reportNs % 1_000_000_000L << 16) / 1_000_000_000L));
        array[start] = (byte) (0x80 | CongestionFeedback.FORMAT);
        array[start + 1] = (byte) CongestionFeedback.TYPE;
        final int words = (at - start) / 4 - 1;
        array[start + 2] = (byte) (words >> 8);
        array[start + 3] = (byte) words;
        return at - start;
    }

    private void put16(final int value) {
        array[at++] = (byte) (value >> 8);
        array[at++] = (byte) value;
    }

    private void put32(final int value) {
        put16(value >>> 16);
        put16(value);
    }
}
