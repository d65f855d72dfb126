package io.penstock.rtc.client;

import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.stages.AppSource;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.MediaPlane;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Gives what comes from the server to whom it is for: media and sender reports of a forwarded track to the graph of that track, reports and
 * requests about what is published to the sessions that publish it, one output each. Tracks come and go while it runs.
 *
 * <p>Counters: {@code packets}, {@code dropped.unknown-track}, {@code dropped.track-behind} (its graph takes no more), {@code errors.malformed}.
 */
final class TrackRouter implements Junction {
    private static final int TRACK_SSRC_MASK = ~Forwarder.RTX_SSRC_BIT;

    /** Immutable: the SSRCs in order, and where to. */
    private record Routes(int[] ssrcs, AppSource[] sources) {
        static final Routes NONE = new Routes(new int[0], new AppSource[0]);

        AppSource find(final int ssrc) {
            final int at = Arrays.binarySearch(ssrcs, ssrc);
            return at < 0 ? null : sources[at];
        }
    }

    private final List<PacketFormat> published;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final RtcpFlyweight compound = new RtcpFlyweight();
    private volatile Routes routes = Routes.NONE;
    private Counter packets;
    private Counter unknown;
    private Counter behind;
    private Counter malformed;

    /**
     * A router.
     *
     * @param published formats of the streams that are published; their outputs are called {@code control-0} and so on.
     */
    TrackRouter(final List<PacketFormat> published) {
        this.published = List.copyOf(published);
        final StageSpec.Builder builder = StageSpec.junction("track-router").input("in", PacketSpec.any());
        for (int i = 0; i < published.size(); i++) {
            builder.output("control-" + i, FormatSpec.of(published.get(i)));
        }
        spec = builder.build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        unknown = context.counter("dropped.unknown-track");
        behind = context.counter("dropped.track-behind");
        malformed = context.counter("errors.malformed");
    }

    /** From now on a track goes there. One thread at a time. */
    synchronized void add(final int ssrc, final AppSource to) {
        final Routes old = routes;
        final int at = -Arrays.binarySearch(old.ssrcs, ssrc) - 1;
        final int[] ssrcs = new int[old.ssrcs.length + 1];
        final AppSource[] sources = new AppSource[ssrcs.length];
        System.arraycopy(old.ssrcs, 0, ssrcs, 0, at);
        System.arraycopy(old.sources, 0, sources, 0, at);
        ssrcs[at] = ssrc;
        sources[at] = to;
        System.arraycopy(old.ssrcs, at, ssrcs, at + 1, old.ssrcs.length - at);
        System.arraycopy(old.sources, at, sources, at + 1, old.ssrcs.length - at);
        routes = new Routes(ssrcs, sources);
    }

    /** From now on a track is unknown. */
    synchronized void remove(final int ssrc) {
        final Routes old = routes;
        final int at = Arrays.binarySearch(old.ssrcs, ssrc);
        if (at < 0) {
            return;
        }
        final int[] ssrcs = new int[old.ssrcs.length - 1];
        final AppSource[] sources = new AppSource[ssrcs.length];
        System.arraycopy(old.ssrcs, 0, ssrcs, 0, at);
        System.arraycopy(old.sources, 0, sources, 0, at);
        System.arraycopy(old.ssrcs, at + 1, ssrcs, at, ssrcs.length - at);
        System.arraycopy(old.sources, at + 1, sources, at, ssrcs.length - at);
        routes = new Routes(ssrcs, sources);
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        packets.increment();
        final byte[] array = in.array();
        if (RtpHeaderFlyweight.isRtcp(array, in.arrayOffset(), in.length())) {
            control(in, out);
        } else if (header.parse(array, in.arrayOffset(), in.length())) {
            media(in);
        } else {
            malformed.increment();
        }
    }

    private void media(final Frame in) {
        final AppSource track = routes.find(header.ssrc() & TRACK_SSRC_MASK);
        if (track == null) {
            unknown.increment();
            return;
        }
        final MutableFrame copy = claim(track, in.length());
        if (copy != null) {
            copy.copyMetadata(in).copyPayload(in);
            copy.streamId(header.ssrc()).rtpTimestamp(header.timestamp()).sequence(header.sequence())
                .flags(header.marker() ? FrameFlags.END_OF_ACCESS_UNIT : 0);
            offer(track, copy);
        }
    }

    /** A compound of the server is about several tracks: each gets what is about it, as a compound of its own (RFC 5506). */
    private void control(final Frame in, final Outputs out) {
        final byte[] array = in.array();
        if (!compound.isValid(array, in.arrayOffset(), in.length())) {
            malformed.increment();
            return;
        }
        compound.wrap(array, in.arrayOffset(), in.length());
        boolean aboutPublished = false;
        while (compound.next()) {
            if (compound.type() == RtcpFlyweight.SENDER_REPORT) {
                report(in);
                aboutPublished |= compound.reportCount() > 0;
            } else {
                aboutPublished |= compound.type() != RtcpFlyweight.SOURCE_DESCRIPTION;
            }
        }
        for (int i = 0; aboutPublished && i < published.size(); i++) {
            out.port(i).forward(in);
        }
    }

    private void report(final Frame in) {
        final AppSource track = routes.find(compound.senderSsrc());
        if (track == null) {
            return;
        }
        final MutableFrame copy = claim(track, compound.length());
        if (copy != null) {
            System.arraycopy(in.array(), compound.offset(), copy.array(), copy.arrayOffset(), compound.length());
            copy.length(compound.length()).ptsNs(in.ptsNs()).captureNs(in.captureNs()).streamId(compound.senderSsrc());
            offer(track, copy);
        }
    }

    private MutableFrame claim(final AppSource track, final int length) {
        final MutableFrame copy = length > PacketFormat.RECEIVE_PACKET_BYTES ? null : track.claim(length);
        if (copy == null) {
            behind.increment();
        }
        return copy;
    }

    private void offer(final AppSource track, final MutableFrame copy) {
        if (!track.offer(copy)) {
            behind.increment();
        }
    }

    /** SSRC of a forwarded track. */
    static int ssrc(final int track) {
        return MediaPlane.FORWARDED_SSRC_BASE + track;
    }
}
