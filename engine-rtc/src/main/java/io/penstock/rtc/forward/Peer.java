package io.penstock.rtc.forward;

import io.penstock.core.rtcp.CongestionFeedback;
import io.penstock.core.rtp.NetworkOrder;
import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.transport.ArrivalLog;
import io.penstock.core.transport.FeedbackComposer;
import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.List;

/** One peer: what comes from it, and the {@link Downlink} towards it. One thread; allocates nothing per packet. */
final class Peer {
    private static final long FEEDBACK_NS = 40_000_000L;
    private static final int MANY_NEWS = 64;
    private static final long REPORT_NS = 1_000_000_000L;
    private static final int REMB = 15;
    /** RFC 3550, 6.4.1: more do not fit one report. */
    private static final int MOST_BLOCKS = 31;

    private final Forwarder forwarder;
    private final int id;
    private final Downlink downlink;
    private final List<InTrack> tracks = new ArrayList<>();
    /** Made with its first packet of media: most of a large room send none. */
    private ArrivalLog arrivals;
    private FeedbackComposer composer;
    /** Names this peer to those who receive from it. */
    private final RtcpWriter writer;
    private boolean mayBeHeard;
    private boolean mayBeSeen;
    private long feedbackNs;
    private long reportedNs;
    private long packets;
    private long bytes;
    private long malformed;
    private long forbidden;
    private long spoke;

    Peer(final Forwarder forwarder, final int id) {
        this.forwarder = forwarder;
        this.id = id;
        downlink = new Downlink(forwarder, id);
        writer = new RtcpWriter("peer-" + id);
    }

    int id() {
        return id;
    }

    Downlink downlink() {
        return downlink;
    }

    /** When it spoke, in the order in which peers did; 0 = never. */
    long spoke() {
        return spoke;
    }

    void spoke(final long turn) {
        spoke = turn;
    }

    long nowNs() {
        return forwarder.nowNs();
    }

    ForwardListener listener() {
        return forwarder.listener();
    }

    RtcpWriter writer() {
        return writer;
    }

    List<InTrack> tracks() {
        return tracks;
    }

    boolean may(final MediaKind kind) {
        return kind == MediaKind.AUDIO ? mayBeHeard : mayBeSeen;
    }

    void permit(final MediaKind kind, final boolean allowed) {
        final boolean before = may(kind);
        if (kind == MediaKind.AUDIO) {
            mayBeHeard = allowed;
        } else {
            mayBeSeen = allowed;
        }
        if (before != allowed) {
            for (final InTrack track : tracks) {
                if (track.spec().kind() == kind) {
                    track.forget();
                }
            }
        }
    }

    // ---- what comes -----------------------------------------------------------------------------------------------------------------------

    void datagram(final byte[] array, final int offset, final int length, final long nowNs) {
        packets++;
        bytes += length;
        if (length > Forwarder.MOST_BYTES) {
            malformed++;
            return;
        }
        if (RtpHeaderFlyweight.isRtcp(array, offset, length)) {
            reports(array, offset, length, nowNs);
            return;
        }
        final RtpHeaderFlyweight header = forwarder.header();
        if (!header.parse(array, offset, length)) {
            malformed++;
            return;
        }
        if (arrivals == null) {
            arrivals = new ArrivalLog();
            composer = new FeedbackComposer(arrivals);
        }
        if (!arrivals.arrived(header.ssrc(), header.sequence(), nowNs) && tracks.isEmpty()) {
            malformed++;
            return;
        }
        media(header, nowNs);
        if (arrivals.news() >= MANY_NEWS) {
            feedback(nowNs);
        }
    }

    private void media(final RtpHeaderFlyweight header, final long nowNs) {
        final int type = header.payloadType();
        if (type == Forwarder.PADDING_PAYLOAD_TYPE) {
            return;
        }
        final boolean retransmitted = type == Forwarder.RTX_PAYLOAD_TYPE;
        final InLayer layer = layer(header.ssrc(), retransmitted);
        if (layer == null || !Forwarder.isOf(layer.track().spec().kind(), type)) {
            malformed++;
            return;
        }
        if (!may(layer.track().spec().kind())) {
            forbidden++;
            if (!retransmitted) {
                layer.bar(header, nowNs);
            }
            return;
        }
        if (retransmitted && !restore(header, layer)) {
            return;
        }
        final long sequence = layer.take(header, nowNs, retransmitted);
        if (sequence != Long.MIN_VALUE) {
            forwarder.forward(layer, sequence, header, nowNs);
        }
    }

    /** Makes of a retransmission the packet that it was (RFC 4588, section 4). */
    private boolean restore(final RtpHeaderFlyweight header, final InLayer layer) {
        if (header.payloadLength() < 2) {
            return false; // padding that probes the network
        }
        final byte[] to = forwarder.restored();
        final int headerBytes = header.payloadOffset() - header.offset();
        final int original = NetworkOrder.u16(header.array(), header.payloadOffset());
        System.arraycopy(header.array(), header.offset(), to, 0, headerBytes);
        System.arraycopy(header.array(), header.payloadOffset() + 2, to, headerBytes, header.length() - headerBytes - 2);
        to[1] = (byte) (to[1] & 0x80 | Forwarder.VIDEO_PAYLOAD_TYPE);
        NetworkOrder.put16(to, RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, original);
        NetworkOrder.put32(to, RtpHeaderFlyweight.SSRC_FIELD_OFFSET, layer.spec().ssrc());
        return header.parse(to, 0, header.length() - 2);
    }

    private InLayer layer(final int ssrc, final boolean retransmission) {
        for (int t = 0; t < tracks.size(); t++) {
            final InTrack track = tracks.get(t);
            for (int i = 0; i < track.layers(); i++) {
                final TrackSpec.Layer spec = track.layer(i).spec();
                if ((retransmission ? spec.rtxSsrc() : spec.ssrc()) == ssrc && ssrc != 0) {
                    return track.layer(i);
                }
            }
        }
        return null;
    }

    private void reports(final byte[] array, final int offset, final int length, final long nowNs) {
        final RtcpFlyweight compound = forwarder.compound();
        if (!compound.isValid(array, offset, length)) {
            malformed++;
            return;
        }
        compound.wrap(array, offset, length);
        while (compound.next()) {
            switch (compound.type()) {
                case RtcpFlyweight.SENDER_REPORT -> {
                    senderReport(compound, nowNs);
                    blocks(compound, nowNs);
                }
                case RtcpFlyweight.RECEIVER_REPORT -> blocks(compound, nowNs);
                case RtcpFlyweight.TRANSPORT_FEEDBACK -> transportFeedback(compound, array, nowNs);
                case RtcpFlyweight.PAYLOAD_FEEDBACK -> payloadFeedback(compound, array);
                default -> {
                    // Names and goodbyes: signalling says who is who and who goes.
                }
            }
        }
    }

    private void senderReport(final RtcpFlyweight report, final long nowNs) {
        final InLayer layer = layer(report.senderSsrc(), false);
        if (layer == null) {
            return;
        }
        final boolean first = !layer.isTimed();
        layer.senderReport(report, nowNs);
        if (!may(layer.track().spec().kind())) {
            return;
        }
        for (final PacketTap tap : layer.track().taps()) {
            tap.senderClock(report.ntpTimestamp(), report.rtpTimestamp());
        }
        if (first) {
            for (final OutTrack receiver : layer.track().receivers()) {
                receiver.reportSoon();
            }
        }
    }

    private void blocks(final RtcpFlyweight report, final long nowNs) {
        for (int i = 0; i < report.reportCount(); i++) {
            downlink.receiverReport(report.reportSsrc(i), report.fractionLost(i), report.lastSenderReport(i), report.delaySinceLastSenderReport(i),
                nowNs);
        }
    }

    private void transportFeedback(final RtcpFlyweight feedback, final byte[] array, final long nowNs) {
        if (feedback.count() == CongestionFeedback.FORMAT) {
            malformed += downlink.feedback(array, feedback.offset(), feedback.length(), nowNs) ? 0 : 1;
        } else if (feedback.count() == RtcpFlyweight.GENERIC_NACK) {
            final OutTrack track = downlink.bySsrc(feedback.mediaSsrc());
            for (int i = 0; track != null && i < feedback.nackCount(feedback.mediaSsrc()); i++) {
                final int entry = feedback.nackEntry(i);
                track.lost(entry >>> 16, nowNs);
                for (int bit = 0; bit < 16; bit++) {
                    if ((entry & 1 << bit) != 0) {
                        track.lost((entry >>> 16) + 1 + bit & 0xFFFF, nowNs);
                    }
                }
            }
        }
    }

    private void payloadFeedback(final RtcpFlyweight feedback, final byte[] array) {
        if (feedback.count() == REMB) {
            if (forwarder.estimate().wrap(array, feedback.offset(), feedback.length())) {
                downlink.limit((int) Math.min(Integer.MAX_VALUE, forwarder.estimate().bitsPerSecond()));
            }
            return;
        }
        for (int i = 0; i < downlink.tracks().size(); i++) {
            final OutTrack track = downlink.tracks().get(i);
            if (feedback.asksForKeyframe(track.ssrc())) {
                track.keyframeLost();
            }
        }
    }

    // ---- what is told to it ---------------------------------------------------------------------------------------------------------------

    void tick(final long nowNs) {
        if (arrivals != null && arrivals.news() > 0 && nowNs - feedbackNs >= FEEDBACK_NS) {
            feedback(nowNs);
        }
        ask(nowNs);
        downlink.tick(nowNs);
        if (nowNs - reportedNs >= REPORT_NS) {
            reportedNs = nowNs;
            report(nowNs);
        }
    }

    private void feedback(final long nowNs) {
        feedbackNs = nowNs;
        final int length = composer.compose(forwarder.scratch(), nowNs);
        if (length > 0) {
            forwarder.out().send(id, forwarder.scratch(), 0, length);
        }
    }

    private void ask(final long nowNs) {
        RtcpWriter writer = null;
        for (int t = 0; t < tracks.size(); t++) {
            final InTrack track = tracks.get(t);
            for (int i = 0; track.isVideo() && may(track.spec().kind()) && i < track.layers(); i++) {
                final InLayer layer = track.layer(i);
                if (layer.isKeyframeWanted() || layer.repair().isWaiting()) {
                    writer = writer == null ? begin() : writer;
                    if (layer.ask(writer, nowNs)) {
                        // Each asks in a compound of its own: its length stays far below a datagram.
                        forwarder.out().send(id, forwarder.scratch(), 0, writer.length());
                        writer = null;
                    }
                }
            }
        }
    }

    private RtcpWriter begin() {
        return forwarder.ownWriter().begin(forwarder.scratch(), 0).receiverReport(Forwarder.OWN_SSRC);
    }

    private void report(final long nowNs) {
        RtcpWriter writer = null;
        int blocks = 0;
        for (int t = 0; t < tracks.size(); t++) {
            for (int i = 0; i < tracks.get(t).layers(); i++) {
                final InLayer layer = tracks.get(t).layer(i);
                if (layer.reception().hasSource()) {
                    writer = writer == null ? begin() : writer;
                    layer.report(writer, nowNs);
                    if (++blocks == MOST_BLOCKS) {
                        sendReport(writer);
                        writer = null;
                        blocks = 0;
                    }
                }
            }
        }
        if (writer != null) {
            sendReport(writer);
        }
    }

    private void sendReport(final RtcpWriter report) {
        report.cname(Forwarder.OWN_SSRC);
        forwarder.out().send(id, forwarder.scratch(), 0, report.length());
    }

    /** Whether something waits for time to pass. */
    boolean isBusy() {
        return downlink.isBusy();
    }

    void close() {
        downlink.close();
        for (final InTrack track : tracks) {
            for (final OutTrack receiver : track.receivers()) {
                receiver.lostTrack();
            }
        }
        tracks.clear();
    }

    // ---- figures --------------------------------------------------------------------------------------------------------------------------

    ForwardStatistics statistics() {
        final List<ForwardStatistics.Published> sent = new ArrayList<>();
        for (final InTrack track : tracks) {
            for (int i = 0; i < track.layers(); i++) {
                final InLayer layer = track.layer(i);
                final UpstreamRepair repair = layer.repair();
                sent.add(new ForwardStatistics.Published(track.spec().track(), track.spec().kind(), i, layer.packets(), layer.bitsPerSecond(),
                    layer.reception().hasSource() ? layer.reception().cumulativeLost() : 0, layer.reception().jitterNs() / 1e6,
                    repair == null ? 0 : repair.asked(), repair == null ? 0 : repair.repaired(), layer.refused(), forbidden,
                    layer.keyframeRequests()));
            }
        }
        final List<ForwardStatistics.Received> received = new ArrayList<>();
        for (final OutTrack track : downlink.tracks()) {
            received.add(new ForwardStatistics.Received(track.from().spec().track(), track.from().spec().kind(), track.wantedIndex(),
                track.isWhole(), track.isWaiting(), track.packets(), track.repeated(), track.leftOut(), track.switches(),
                track.fractionLost() * 1000 / 256));
        }
        return new ForwardStatistics(id, packets > 0, downlink.targetBps(), downlink.rttNs() / 1e6, downlink.lossPermille(), packets,
            downlink.packets(), bytes, downlink.bytes(), malformed, downlink.failed(), List.copyOf(sent), List.copyOf(received));
    }
}
