package io.penstock.rtc.forward;

import io.penstock.core.rtp.NtpTime;
import io.penstock.core.rtp.ReceptionStatistics;
import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.rtp.SourceGuard;
import io.penstock.spi.PayloadFormat;

/**
 * One encoding of a track as it comes from its publisher: kept for a while to be sent again, missing packets asked for, the last key frame
 * kept for those who come later. One thread; allocates nothing after construction.
 */
final class InLayer {
    private static final int VIDEO_PACKETS = 512;
    private static final int AUDIO_PACKETS = 64;
    private static final long KEYFRAME_DISTANCE_NS = 300_000_000L;
    private static final long RATE_WINDOW_NS = 500_000_000L;
    private static final long SILENCE_NS = 1_500_000_000L;
    private static final long ABSENCE_NS = 5_000_000_000L;

    private final InTrack track;
    private final int index;
    private final TrackSpec.Layer spec;
    private final PayloadFormat payload;
    private final PacketRing ring;
    private final KeyframeCache keyframe;
    private final SourceGuard guard = new SourceGuard();
    private final UpstreamRepair repair;
    private final ReceptionStatistics reception;
    private final RedundancyTrim trim;
    private long highest = Long.MIN_VALUE;
    private int highestTimestamp;
    private long highestNs;
    /** Packets before this one are of before their publisher might be heard or seen, or of before it began anew. */
    private long floor = Long.MIN_VALUE;
    /** The next packet makes the floor. */
    private boolean barred = true;
    private boolean hasBarredFrame;
    private int barredTimestamp;
    private long keyframeSequence = Long.MIN_VALUE;
    private int keyframeTimestamp;
    private boolean keyframeWanted;
    private long keyframeAskedNs;
    private boolean asked;
    private long keyframeRequests;
    private long ntp;
    private int ntpTimestamp;
    private long ntpArrivedNs;
    private boolean timed;
    private long packets;
    private long bytes;
    private long duplicates;
    private long refused;
    private long windowBytes;
    private long windowNs;
    private long windowDiscardable;
    private int bitsPerSecond;
    private int essentialBitsPerSecond;
    private int watchers;
    private long watchedNs;
    private long absentUntilNs = Long.MIN_VALUE / 2;

    InLayer(final InTrack track, final int index, final TrackSpec.Layer spec, final PayloadFormat payload, final int clockHz) {
        this.track = track;
        this.index = index;
        this.spec = spec;
        this.payload = payload;
        ring = new PacketRing(track.isVideo() ? VIDEO_PACKETS : AUDIO_PACKETS, Forwarder.MOST_BYTES);
        keyframe = track.isVideo() ? new KeyframeCache() : null;
        repair = track.isVideo() ? new UpstreamRepair() : null;
        reception = new ReceptionStatistics(clockHz);
        trim = track.isVideo() ? null : new RedundancyTrim();
        bitsPerSecond = spec.bitrate();
        essentialBitsPerSecond = bitsPerSecond;
    }

    InTrack track() {
        return track;
    }

    int index() {
        return index;
    }

    TrackSpec.Layer spec() {
        return spec;
    }

    PacketRing ring() {
        return ring;
    }

    KeyframeCache keyframe() {
        return keyframe;
    }

    /**
     * A packet of this layer, from a peer that may be heard or seen. Nothing is taken that was there before it might: what came in that time, also
     * where it comes again, what is older than the first packet since, and repetitions of that time in what comes now.
     *
     * @param header of the packet, parsed; of what is left of it afterwards.
     * @return its unwrapped sequence number; {@link Long#MIN_VALUE} = not to be forwarded.
     */
    long take(final RtpHeaderFlyweight header, final long nowNs, final boolean retransmitted) {
        final long before = highest;
        final long sequence = retransmitted ? repeated(header) : accepted(header, nowNs);
        if (sequence == Long.MIN_VALUE || !isSince(sequence, before, header, retransmitted)) {
            refused++;
            return Long.MIN_VALUE;
        }
        if (ring.has(sequence) || sequence <= highest - ring.capacity()) {
            duplicates++;
            return Long.MIN_VALUE;
        }
        if (trim != null && header.payloadType() == Forwarder.RED_PAYLOAD_TYPE && !trim.trim(header)) {
            refused++;
            return Long.MIN_VALUE;
        }
        if (repair != null) {
            repair.arrived(sequence, nowNs);
        }
        count(header.length(), (keep(header, sequence) & PacketRing.DISCARDABLE) != 0, nowNs);
        return sequence;
    }

    /** A packet while its publisher may not be heard or seen: what counts is only that it was there. */
    void bar(final RtpHeaderFlyweight header, final long nowNs) {
        if (accepted(header, nowNs) != Long.MIN_VALUE) {
            barred = true;
            hasBarredFrame = true;
            barredTimestamp = header.timestamp();
        }
    }

    private boolean isSince(final long sequence, final long before, final RtpHeaderFlyweight header, final boolean retransmitted) {
        if (barred && !retransmitted && (before == Long.MIN_VALUE || sequence > before)) {
            barred = false;
            floor = sequence;
            if (trim != null) {
                trim.begin(header.timestamp());
            }
        }
        return !barred && sequence >= floor;
    }

    /** The number of a packet as its publisher sent it first; {@link Long#MIN_VALUE} = a stranger's, or of another time. */
    private long accepted(final RtpHeaderFlyweight header, final long nowNs) {
        if (!guard.accepts(header.ssrc(), header.sequence(), nowNs)) {
            return Long.MIN_VALUE;
        }
        if (guard.hasBegunAnew()) {
            track.forget(this);
        }
        reception.received(header.ssrc(), header.sequence(), header.timestamp(), nowNs);
        final long sequence = number(header.sequence(), guard.hasBegunAnew());
        if (highest == Long.MIN_VALUE || sequence > highest) {
            highest = sequence;
            highestTimestamp = header.timestamp();
            highestNs = nowNs;
        }
        return sequence;
    }

    /** The number of what comes again: never that of a packet that is still to come. */
    private long repeated(final RtpHeaderFlyweight header) {
        final long sequence = highest == Long.MIN_VALUE ? Long.MAX_VALUE : number(header.sequence(), false);
        return sequence <= highest ? sequence : Long.MIN_VALUE;
    }

    private long number(final int sequence, final boolean anew) {
        if (highest == Long.MIN_VALUE) {
            return sequence;
        }
        final int step = sequence - (int) highest;
        return highest + (anew ? (step - 1 & 0xFFFF) + 1 : (short) step);
    }

    private int keep(final RtpHeaderFlyweight header, final long sequence) {
        int flags = header.marker() ? PacketRing.LAST_OF_FRAME : 0;
        final byte[] array = header.array();
        if (keyframe != null && header.payloadLength() > 0) {
            // Of a frame that began while it might not be seen only a part would be sent.
            final boolean starts = payload.startsKeyframe(array, header.payloadOffset(), header.payloadLength())
                && !(hasBarredFrame && header.timestamp() == barredTimestamp);
            hasBarredFrame &= header.timestamp() == barredTimestamp;
            final boolean newKeyframe = starts && !(sequence > keyframeSequence && header.timestamp() == keyframeTimestamp
                && keyframeSequence != Long.MIN_VALUE);
            if (newKeyframe) {
                flags |= PacketRing.KEYFRAME_START;
                keyframeSequence = sequence;
                keyframeTimestamp = header.timestamp();
                keyframeWanted = false;
            }
            if (payload.discardable(array, header.payloadOffset(), header.payloadLength())) {
                flags |= PacketRing.DISCARDABLE;
            }
            keyframe.add(sequence, array, header.offset(), header.length(), header.payloadOffset() - header.offset(), header.timestamp(), starts,
                header.marker());
        }
        ring.put(sequence, array, header.offset(), header.length(), header.payloadOffset() - header.offset(), header.timestamp(), flags);
        return flags;
    }

    private void count(final int length, final boolean discardable, final long nowNs) {
        packets++;
        bytes += length;
        windowBytes += length + Forwarder.IP_AND_UDP_BYTES;
        windowDiscardable += discardable ? length + Forwarder.IP_AND_UDP_BYTES : 0;
        if (windowNs == 0 || nowNs - windowNs > 2 * RATE_WINDOW_NS) { // after a pause: what it took before says more than the pause
            windowBytes = 0;
            windowDiscardable = 0;
            windowNs = nowNs;
        } else if (nowNs - windowNs >= RATE_WINDOW_NS) {
            bitsPerSecond = (int) (windowBytes * 8_000_000_000L / (nowNs - windowNs));
            essentialBitsPerSecond = (int) ((windowBytes - windowDiscardable) * 8_000_000_000L / (nowNs - windowNs));
            windowBytes = 0;
            windowDiscardable = 0;
            windowNs = nowNs;
        }
    }

    /** Forgets all packets: what was said without the right to be heard, or before it was taken, is not sent later either. */
    void forget() {
        ring.clear();
        barred = true;
        keyframeSequence = Long.MIN_VALUE;
        if (highest != Long.MIN_VALUE) {
            hasBarredFrame = true;
            barredTimestamp = highestTimestamp;
        }
        if (keyframe != null) {
            keyframe.clear();
            repair.clear();
        }
    }

    /** Asks for a key frame as soon as one may be asked for again. */
    void wantKeyframe() {
        keyframeWanted = true;
    }

    boolean isKeyframeWanted() {
        return keyframeWanted;
    }

    /**
     * Appends what is asked of the publisher.
     *
     * @return whether there is anything.
     */
    boolean ask(final RtcpWriter to, final long nowNs) {
        boolean any = repair != null && repair.request(to, Forwarder.OWN_SSRC, spec.ssrc(), nowNs);
        if (keyframeWanted && (!asked || nowNs - keyframeAskedNs >= KEYFRAME_DISTANCE_NS)) {
            to.pictureLoss(Forwarder.OWN_SSRC, spec.ssrc());
            asked = true;
            keyframeAskedNs = nowNs;
            keyframeRequests++;
            any = true;
        }
        return any;
    }

    /** Appends a reception report block. */
    void report(final RtcpWriter to, final long nowNs) {
        final int delay = timed ? NtpTime.toShort(nowNs - ntpArrivedNs) : 0;
        to.reportBlock(spec.ssrc(), reception.takeFractionLost(), reception.cumulativeLost(), reception.extendedHighestSequence(),
            reception.jitterUnits(), timed ? NtpTime.middle(ntp) : 0, delay);
    }

    /** The publisher's sender report. */
    void senderReport(final RtcpFlyweight report, final long nowNs) {
        ntp = report.ntpTimestamp();
        ntpTimestamp = report.rtpTimestamp();
        ntpArrivedNs = nowNs;
        timed = true;
    }

    /** Whether the publisher has said how its timestamps and its wall clock belong together. */
    boolean isTimed() {
        return timed;
    }

    long ntp() {
        return ntp;
    }

    int ntpTimestamp() {
        return ntpTimestamp;
    }

    long ntpArrivedNs() {
        return ntpArrivedNs;
    }

    /** Whether everything from the last key frame on is there, and is no more than {@code most} packets. */
    boolean isFreshSinceKeyframe(final int most) {
        if (keyframeSequence == Long.MIN_VALUE || highest - keyframeSequence >= Math.min(most, ring.capacity())) {
            return false;
        }
        for (long sequence = keyframeSequence; sequence <= highest; sequence++) {
            if (!ring.has(sequence)) {
                return false;
            }
        }
        return true;
    }

    long keyframeSequence() {
        return keyframeSequence;
    }

    long highest() {
        return highest;
    }

    int highestTimestamp() {
        return highestTimestamp;
    }

    long highestNs() {
        return highestNs;
    }

    /**
     * Whether it can be had: it comes, or its publisher pauses it because nobody wants it, or has only just been told that somebody does. What is
     * wanted and does not come is not there: its publisher's own network does not take it.
     */
    boolean isAvailable(final long nowNs) {
        if (watchers > 0 && nowNs - Math.max(highestNs, watchedNs) >= SILENCE_NS) {
            absentUntilNs = nowNs + ABSENCE_NS;
        }
        return nowNs >= absentUntilNs || highestNs > absentUntilNs - ABSENCE_NS;
    }

    /** What it takes now; before anything came, what the publisher said. */
    int bitsPerSecond() {
        return bitsPerSecond;
    }

    /** What it takes without the frames that no other needs. */
    int essentialBitsPerSecond() {
        return essentialBitsPerSecond;
    }

    int watch(final int change, final long nowNs) {
        if (watchers == 0) {
            watchedNs = nowNs;
        }
        watchers += change;
        return watchers;
    }

    boolean isWatched() {
        return watchers > 0;
    }

    ReceptionStatistics reception() {
        return reception;
    }

    UpstreamRepair repair() {
        return repair;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    /** Packets that came twice, or far too late. */
    long duplicates() {
        return duplicates;
    }

    /** Packets that were taken for forged, replayed or lost on a long way. */
    long refused() {
        return refused;
    }

    long keyframeRequests() {
        return keyframeRequests;
    }
}
