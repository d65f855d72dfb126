package io.penstock.rtc.forward;

import io.penstock.format.MediaKind;
import io.penstock.spi.PayloadFormat;
import java.util.ArrayList;
import java.util.List;

/** A track that comes in, and who gets it. One thread. */
final class InTrack {
    private final TrackSpec spec;
    private final Peer owner;
    private final InLayer[] layers;
    private final int clockHz;
    /** Replaced when it changes, which is rare, and walked for each packet. */
    private OutTrack[] receivers = {};
    private PacketTap[] taps = {};

    InTrack(final TrackSpec spec, final Peer owner, final PayloadFormat payload, final int clockHz) {
        this.spec = spec;
        this.owner = owner;
        this.clockHz = clockHz;
        layers = new InLayer[spec.layers().size()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new InLayer(this, i, spec.layers().get(i), payload, clockHz);
        }
    }

    TrackSpec spec() {
        return spec;
    }

    Peer owner() {
        return owner;
    }

    boolean isVideo() {
        return spec.kind() == MediaKind.VIDEO;
    }

    int clockHz() {
        return clockHz;
    }

    int layers() {
        return layers.length;
    }

    InLayer layer(final int index) {
        return layers[index];
    }

    OutTrack[] receivers() {
        return receivers;
    }

    PacketTap[] taps() {
        return taps;
    }

    void add(final OutTrack receiver) {
        final List<OutTrack> list = new ArrayList<>(List.of(receivers));
        list.add(receiver);
        receivers = list.toArray(OutTrack[]::new);
    }

    void remove(final OutTrack receiver) {
        final List<OutTrack> list = new ArrayList<>(List.of(receivers));
        list.remove(receiver);
        receivers = list.toArray(OutTrack[]::new);
    }

    /** Its packets are wanted as much as a receiver wants them. */
    void add(final PacketTap tap) {
        final List<PacketTap> list = new ArrayList<>(List.of(taps));
        list.add(tap);
        taps = list.toArray(PacketTap[]::new);
        watch(layers[layers.length - 1], 1);
    }

    void remove(final PacketTap tap) {
        final List<PacketTap> list = new ArrayList<>(List.of(taps));
        if (list.remove(tap)) {
            taps = list.toArray(PacketTap[]::new);
            watch(layers[layers.length - 1], -1);
        }
    }

    /** A receiver is sent one encoding and wants another, or the same: what it holds of either is watched once. Each may be null. */
    void hold(final InLayer sentBefore, final InLayer wantedBefore, final InLayer sent, final InLayer wanted) {
        for (final InLayer layer : layers) {
            final boolean before = layer == sentBefore || layer == wantedBefore;
            final boolean now = layer == sent || layer == wanted;
            if (before != now) {
                watch(layer, now ? 1 : -1);
            }
        }
    }

    /** Somebody more wants an encoding, or somebody less. */
    private void watch(final InLayer which, final int change) {
        final int now = which.watch(change, owner.nowNs());
        if (now == 0 || now == 1 && change > 0) {
            owner.listener().watched(owner.id(), spec.track(), which.index(), now > 0);
        }
    }

    /** Forgets what has come: nobody may have it any more. */
    void forget() {
        for (final InLayer layer : layers) {
            forget(layer);
        }
    }

    /** Forgets what has come of one encoding. */
    void forget(final InLayer layer) {
        layer.forget();
        for (final OutTrack receiver : receivers) {
            receiver.interrupted(layer);
        }
        if (isVideo() && layer.isWatched()) {
            layer.wantKeyframe();
        }
    }
}
