package io.penstock.core.jitter;

import io.penstock.error.CodecException;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;

/** Finds access units among the packets of a ring, and puts them together. */
final class UnitReader {
    private final PacketRing ring;
    private final PayloadFormat payloadFormat;
    private final PayloadFormat.Depacketizer depacketizer;
    private final PayloadFormat.References references;

    UnitReader(final PacketRing ring, final PayloadFormat payloadFormat) {
        this.ring = ring;
        this.payloadFormat = payloadFormat;
        depacketizer = payloadFormat.depacketizer();
        references = payloadFormat.references();
    }

    boolean startsKeyframe(final long sequence) {
        return payloadFormat.startsKeyframe(ring.frame(sequence).array(), ring.payloadOffset(sequence), ring.payloadLength(sequence));
    }

    /** Whether one of the packets opens a key frame: not always the first, which may be an access unit delimiter or SEI of H.264. */
    boolean hasKeyframe(final long first, final long end) {
        for (long sequence = first; sequence < end; sequence++) {
            if (startsKeyframe(sequence)) {
                return true;
            }
        }
        return false;
    }

    /** The first packet of those that come before one in its unit without a hole. */
    long start(final long sequence, final long least) {
        long start = sequence;
        while (start > least && ring.contains(start - 1) && ring.units(start - 1) == ring.units(sequence)) {
            start--;
        }
        return start;
    }

    /** Whether the unit of a packet is whole: from its first packet, that after the last of the unit before, to its last. */
    boolean isWhole(final long sequence, final long least) {
        final long start = start(sequence, least);
        if (start > least && !ring.contains(start - 1)) {
            return false;
        }
        long last = sequence;
        while (!ring.marker(last) && ring.contains(last + 1) && ring.units(last + 1) == ring.units(sequence)) {
            last++;
        }
        return ring.marker(last) || ring.contains(last + 1);
    }

    /** Where the first key frame from a packet on begins, which must be held or followed by one that is; {@link Long#MIN_VALUE} = none. */
    long firstKeyframe(final long from) {
        for (long sequence = ring.first(from); sequence <= ring.highest(); sequence++) {
            if (ring.contains(sequence) && startsKeyframe(sequence)) {
                return start(sequence, from);
            }
        }
        return Long.MIN_VALUE;
    }

    /** First packet that starts a key frame behind a unit; {@link Long#MIN_VALUE} = none. */
    long nextKeyframe(final long first, final long units) {
        for (long sequence = first + 1; sequence <= ring.highest(); sequence++) {
            if (ring.contains(sequence) && ring.units(sequence) != units && startsKeyframe(sequence)) {
                return sequence;
            }
        }
        return Long.MIN_VALUE;
    }

    /** Where the next unit begins, or the holes behind this one end. */
    long end(final long first, final long units) {
        long end = first + 1;
        while (end <= ring.highest() && !(ring.contains(end) && ring.units(end) != units)) {
            end++;
        }
        return end;
    }

    /** Whether a packet of a unit says that no other unit refers to it. */
    boolean isDiscardable(final long first, final long end) {
        for (long sequence = first; sequence < end; sequence++) {
            if (ring.contains(sequence)
                && payloadFormat.discardable(ring.frame(sequence).array(), ring.payloadOffset(sequence), ring.payloadLength(sequence))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a whole unit, put together, can be decoded. */
    boolean isDecodable(final long first, final MutableFrame unit, final boolean missing) {
        return references.decodable(ring.frame(first).array(), ring.payloadOffset(first), ring.payloadLength(first), unit.array(),
            unit.arrayOffset(), unit.length(), missing);
    }

    void putOut() {
        references.putOut();
    }

    /** The end of the packets held of a unit without a hole, from its first on. */
    long endOfHeld(final long first) {
        long end = first + 1;
        while (!ring.marker(end - 1) && ring.contains(end) && ring.units(end) == ring.units(first)) {
            end++;
        }
        return end;
    }

    /** A packet held of the unit that a missing one belongs to; where the packets around it are of two, of the second. */
    long neighbour(final long missing) {
        final long before = missing - 1;
        final boolean ofBefore = missing > ring.highest() || ring.contains(before) && !ring.marker(before);
        return ofBefore ? Math.min(before, ring.highest()) : ring.first(missing);
    }

    /** Sets what the packets of a unit tell: when the last arrived, its layer, and whether nobody refers to it. */
    void describe(final long first, final long end, final MutableFrame frame) {
        long arrivalNs = Long.MIN_VALUE;
        for (long sequence = first; sequence < end; sequence++) {
            arrivalNs = Math.max(arrivalNs, ring.frame(sequence).captureNs());
        }
        final byte[] array = ring.frame(first).array();
        final int at = ring.payloadOffset(first);
        final int length = ring.payloadLength(first);
        frame.captureNs(arrivalNs).layers(payloadFormat.temporalLayer(array, at, length), 0);
        if (payloadFormat.discardable(array, at, length)) {
            frame.set(FrameFlags.DISCARDABLE);
        }
    }

    /** Returns the length of the unit; 0 when its packets do not fit together. */
    int assemble(final long first, final long end, final MutableFrame frame) {
        final byte[] to = frame.array();
        final int start = frame.arrayOffset();
        final int limit = start + frame.capacity();
        int at = start;
        depacketizer.begin();
        try {
            for (long sequence = first; sequence < end; sequence++) {
                if (ring.payloadLength(sequence) > 0) { // packets of padding only probe the network
                    at += depacketizer.append(ring.frame(sequence).array(), ring.payloadOffset(sequence), ring.payloadLength(sequence), to, at,
                        limit);
                }
            }
        } catch (final CodecException e) {
            return 0;
        }
        return depacketizer.isComplete() ? at - start : 0;
    }
}
