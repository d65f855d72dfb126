package io.penstock.rtc.forward;

import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A forwarder whose time is turned by hand, and everything it sends. */
final class Bench implements PacketOut, ForwardListener {
    static final long MS = 1_000_000L;
    static final int RTX = 0x5000;
    final Forwarder forwarder;
    final List<Sent> sent = new ArrayList<>();
    final List<String> levels = new ArrayList<>();
    final List<String> watched = new ArrayList<>();
    final java.util.Set<Integer> withoutAddress = new java.util.HashSet<>();
    private java.util.function.IntConsumer reached;
    long nowNs = 1_000 * MS;

    /** A datagram that left. */
    record Sent(int peer, byte[] packet, long atNs) {
        boolean isRtcp() {
            return RtpHeaderFlyweight.isRtcp(packet, 0, packet.length);
        }

        RtpHeaderFlyweight header() {
            final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
            header.parse(packet, 0, packet.length);
            return header;
        }
    }

    Bench() {
        this(ForwardConfig.defaults());
    }

    Bench(final ForwardConfig config) {
        forwarder = new Forwarder(config, codec -> new H264Payload(), this, this);
    }

    @Override
    public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
        sent.add(new Sent(peer, Arrays.copyOfRange(packet, offset, offset + length), nowNs));
        return true;
    }

    @Override
    public boolean reaches(final int peer) {
        return !withoutAddress.contains(peer);
    }

    @Override
    public void whenReached(final java.util.function.IntConsumer told) {
        reached = told;
    }

    /** A peer proves its address. */
    void reach(final int peer) {
        withoutAddress.remove(peer);
        reached.accept(peer);
    }

    @Override
    public void level(final int peer, final int track, final int levelDbov, final boolean voice, final long at) {
        levels.add(peer + " " + track + " " + levelDbov + " " + voice);
    }

    @Override
    public void watched(final int peer, final int track, final int layer, final boolean isWatched) {
        watched.add(track + "/" + layer + " " + isWatched);
    }

    Bench join(final int... peers) {
        for (final int peer : peers) {
            forwarder.join(peer, "u" + peer, "p");
        }
        return this;
    }

    Bench video(final int peer, final int track, final int... ssrcs) {
        final List<TrackSpec.Layer> layers = new ArrayList<>();
        for (int i = 0; i < ssrcs.length; i++) {
            layers.add(new TrackSpec.Layer(ssrcs[i], ssrcs[i] + RTX, 320 << i, 180 << i, 200_000 << 2 * i));
        }
        forwarder.publish(new TrackSpec(track, peer, MediaKind.VIDEO, CodecId.H264, "camera", layers));
        forwarder.permit(peer, MediaKind.VIDEO, true);
        return this;
    }

    Bench audio(final int peer, final int track, final int ssrc) {
        forwarder.publish(new TrackSpec(track, peer, MediaKind.AUDIO, CodecId.OPUS, "voice", List.of(new TrackSpec.Layer(ssrc, 0, 0, 0, 40_000))));
        forwarder.permit(peer, MediaKind.AUDIO, true);
        return this;
    }

    void in(final int peer, final byte[]... packets) {
        for (final byte[] packet : packets) {
            forwarder.datagram(peer, packet, 0, packet.length, nowNs);
        }
    }

    void pass(final int ms) {
        for (int i = 0; i < ms; i++) {
            nowNs += MS;
            forwarder.tick(nowNs);
        }
    }

    /** RTP packets that a peer got with an SSRC. */
    List<Sent> got(final int peer, final int ssrc) {
        return sent.stream().filter(s -> s.peer() == peer && !s.isRtcp() && s.header().ssrc() == ssrc).toList();
    }

    List<Sent> got(final int peer) {
        return sent.stream().filter(s -> s.peer() == peer && !s.isRtcp()).toList();
    }

    /** Key frames asked of a peer for an SSRC. */
    long keyframesAsked(final int peer, final int ssrc) {
        return count(peer, compound -> compound.asksForKeyframe(ssrc));
    }

    /** Sequence numbers asked for again. */
    List<Integer> askedAgain(final int peer, final int ssrc) {
        final List<Integer> asked = new ArrayList<>();
        count(peer, compound -> {
            for (int i = 0; i < compound.nackCount(ssrc); i++) {
                final int entry = compound.nackEntry(i);
                asked.add(entry >>> 16);
                for (int bit = 0; bit < 16; bit++) {
                    if ((entry & 1 << bit) != 0) {
                        asked.add((entry >>> 16) + bit + 1 & 0xFFFF);
                    }
                }
            }
            return false;
        });
        return asked;
    }

    private long count(final int peer, final java.util.function.Predicate<RtcpFlyweight> wanted) {
        long n = 0;
        for (final Sent s : sent) {
            if (s.peer() == peer && s.isRtcp()) {
                final RtcpFlyweight compound = new RtcpFlyweight().wrap(s.packet(), 0, s.packet().length);
                while (compound.next()) {
                    n += wanted.test(compound) ? 1 : 0;
                }
            }
        }
        return n;
    }

    /** A peer asks for packets again. */
    void nack(final int peer, final int ssrc, final int... sequences) {
        final byte[] packet = new byte[500];
        final RtcpWriter writer = new RtcpWriter("x").begin(packet, 0).receiverReport(1).nack(1, ssrc);
        for (final int sequence : sequences) {
            writer.lost(sequence);
        }
        forwarder.datagram(peer, packet, 0, writer.length(), nowNs);
    }

    void pictureLost(final int peer, final int ssrc) {
        final byte[] packet = new byte[100];
        final RtcpWriter writer = new RtcpWriter("x").begin(packet, 0).receiverReport(1).pictureLoss(1, ssrc);
        forwarder.datagram(peer, packet, 0, writer.length(), nowNs);
    }
}
