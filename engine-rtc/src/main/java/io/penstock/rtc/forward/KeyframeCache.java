package io.penstock.rtc.forward;

/**
 * The packets of the last whole key frame of a stream, for those who come later: they see a picture before the publisher has made another.
 * One thread; bounded, allocates nothing after construction.
 */
final class KeyframeCache {
    private static final int MOST_PACKETS = 256;
    private static final int MOST_BYTES = 256 << 10;

    private final byte[] bytes = new byte[MOST_BYTES];
    private final int[] offsets = new int[MOST_PACKETS + 1];
    private final long[] sequences = new long[MOST_PACKETS];
    private final int[] headers = new int[MOST_PACKETS];
    private int packets;
    private int timestamp;
    private boolean collecting;
    private boolean whole;

    /**
     * A packet came.
     *
     * @param startsKeyframe whether a key frame begins with it.
     * @param lastOfFrame    whether its frame ends with it (marker).
     */
    void add(final long sequence, final byte[] packet, final int offset, final int length, final int headerBytes, final int rtpTimestamp,
             final boolean startsKeyframe, final boolean lastOfFrame) {
        if (startsKeyframe && !(collecting && rtpTimestamp == timestamp)) {
            packets = 0;
            whole = false;
            collecting = true;
            timestamp = rtpTimestamp;
        } else if (!collecting) {
            return;
        }
        // Reordered or lost within the frame: another key frame will come whole.
        if (rtpTimestamp != timestamp || packets == MOST_PACKETS || offsets[packets] + length > MOST_BYTES
            || packets > 0 && sequence != sequences[packets - 1] + 1) {
            clear();
            return;
        }
        System.arraycopy(packet, offset, bytes, offsets[packets], length);
        sequences[packets] = sequence;
        headers[packets] = headerBytes;
        offsets[packets + 1] = offsets[packets] + length;
        packets++;
        if (lastOfFrame) {
            collecting = false;
            whole = true;
        }
    }

    /** Whether there is a key frame. */
    boolean isWhole() {
        return whole;
    }

    int packets() {
        return packets;
    }

    byte[] array() {
        return bytes;
    }

    int offset(final int index) {
        return offsets[index];
    }

    int length(final int index) {
        return offsets[index + 1] - offsets[index];
    }

    int headerBytes(final int index) {
        return headers[index];
    }

    long sequence(final int index) {
        return sequences[index];
    }

    int timestamp() {
        return timestamp;
    }

    void clear() {
        packets = 0;
        collecting = false;
        whole = false;
    }
}
