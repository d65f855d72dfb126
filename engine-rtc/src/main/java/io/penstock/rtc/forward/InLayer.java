package io.penstock.rtc.forward;

import io.penstock.core.rtp.NtpTime;
import io.penstock.core.rtp.ReceptionStatistics;
import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.rtp.SequenceUnwrapper;
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

    private final InTrack track;
    private final int index;
    private final TrackSpec.Layer spec;
    private final PayloadFormat payload;
    private final PacketRing ring;
    private final KeyframeCache keyframe;
    private final SourceGuard guard = new SourceGuard();
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private final UpstreamRepair repair;
    private final ReceptionStatistics reception;
    private long highest = Long.MIN_VALUE;
    private int highestTimestamp;
    private long highestNs;
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
    private int bitsPerSecond;
    private int watchers;

    InLayer(final InTrack track, final int index, final TrackSpec.Layer spec, final PayloadFormat payload, final int clockHz) {
        this.track = track;
        this.index = index;
        this.spec = spec;
        this.payload = payload;
        ring = new PacketRing(track.isVideo() ? VIDEO_PACKETS : AUDIO_PACKETS, Forwarder.MOST_BYTES);
        keyframe = track.isVideo() ? new KeyframeCache() : null;
        repair = track.isVideo() ? new UpstreamRepair() : null;
        reception = new ReceptionStatistics(clockHz);
        bitsPerSecond = spec.bitrate();
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
     * A packet of this layer, from a peer that may send it.
     *
     * @param header of the packet, parsed.
     * @return its unwrapped sequence number; {@link Long#MIN_VALUE} = not to be forwarded.
     */
    long take(final RtpHeaderFlyweight header, final long nowNs, final boolean retransmitted) {
        if (!retransmitted && !guard.accepts(header.ssrc(), header.sequence(), nowNs)) {
            refused++;
            return Long.MIN_VALUE;
        }
        if (retransmitted && highest == Long.MIN_VALUE) {
            refused++;
            return Long.MIN_VALUE;
        }
        final long sequence = unwrapper.unwrap(header.sequence());
        if (ring.has(sequence) || highest != Long.MIN_VALUE && sequence <= highest - ring.capacity()) {
            duplicates++;
            return Long.MIN_VALUE;
        }
        if (!retransmitted) {
            reception.received(header.ssrc(), header.sequence(), header.timestamp(), nowNs);
        }
        if (repair != null) {
            repair.arrived(sequence, nowNs);
        }
        count(header.length(), nowNs);
        keep(header, sequence);
        if (highest == Long.MIN_VALUE || sequence > highest) {
            highest = sequence;
            highestTimestamp = header.timestamp();
            highestNs = nowNs;
        }
        return sequence;
    }

    private void keep(final RtpHeaderFlyweight header, final long sequence) {
        int flags = header.marker() ? PacketRing.LAST_OF_FRAME : 0;
        final byte[] array = header.array();
        if (keyframe != null && header.payloadLength() > 0) {
            final boolean starts = payload.startsKeyframe(array, header.payloadOffset(), header.payloadLength());
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
    }

    private void count(final int length, final long nowNs) {
        packets++;
        bytes += length;
        windowBytes += length + Forwarder.IP_AND_UDP_BYTES;
        if (windowNs == 0) {
            windowNs = nowNs;
        } else if (nowNs - windowNs >= RATE_WINDOW_NS) {
            bitsPerSecond = (int) (windowBytes * 8_000_000_000L / (nowNs - windowNs));
            windowBytes = 0;
            windowNs = nowNs;
        }
    }

    /** Forgets all packets: what was said without the right to be heard, or before it was taken, is not sent later either. */
    void forget() {
        ring.clear();
        keyframeSequence = Long.MIN_VALUE;
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

    boolean isAlive(final long nowNs) {
        return packets > 0 && nowNs - highestNs < 2 * RATE_WINDOW_NS;
    }

    /** What it takes now; before anything came, what the publisher said. */
    int bitsPerSecond() {
        return bitsPerSecond;
    }

    int watch(final int change) {
        watchers += change;
        return watchers;
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
