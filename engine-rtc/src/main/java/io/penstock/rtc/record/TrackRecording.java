package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentedTrack;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;

/**
 * Records a track from its RTP packets, without decoding: Opus (also within RFC 2198 redundancy) or H.264. Packets are put in order; one that
 * is missing is waited for 150 ms, since the publisher is asked to send it again. Times come from RTP timestamps and sender reports, so that
 * gaps stay gaps, and sound and pictures stay together.
 *
 * <p>Made by {@link ParticipantRecording}; one thread. Bytes are hostile: what cannot be read is counted and left out.
 */
public final class TrackRecording implements PacketTap {
    /** A publisher that is asked twice answers within this at RTT 80. */
    static final long WAIT_NS = 150_000_000L;
    private static final int AUDIO_CLOCK_HZ = 48_000;
    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int MOST_BLOCKS = 32;
    private static final int BLOCK_HEADER_BYTES = 4;

    private final MediaKind kind;
    private final TrackCounts counts = new TrackCounts();
    private final TrackClock clock;
    private final ReorderWindow window;
    private final PictureAssembler pictures;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final int[] blockOffsets = new int[MOST_BLOCKS];
    private final int[] blockLengths = new int[MOST_BLOCKS];
    private boolean started;
    private int ssrc;
    private long lastArrivalNs;

    TrackRecording(final MediaKind kind, final FragmentedTrack file, final SenderClock sender, final Runnable keyframeNeeded) {
        this.kind = kind;
        final boolean sound = kind == MediaKind.AUDIO;
        clock = new TrackClock(sound ? AUDIO_CLOCK_HZ : VIDEO_CLOCK_HZ, sender, sound);
        pictures = sound ? null : new PictureAssembler(file, clock, counts, keyframeNeeded);
        window = new ReorderWindow(sound ? new SoundAssembler(file, clock, counts) : pictures, WAIT_NS);
    }

    @Override
    public void packet(final byte[] packet, final int offset, final int length, final long arrivalNs) {
        if (!header.parse(packet, offset, length)) {
            counts.malformed++;
            return;
        }
        if (!started || header.ssrc() != ssrc) {
            restart(arrivalNs);
        }
        counts.packets++;
        lastArrivalNs = arrivalNs;
        final int type = header.payloadType();
        if (type == Forwarder.RED_PAYLOAD_TYPE && kind == MediaKind.AUDIO) {
            redundant(packet, arrivalNs);
        } else if (type == (kind == MediaKind.AUDIO ? Forwarder.AUDIO_PAYLOAD_TYPE : Forwarder.VIDEO_PAYLOAD_TYPE)) {
            window.insert(header.sequence(), header.timestamp(), header.marker(), packet, header.payloadOffset(), header.payloadLength(),
                arrivalNs);
        } else {
            counts.malformed++;
        }
        window.tick(arrivalNs);
    }

    private void restart(final long nowNs) {
        if (started) {
            window.giveUp(nowNs);
            window.reset();
            clock.reset();
            if (pictures != null) {
                pictures.reset();
            }
        }
        started = true;
        ssrc = header.ssrc();
    }

    /** RFC 2198 section 3. The numbers of the older blocks are not said: senders put in the packets just before. */
    private void redundant(final byte[] a, final long arrivalNs) {
        int at = header.payloadOffset();
        final int end = at + header.payloadLength();
        int blocks = 0;
        int older = 0;
        while (at < end && a[at] < 0) {
            if (at + BLOCK_HEADER_BYTES > end || blocks == MOST_BLOCKS) {
                counts.malformed++;
                return;
            }
            final int fields = (a[at + 1] & 0xFF) << 16 | (a[at + 2] & 0xFF) << 8 | a[at + 3] & 0xFF;
            blockOffsets[blocks] = fields >> 10;
            blockLengths[blocks] = fields & 0x3FF;
            older += blockLengths[blocks++];
            at += BLOCK_HEADER_BYTES;
        }
        at++;
        if (at + older > end) {
            counts.malformed++;
            return;
        }
        for (int i = 0; i < blocks; i++) {
            final int sequence = header.sequence() - (blocks - i);
            if (blockLengths[i] > 0 && window.wants(sequence, arrivalNs)) {
                counts.restored++;
                window.insert(sequence, header.timestamp() - blockOffsets[i], false, a, at, blockLengths[i], arrivalNs);
            }
            at += blockLengths[i];
        }
        window.insert(header.sequence(), header.timestamp(), header.marker(), a, at, end - at, arrivalNs);
    }

    @Override
    public void senderClock(final long ntp, final int rtpTimestamp) {
        senderClock(ntp, rtpTimestamp, lastArrivalNs);
    }

    /**
     * What the publisher says of its clocks.
     *
     * @param ntp          NTP timestamp, 64 bits.
     * @param rtpTimestamp of the track at that time.
     * @param nowNs        when it came.
     */
    public void senderClock(final long ntp, final int rtpTimestamp, final long nowNs) {
        clock.senderClock(ntp, rtpTimestamp, nowNs);
    }

    /** Gives up packets that are missing too long; when to call again. */
    long tick(final long nowNs) {
        return window.tick(nowNs);
    }

    /** Writes what waits for missing packets. */
    void finish(final long nowNs) {
        window.giveUp(nowNs);
    }

    /** Packets lost since this was asked last. */
    long takeLost() {
        final long lost = counts.lostSinceNote;
        counts.lostSinceNote = 0;
        return lost;
    }

    /**
     * Sound or pictures.
     *
     * @return the kind.
     */
    public MediaKind kind() {
        return kind;
    }

    /**
     * What it has met so far.
     *
     * @return a copy.
     */
    public TrackStatistics statistics() {
        return new TrackStatistics(kind, counts.packets, counts.lostPackets, window.late(), counts.restored, counts.malformed, counts.frames,
            counts.brokenFrames, counts.undecodableFrames, counts.unwritten, clock.restarts());
    }
}
