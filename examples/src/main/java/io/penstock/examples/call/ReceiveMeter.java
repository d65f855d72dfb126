package io.penstock.examples.call;

import io.penstock.frame.Frame;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the receiving end knows of the frames that came: when the last packet arrived, how long the jitter buffer meant to hold the frame, how
 * long the decoder took, when it was shown and when it had been captured by the mark it carries. Each method is for one thread, that of the
 * stage that calls it.
 */
final class ReceiveMeter {
    static final int ARRIVED_NS = 1;
    static final int HOLD_NS = 2;
    static final int DECODE_NS = 3;
    static final int CAPTURED_NS = 4;
    static final int SHOWN_NS = 5;
    static final int COLUMNS = 5;
    static final int PLAYED_NS = 1;
    static final int PLAYED_COLUMNS = 1;
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private final FrameTable frames;
    private final FrameTable played;
    private final Series latency;
    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong concealed = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong wireBytes = new AtomicLong();
    private final AtomicLong codecNs = new AtomicLong();
    private final AtomicLong codecCalls = new AtomicLong();
    private final AtomicLong codecBytes = new AtomicLong();
    private final FreezeCounter freezes = new FreezeCounter();
    private long firstSequence = -1;
    private long highestSequence;
    private long madeUpSince;
    private volatile long lost;

    ReceiveMeter(final long frames, final long latencies) {
        this.frames = new FrameTable(frames, COLUMNS);
        played = new FrameTable(frames, PLAYED_COLUMNS);
        latency = new Series(latencies);
    }

    void arrived(final Frame packet) {
        wireBytes.addAndGet(packet.length() + SendMeter.HEADER_BYTES);
        if (CallEndpoint.isRepair(packet)) {
            return;
        }
        count(packet.sequence());
        final long key = packet.rtpTimestamp() & UNSIGNED;
        int row = frames.find(key);
        if (row < 0) {
            row = frames.open(key);
        }
        frames.put(row, ARRIVED_NS, packet.captureNs());
    }

    void decoded(final Frame in, final long tookNs, final long allocatedBytes) {
        final int row = frames.find(in.rtpTimestamp() & UNSIGNED);
        if (row >= 0) {
            frames.put(row, DECODE_NS, tookNs);
        }
        codecNs.addAndGet(tookNs);
        codecCalls.incrementAndGet();
        codecBytes.addAndGet(allocatedBytes);
    }

    /** RFC 3550, A.3: lost is what was expected by sequence number less what came, duplicates included. */
    private void count(final long sequence) {
        final long n = packets.incrementAndGet();
        if (firstSequence < 0) {
            firstSequence = sequence;
            highestSequence = sequence;
        }
        highestSequence += Math.max(0, (short) (sequence - highestSequence));
        lost = Math.max(0, highestSequence - firstSequence + 1 - n);
    }

    /** Packets missing so far. */
    long lost() {
        return lost;
    }

    /** Allocation of a call that makes up or rebuilds what was lost. */
    void madeUp(final long allocatedBytes) {
        codecBytes.addAndGet(allocatedBytes);
    }

    /** Sound is played that is made up. It counts when something received follows: what comes after the end of a call is not a loss. */
    void playedMadeUp() {
        madeUpSince++;
    }

    /** A picture is shown, with a readable stamp. The jitter buffer leaves the hold it meant in the user tag. */
    void shown(final Frame frame, final long capturedNs, final long nowNs) {
        final int row = frames.find(frame.rtpTimestamp() & UNSIGNED);
        if (row >= 0) {
            frames.put(row, HOLD_NS, frame.userTag());
            frames.put(row, CAPTURED_NS, capturedNs);
            frames.put(row, SHOWN_NS, nowNs);
        }
    }

    /** Sound is played that was received, or rebuilt from what was. */
    void played(final Frame frame, final long nowNs) {
        shown.addAndGet(1 + madeUpSince);
        concealed.addAndGet(madeUpSince);
        madeUpSince = 0;
        final long key = frame.rtpTimestamp() & UNSIGNED;
        played.put(played.open(key), PLAYED_NS, nowNs);
        final int row = frames.find(key);
        if (row >= 0) {
            frames.put(row, HOLD_NS, frame.userTag());
            frames.put(row, SHOWN_NS, nowNs);
        }
    }

    /** A picture is shown, whatever is in it. */
    void counted(final long nowNs) {
        shown.incrementAndGet();
        freezes.shown(nowNs);
    }

    void damaged() {
        damaged.incrementAndGet();
    }

    Series latency() {
        return latency;
    }

    FrameTable frames() {
        return frames;
    }

    /** Sound that was played and not made up, by RTP timestamp. */
    FrameTable played() {
        return played;
    }

    long framesShown() {
        return shown.get();
    }

    long concealed() {
        return concealed.get();
    }

    long damagedStamps() {
        return damaged.get();
    }

    long packets() {
        return packets.get();
    }

    long wireBytes() {
        return wireBytes.get();
    }

    long codecBytes() {
        return codecBytes.get();
    }

    long freezes() {
        return freezes.freezes();
    }

    /** Mean time of a call of the decoder; null before the first. */
    Double decodeMs() {
        final long calls = codecCalls.get();
        return calls == 0 ? null : Series.round(codecNs.get() / 1e6 / calls);
    }
}
