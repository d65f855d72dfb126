package io.penstock.rtc.forward;

import io.penstock.core.rtp.NetworkOrder;
import io.penstock.core.rtp.NtpTime;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;

/**
 * A track towards one receiver: which encoding it gets, and sequence numbers and timestamps that run on whatever is switched or left out.
 * One thread; allocates nothing after construction.
 */
final class OutTrack {
    static final int NOTHING = -1;
    /** A key frame is followed at once by what came after it where that is no more than this. */
    private static final int MOST_REPLAYED = 60;
    private static final int REPEATS_PER_RTT_PERCENT = 80;
    private static final long LEAST_REPEAT_NS = 10_000_000L;
    private static final int OSN_BYTES = 2;
    private static final int VIDEO_PLACES = 1024;
    private static final int OTHER_PLACES = 128;

    private final InTrack from;
    private final Downlink to;
    private final int ssrc;
    private int maxHeight;
    private int priority;
    private InLayer layer;
    private InLayer wanted;
    private boolean waiting = true;
    private boolean started;
    private long firstOut;
    private boolean wholeFrames = true;
    private int leftOutTimestamp;
    private boolean leavingOut;
    private int timestampOffset;
    private int lastTimestamp;
    private long lastNs;
    private final SequenceMap map = new SequenceMap();
    private final Replay replay = new Replay();
    private final OutHistory media;
    private final OutHistory repeats;
    private int repeatSequence;
    private int waitingInQueue;
    private long packets;
    private long bytes;
    private long repeated;
    private long leftOut;
    private long switches;
    private int fractionLost;
    private long reportedNtp;
    private long reportedNs;

    OutTrack(final InTrack from, final Downlink to, final int maxHeight, final int priority) {
        this.from = from;
        this.to = to;
        this.maxHeight = maxHeight;
        this.priority = priority;
        ssrc = MediaPlane.FORWARDED_SSRC_BASE + from.spec().track();
        firstOut = 1 + (ssrc * 40_503 & 0x3FFF);
        media = new OutHistory(from.isVideo() ? VIDEO_PLACES : OTHER_PLACES);
        repeats = from.isVideo() ? new OutHistory(OTHER_PLACES) : null;
        map.begin(0, 1);
    }

    InTrack from() {
        return from;
    }

    int ssrc() {
        return ssrc;
    }

    OutHistory media() {
        return media;
    }

    /** Of what was sent again; null for sound. */
    OutHistory repeats() {
        return repeats;
    }

    int maxHeight() {
        return maxHeight;
    }

    int priority() {
        return priority;
    }

    void prefer(final int height, final int newPriority) {
        maxHeight = height;
        priority = newPriority;
    }

    // ---- which encoding -------------------------------------------------------------------------------------------------------------------

    /**
     * Decides what is sent from now on.
     *
     * @param index encoding; {@link #NOTHING} = paused.
     * @param whole whether frames that no other needs are sent.
     */
    void select(final int index, final boolean whole, final long nowNs) {
        wholeFrames = whole;
        final InLayer next = index == NOTHING ? null : from.layer(index);
        if (next == wanted) {
            return;
        }
        final boolean fresh = layer == null;
        hold(next == null ? null : fresh ? next : layer, next);
        if (wanted == null) {
            waiting = true;
        } else if (fresh) {
            begin(nowNs);
        } else if (layer != wanted) {
            wanted.wantKeyframe();
        }
    }

    /** What is still sent until a key frame of what is wanted comes is watched as well. */
    private void hold(final InLayer sent, final InLayer next) {
        from.hold(layer, wanted, sent, next);
        layer = sent;
        wanted = next;
    }

    /** Shows the receiver something at once. */
    private void begin(final long nowNs) {
        if (!from.isVideo()) {
            waiting = true;
            return;
        }
        if (layer.isFreshSinceKeyframe(MOST_REPLAYED)) {
            replay.begin(layer.highest(), layer.highestTimestamp());
            start(layer.keyframeSequence(), replay.timestamp(layer.keyframeSequence(), layer.ring().timestamp(layer.keyframeSequence())), nowNs);
            for (long sequence = layer.keyframeSequence(); sequence <= layer.highest(); sequence++) {
                to.queue(this, layer, sequence, false);
            }
            return;
        }
        waiting = true;
        if (layer.keyframe().isWhole() && !started) {
            showKept(nowNs);
        }
        layer.wantKeyframe();
    }

    /** The last key frame, as if it were of now: what follows it is missing, so the next one that comes continues it. */
    private void showKept(final long nowNs) {
        final KeyframeCache kept = layer.keyframe();
        final int timestamp = layer.highestTimestamp();
        final long first = kept.sequence(0);
        map.begin(first, started ? map.highestOut() + 1 : firstOut);
        started = true;
        lastTimestamp = timestamp;
        lastNs = nowNs;
        for (int i = 0; i < kept.packets(); i++) {
            final long out = map.map(first + i);
            final byte[] packet = to.scratch();
            System.arraycopy(kept.array(), kept.offset(i), packet, 0, kept.length(i));
            header(packet, (int) out, timestamp, ssrc);
            send(packet, kept.length(i), out, layer, kept.sequence(i), timestamp, nowNs);
        }
    }

    /** Goes on where the same track ended before: to the receiver it is one stream, and what it reports is told apart by these numbers. */
    void continues(final long sequence) {
        firstOut = sequence;
    }

    /** The number of the next packet. */
    long nextSequence() {
        return started ? map.highestOut() + 1 : firstOut;
    }

    private void start(final long sequence, final int timestamp, final long nowNs) {
        if (started) {
            timestampOffset = continued(timestamp, nowNs) - timestamp;
            map.begin(sequence, map.highestOut() + 1);
        } else {
            map.begin(sequence, firstOut);
        }
        started = true;
        waiting = false;
        leavingOut = false;
    }

    /** The timestamp that a frame gets so that it comes as long after the last one as it really does. */
    private int continued(final int timestamp, final long nowNs) {
        final int same = timestamp + timestampOffset;
        final int passed = (int) ((nowNs - lastNs) * from.clockHz() / 1_000_000_000L);
        final int step = same - lastTimestamp;
        // Timestamps of one encoding run on by themselves; those of another start anywhere.
        return step > 0 && Math.abs((long) step - passed) < from.clockHz() ? same : lastTimestamp + Math.max(1, passed);
    }

    /** What has come so far of an encoding is not to be sent any more. */
    void interrupted(final InLayer of) {
        if (of == layer) {
            waiting = true;
            to.unqueue(this);
        }
        media.forget(of);
        if (repeats != null) {
            repeats.forget(of);
        }
    }

    /** Its publisher has gone. */
    void lostTrack() {
        to.remove(this);
    }

    void reportSoon() {
        to.reportSoon();
    }

    /** No longer wanted. */
    void end() {
        hold(null, null);
        to.unqueue(this);
    }

    // ---- packets --------------------------------------------------------------------------------------------------------------------------

    /** A packet came in. */
    void offer(final InLayer of, final long sequence, final long nowNs) {
        if (wanted == null || of != layer && of != wanted) {
            return;
        }
        final PacketRing ring = of.ring();
        if (of != layer || waiting) {
            if (of != wanted || from.isVideo() && !ring.is(sequence, PacketRing.KEYFRAME_START)) {
                return;
            }
            if (of != layer) {
                switches++;
                hold(of, of);
            }
            replay.end();
            start(sequence, ring.timestamp(sequence), nowNs);
        }
        if (isLeftOut(of, sequence)) {
            leftOut++;
            return;
        }
        if (waitingInQueue > 0) {
            to.queue(this, of, sequence, false);
        } else {
            send(of, sequence, nowNs);
        }
    }

    /** Whole frames are left out, decided with their first packet, and only where nothing is missing before it. */
    private boolean isLeftOut(final InLayer of, final long sequence) {
        final int timestamp = of.ring().timestamp(sequence);
        if (leavingOut && timestamp == leftOutTimestamp) {
            if (sequence > map.highest()) {
                map.skip(sequence);
            }
            return true;
        }
        if (wholeFrames || sequence != map.highest() + 1 || !of.ring().is(sequence, PacketRing.DISCARDABLE)) {
            return false;
        }
        leavingOut = true;
        leftOutTimestamp = timestamp;
        map.skip(sequence);
        return true;
    }

    /** Sends a packet that is in the ring. */
    void send(final InLayer of, final long sequence, final long nowNs) {
        final PacketRing ring = of.ring();
        if (of != layer || waiting || !ring.has(sequence)) {
            return; // switched, or taken back, while it waited
        }
        final long out = map.map(sequence);
        if (out == SequenceMap.TOO_LATE) {
            return;
        }
        final int timestamp = replay.timestamp(sequence, ring.timestamp(sequence)) + timestampOffset;
        if (timestamp - lastTimestamp > 0 || packets == 0) {
            lastTimestamp = timestamp;
            lastNs = nowNs;
        }
        final byte[] packet = to.scratch();
        final int length = ring.length(sequence);
        System.arraycopy(ring.array(), ring.offset(sequence), packet, 0, length);
        header(packet, (int) out, timestamp, ssrc);
        send(packet, length, out, of, sequence, timestamp, nowNs);
    }

    private void send(final byte[] packet, final int length, final long out, final InLayer of, final long sequence, final int timestamp,
                      final long nowNs) {
        final long number = to.send(packet, length, nowNs);
        media.add((int) out, number, of, sequence, timestamp);
        packets++;
        bytes += length;
    }

    private static void header(final byte[] packet, final int sequence, final int timestamp, final int source) {
        NetworkOrder.put16(packet, RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, sequence);
        NetworkOrder.put32(packet, RtpHeaderFlyweight.TIMESTAMP_FIELD_OFFSET, timestamp);
        NetworkOrder.put32(packet, RtpHeaderFlyweight.SSRC_FIELD_OFFSET, source);
    }

    // ---- repair ---------------------------------------------------------------------------------------------------------------------------

    /** The receiver has not got a packet. */
    void lost(final int sequence, final long nowNs) {
        final int place = repeats == null ? -1 : media.find(sequence);
        if (place < 0 || media.layer(place) == null) {
            return;
        }
        final long soonNs = Math.max(LEAST_REPEAT_NS, to.rttNs() * REPEATS_PER_RTT_PERCENT / 100);
        if (media.repeatedNs(place) != 0 && nowNs - media.repeatedNs(place) < soonNs) {
            return;
        }
        media.repeated(place, nowNs);
        to.queue(this, media.layer(place), sequence & 0xFFFF, true);
    }

    /** Sends a packet again (RFC 4588, with an SSRC of its own). */
    void repeat(final int sequence, final long nowNs) {
        final int place = media.find(sequence);
        final InLayer of = place < 0 ? null : media.layer(place);
        if (of == null) {
            return;
        }
        final long source = media.source(place);
        final byte[] array;
        final int offset;
        final int length;
        final int headerBytes;
        if (of.ring().has(source)) {
            array = of.ring().array();
            offset = of.ring().offset(source);
            length = of.ring().length(source);
            headerBytes = of.ring().headerBytes(source);
        } else {
            final KeyframeCache kept = of.keyframe();
            final int i = kept.isWhole() ? (int) (source - kept.sequence(0)) : -1;
            if (i < 0 || i >= kept.packets()) {
                return;
            }
            array = kept.array();
            offset = kept.offset(i);
            length = kept.length(i);
            headerBytes = kept.headerBytes(i);
        }
        if (length + OSN_BYTES > Forwarder.MOST_BYTES) {
            return;
        }
        final byte[] packet = to.scratch();
        System.arraycopy(array, offset, packet, 0, headerBytes);
        NetworkOrder.put16(packet, headerBytes, sequence);
        System.arraycopy(array, offset + headerBytes, packet, headerBytes + OSN_BYTES, length - headerBytes);
        repeatSequence = repeatSequence + 1 & 0xFFFF;
        header(packet, repeatSequence, media.timestamp(place), ssrc | Forwarder.RTX_SSRC_BIT);
        packet[1] = (byte) (packet[1] & 0x80 | Forwarder.RTX_PAYLOAD_TYPE);
        final long number = to.send(packet, length + OSN_BYTES, nowNs);
        repeats.add(repeatSequence, number, of, source, 0);
        repeated++;
    }

    /** The receiver cannot go on without a key frame. */
    void keyframeLost() {
        if (wanted != null && from.isVideo()) {
            wanted.wantKeyframe();
        }
    }

    // ---- reports --------------------------------------------------------------------------------------------------------------------------

    /** Appends a sender report: the publisher's clock, this stream's timestamps. */
    boolean report(final RtcpWriter writer, final long nowNs) {
        if (layer == null || waiting || !layer.isTimed()) {
            return false;
        }
        // Both clocks run on from what the publisher said: what a receiver answers names one report, not several.
        final long passed16 = NtpTime.toShort(nowNs - layer.ntpArrivedNs()) & 0xFFFF_FFFFL;
        reportedNtp = layer.ntp() + (passed16 << 16);
        final int passed = (int) (passed16 * from.clockHz() >> 16);
        writer.senderReport(ssrc, reportedNtp, layer.ntpTimestamp() + passed + timestampOffset, packets, bytes);
        reportedNs = nowNs;
        return true;
    }

    /**
     * The receiver reports.
     *
     * @return its round-trip time, nanoseconds; −1 = it does not tell.
     */
    long heard(final int fraction, final int lastReport, final long delay, final long nowNs) {
        fractionLost = fraction;
        return lastReport != 0 && lastReport == NtpTime.middle(reportedNtp) ? Math.max(0, nowNs - reportedNs - NtpTime.shortToNs((int) delay)) : -1;
    }

    void queued(final int change) {
        waitingInQueue += change;
    }

    // ---- figures --------------------------------------------------------------------------------------------------------------------------

    boolean isWaiting() {
        return waiting;
    }

    /** Which encoding it gets; {@link #NOTHING} = none. */
    int layerIndex() {
        return layer == null ? NOTHING : layer.index();
    }

    int wantedIndex() {
        return wanted == null ? NOTHING : wanted.index();
    }

    boolean isWhole() {
        return wholeFrames;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long repeated() {
        return repeated;
    }

    long leftOut() {
        return leftOut;
    }

    long switches() {
        return switches;
    }

    int fractionLost() {
        return fractionLost;
    }
}
