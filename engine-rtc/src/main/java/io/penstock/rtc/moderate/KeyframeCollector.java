package io.penstock.rtc.moderate;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import java.util.Arrays;

/** Gathers the packets of one key frame, in whatever order they come. One thread; what it holds is bounded. */
final class KeyframeCollector {
    private static final int MOST_BYTES = 1 << 22;
    private static final int MOST_PACKETS = 4096;
    /** A packet that is asked for again comes within this, also over a bad network. */
    private static final long WAIT_NS = 1_000_000_000L;
    /** What has not come whole within this is given up for a newer one. */
    private static final long PREFER_NEWER_NS = 250_000_000L;

    private byte[] bytes = new byte[1 << 14];
    private int[] offsets = new int[64];
    private int[] numbers = new int[64];
    private int[] order = new int[64];
    private int count;
    private int used;
    private boolean open;
    private boolean ended;
    private boolean parameters;
    private int timestamp;
    private int first;
    private int last;
    private long beganNs;
    private long incomplete;

    /** The payloads of a key frame, in order, each with its length in two bytes before it. */
    record Keyframe(byte[] bytes, int packets, long arrivalNs, int timestamp) { }

    /** Takes a packet; the key frame if that is whole now, else null. */
    Keyframe packet(final RtpHeaderFlyweight p, final long arrivalNs) {
        if (open && (arrivalNs - beganNs > WAIT_NS || count == MOST_PACKETS || used + p.payloadLength() > MOST_BYTES
            || isSuperseded(p, arrivalNs))) {
            incomplete++;
            open = false;
        }
        if (p.payloadLength() <= 0) {
            return null;
        }
        if (!open) {
            if (part(p) == KeyframeParts.NONE) {
                return null;
            }
            begin(p, arrivalNs);
        }
        if (p.timestamp() != timestamp || isKnown(p.sequence())) {
            return null;
        }
        add(p);
        // Without its parameters it is not whole, although no number is missing: they come first, and may come last.
        parameters |= part(p) == KeyframeParts.PARAMETERS;
        return parameters && ended && count == distance(first, last) + 1 ? whole() : null;
    }

    private boolean isSuperseded(final RtpHeaderFlyweight p, final long arrivalNs) {
        return arrivalNs - beganNs > PREFER_NEWER_NS && p.timestamp() - timestamp > 0 && part(p) != KeyframeParts.NONE;
    }

    private static int part(final RtpHeaderFlyweight p) {
        return KeyframeParts.of(p.array(), p.payloadOffset(), p.payloadLength());
    }

    private void begin(final RtpHeaderFlyweight p, final long arrivalNs) {
        open = true;
        ended = false;
        parameters = false;
        timestamp = p.timestamp();
        beganNs = arrivalNs;
        count = 0;
        used = 0;
        first = p.sequence();
    }

    private static int distance(final int from, final int to) {
        return (short) (to - from);
    }

    private boolean isKnown(final int sequence) {
        for (int i = count - 1; i >= 0; i--) {
            if (numbers[i] == sequence) {
                return true;
            }
            if (i == count - 1 && distance(numbers[i], sequence) == 1 && distance(first, sequence) == count) {
                // In order and none missing: the usual case.
                return false;
            }
        }
        return false;
    }

    private void add(final RtpHeaderFlyweight p) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
            order = Arrays.copyOf(order, 2 * count);
        }
        final int length = p.payloadLength();
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + length, 2 * bytes.length));
        }
        System.arraycopy(p.array(), p.payloadOffset(), bytes, used, length);
        offsets[count] = used;
        numbers[count] = p.sequence();
        used += length;
        count++;
        if (distance(first, p.sequence()) < 0) {
            first = p.sequence();
        }
        if (p.marker()) {
            ended = true;
            last = p.sequence();
        }
    }

    private Keyframe whole() {
        open = false;
        Arrays.fill(order, 0, count, -1);
        for (int i = 0; i < count; i++) {
            final int place = distance(first, numbers[i]);
            if (place < 0 || place >= count) {
                incomplete++;
                return null;
            }
            order[place] = i;
        }
        final byte[] all = new byte[used + 2 * count];
        int at = 0;
        for (int place = 0; place < count; place++) {
            final int i = order[place];
            final int length = (i + 1 < count ? offsets[i + 1] : used) - offsets[i];
            all[at++] = (byte) (length >> 8);
            all[at++] = (byte) length;
            System.arraycopy(bytes, offsets[i], all, at, length);
            at += length;
        }
        return new Keyframe(all, count, beganNs, timestamp);
    }

    /** Forgets what is not whole. */
    void reset() {
        open = false;
    }

    long incomplete() {
        return incomplete;
    }
}
