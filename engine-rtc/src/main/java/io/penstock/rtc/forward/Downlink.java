package io.penstock.rtc.forward;

import io.penstock.core.congestion.BandwidthEstimator;
import io.penstock.core.rtcp.CongestionFeedback;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that goes to one peer: what its network takes, which tracks get how much of that, and what waits. One bad network is the matter of
 * one downlink. One thread; allocates nothing per packet.
 */
final class Downlink {
    private static final long ALLOCATE_NS = 100_000_000L;
    private static final long REPORT_NS = 1_000_000_000L;
    /** Bursts go at this multiple of the estimate: a key frame must not take as long as at the mean rate, nor fill a queue. */
    private static final double BURST = 2.5;
    private static final int LEAST_BURST_BPS = 1_500_000;
    private static final long LONGEST_STEP_NS = 20_000_000L;
    private static final int PADDING_BYTES = 255;
    private static final int PADDING_PLACES = 256;
    private static final int PADDING_SSRC = 0x50414444;
    private static final long LONGEST_PROBE_NS = 200_000_000L;
    /** Arrivals so far back have no exact time (RFC 8888, 3.1). */
    private static final long UNKNOWN_NS = 7_990_000_000L;
    private static final long DEFAULT_RTT_NS = 100_000_000L;

    private final Forwarder forwarder;
    private final int peer;
    private final List<OutTrack> tracks = new ArrayList<>();
    private final EndedStreams ended = new EndedStreams();
    // Made with the first track: who only sends, or only chats, costs little.
    private BandwidthEstimator estimator;
    private BurstQueue bursts;
    private Allocation allocation;
    private CongestionFeedback feedback;
    private OutHistory padding;
    private long number;
    private boolean timed;
    private int lastTime;
    private long remoteNs;
    private boolean heard;
    private boolean reachable;
    private int mostPictures = Integer.MAX_VALUE;
    private long allocatedNs;
    private long reportedNs;
    private long steppedNs;
    private double budgetBytes;
    private int probeBytes;
    private int probeBps;
    private int probe = -1;
    private long probeEndNs;
    private int paddingSequence;
    private long rttNs = DEFAULT_RTT_NS;
    private long packets;
    private long bytes;
    private long failed;

    Downlink(final Forwarder forwarder, final int peer) {
        this.forwarder = forwarder;
        this.peer = peer;
    }

    private void begin() {
        final ForwardConfig config = forwarder.config();
        estimator = new BandwidthEstimator(config.startBitsPerSecond(), config.minBitsPerSecond(), config.maxBitsPerSecond());
        bursts = new BurstQueue();
        allocation = new Allocation();
        feedback = new CongestionFeedback();
        padding = new OutHistory(PADDING_PLACES);
    }

    Forwarder forwarder() {
        return forwarder;
    }

    byte[] scratch() {
        return forwarder.scratch();
    }

    long rttNs() {
        return heard && estimator.rttNs() > 0 ? estimator.rttNs() : rttNs;
    }

    // ---- tracks ---------------------------------------------------------------------------------------------------------------------------

    List<OutTrack> tracks() {
        return tracks;
    }

    OutTrack track(final InTrack from) {
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).from() == from) {
                return tracks.get(i);
            }
        }
        return null;
    }

    void add(final OutTrack track) {
        if (estimator == null) {
            begin();
        }
        final long next = ended.nextSequence(track.ssrc());
        if (next >= 0) {
            track.continues(next);
        }
        tracks.add(track);
        track.from().add(track);
        allocateSoon();
    }

    /** What it leaves free is shared out at the next turn. */
    void remove(final OutTrack track) {
        tracks.remove(track);
        track.from().remove(track);
        track.end();
        ended.add(track.ssrc(), track.nextSequence());
        allocateSoon();
    }

    /** What is wanted has changed: shared out anew when all that changes with it is known. */
    void allocateSoon() {
        allocatedNs = Long.MIN_VALUE / 2;
    }

    void allocateIfDue(final long nowNs) {
        if (nowNs - allocatedNs >= ALLOCATE_NS) {
            allocate(nowNs);
        }
    }

    private void allocate(final long nowNs) {
        allocatedNs = nowNs;
        if (estimator == null || !reachable && !forwarder.out().reaches(peer)) {
            return; // a picture shown to nobody would be missing later
        }
        reachable = true;
        estimator.demand(allocation.share(tracks, heard ? estimator.targetBps() : Integer.MAX_VALUE, mostPictures, nowNs));
    }

    // ---- sending --------------------------------------------------------------------------------------------------------------------------

    /** Sends what is in the scratch. Returns the packet's number on this path. */
    long send(final byte[] packet, final int length, final long nowNs) {
        final int wire = length + Forwarder.IP_AND_UDP_BYTES;
        int cluster = -1;
        if (probeBytes > 0) {
            probeBytes -= wire;
            cluster = probe;
        }
        final long mine = number++;
        estimator.sent(mine, wire, nowNs, cluster);
        if (forwarder.out().send(peer, packet, 0, length)) {
            packets++;
            bytes += length;
        } else {
            failed++;
        }
        budgetBytes -= wire;
        return mine;
    }

    void queue(final OutTrack track, final InLayer layer, final long sequence, final boolean repeat) {
        bursts.add(track, layer, sequence, repeat);
    }

    void unqueue(final OutTrack track) {
        bursts.remove(track);
    }

    void mostPictures(final int most) {
        mostPictures = most;
        allocateSoon();
    }

    /** Its address is not proven any more. */
    void unreachable() {
        reachable = false;
    }

    /** Time goes on. */
    void tick(final long nowNs) {
        if (estimator == null) {
            return;
        }
        estimator.tick(nowNs);
        step(nowNs);
        allocateIfDue(nowNs);
        if (nowNs - reportedNs >= REPORT_NS) {
            reportedNs = nowNs;
            report(nowNs);
        }
    }

    private void step(final long nowNs) {
        final long passedNs = Math.min(LONGEST_STEP_NS, nowNs - steppedNs);
        steppedNs = nowNs;
        probe(nowNs);
        final double rate = probeBytes > 0 ? probeBps : Math.max(LEAST_BURST_BPS, BURST * estimator.targetBps());
        final double more = rate * passedNs / 8e9;
        budgetBytes = Math.min(budgetBytes + more, Math.max(more, 2 * Forwarder.MOST_BYTES));
        while (budgetBytes > 0 && !bursts.isEmpty()) {
            bursts.sendFirst(nowNs);
        }
        while (budgetBytes > 0 && probeBytes > 0) {
            sendPadding(nowNs);
        }
    }

    private void probe(final long nowNs) {
        if (probeBytes > 0 && nowNs >= probeEndNs) {
            probeBytes = 0;
        }
        if (probeBytes > 0 || !heard || tracks.isEmpty()) {
            return;
        }
        final int bps = estimator.probeBps(nowNs);
        if (bps > 0) {
            probeBps = bps;
            probeBytes = estimator.probeBytes();
            probe = estimator.probeId();
            probeEndNs = nowNs + LONGEST_PROBE_NS;
            budgetBytes = 0; // what was saved up would leave at once, and tell nothing
            estimator.probeStarted(nowNs);
        }
    }

    private void sendPadding(final long nowNs) {
        final byte[] packet = scratch();
        final int length = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + PADDING_BYTES;
        paddingSequence = paddingSequence + 1 & 0xFFFF;
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, Forwarder.PADDING_PAYLOAD_TYPE, paddingSequence, 0, PADDING_SSRC);
        packet[0] |= 0x20; // P
        Arrays.fill(packet, RtpHeaderFlyweight.FIXED_HEADER_LENGTH, length, (byte) 0);
        packet[length - 1] = (byte) PADDING_BYTES;
        padding.add(paddingSequence, send(packet, length, nowNs), null, 0, 0);
    }

    /** Whether something waits for time to pass. */
    boolean isBusy() {
        return estimator != null && (!bursts.isEmpty() || probeBytes > 0);
    }

    private void report(final long nowNs) {
        for (int i = 0; i < tracks.size(); i++) {
            final OutTrack track = tracks.get(i);
            final RtcpWriter writer = track.from().owner().writer().begin(scratch(), 0);
            if (track.report(writer, nowNs)) {
                writer.cname(track.ssrc());
                forwarder.out().send(peer, scratch(), 0, writer.length());
            }
        }
    }

    /** Tells at once how sound and pictures of a publisher belong together. */
    void reportSoon() {
        reportedNs = Long.MIN_VALUE / 2;
    }

    // ---- what the peer says ---------------------------------------------------------------------------------------------------------------

    /** A report block on one of the tracks. */
    void receiverReport(final int ssrc, final int fraction, final int lastReport, final long delay, final long nowNs) {
        final OutTrack track = bySsrc(ssrc);
        if (track != null) {
            final long measured = track.heard(fraction, lastReport, delay, nowNs);
            if (measured >= 0) {
                rttNs = measured;
            }
        }
    }

    OutTrack bySsrc(final int ssrc) {
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).ssrc() == ssrc) {
                return tracks.get(i);
            }
        }
        return null;
    }

    /** Congestion control feedback (RFC 8888). Returns false for what cannot be read. */
    boolean feedback(final byte[] array, final int offset, final int length, final long nowNs) {
        if (estimator == null) {
            return true; // about nothing, but readable for all that is known
        }
        if (!feedback.wrap(array, offset, length)) {
            return false;
        }
        final int time = feedback.reportTime();
        remoteNs += timed ? (time - lastTime) * 1_000_000_000L >> 16 : 0;
        lastTime = time;
        timed = true;
        if (!heard) {
            heard = true;
            allocatedNs = nowNs - ALLOCATE_NS;
        }
        estimator.feedbackBegin(nowNs);
        while (feedback.nextStream()) {
            final OutHistory history = history(feedback.ssrc());
            for (int i = 0; history != null && i < feedback.count(); i++) {
                final int place = history.find(feedback.beginSequence() + i & 0xFFFF);
                if (place < 0) {
                    continue;
                }
                if (feedback.received(i) && feedback.arrivalOffsetNs(i) < UNKNOWN_NS) {
                    estimator.received(history.number(place), remoteNs - feedback.arrivalOffsetNs(i));
                } else {
                    estimator.lost(history.number(place));
                }
            }
        }
        estimator.feedbackEnd();
        return true;
    }

    private OutHistory history(final int ssrc) {
        if (ssrc == PADDING_SSRC) {
            return padding;
        }
        final OutTrack track = bySsrc(ssrc & ~Forwarder.RTX_SSRC_BIT);
        return track == null ? null : (ssrc & Forwarder.RTX_SSRC_BIT) != 0 ? track.repeats() : track.media();
    }

    /** What the peer takes at most, as it says (REMB). */
    void limit(final int bitsPerSecond) {
        if (estimator != null) {
            estimator.remoteLimit(bitsPerSecond);
        }
    }

    void close() {
        for (final OutTrack track : tracks) {
            track.from().remove(track);
            track.end();
        }
        tracks.clear();
    }

    // ---- figures --------------------------------------------------------------------------------------------------------------------------

    int targetBps() {
        return heard ? estimator.targetBps() : 0;
    }

    int lossPermille() {
        return heard ? estimator.lossPermille() : 0;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long failed() {
        return failed;
    }

    long dropped() {
        return estimator == null ? 0 : bursts.dropped();
    }
}
