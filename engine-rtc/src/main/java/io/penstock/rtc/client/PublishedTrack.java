package io.penstock.rtc.client;

import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.transport.RtpTransport;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.rtc.forward.TrackSpec;
import java.util.ArrayList;
import java.util.List;

/** Something that a participant sends: sound, or a picture in one or several sizes. Any thread. */
public final class PublishedTrack {
    private final String label;
    private final MediaKind kind;
    private final RtpTransport transport;
    private final List<Encoding> encodings = new ArrayList<>();
    private volatile boolean paused;

    /** One size: what sends it. */
    static final class Encoding {
        final String name;
        final RtpPacketizer packetizer;
        final RtpSession session;
        final PauseGate gate = new PauseGate();
        final PacketFormat format;
        final TrackSpec.Layer layer;
        private volatile boolean unwatched;

        Encoding(final String name, final RtpPacketizer packetizer, final RtpSession session, final PacketFormat format,
                 final TrackSpec.Layer layer) {
            this.name = name;
            this.packetizer = packetizer;
            this.session = session;
            this.format = format;
            this.layer = layer;
        }
    }

    PublishedTrack(final String label, final MediaKind kind, final RtpTransport transport) {
        this.label = label;
        this.kind = kind;
        this.transport = transport;
    }

    void add(final Encoding encoding) {
        encodings.add(encoding);
    }

    List<Encoding> encodings() {
        return encodings;
    }

    /**
     * What the participant calls it.
     *
     * @return such as {@code camera}.
     */
    public String label() {
        return label;
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
     * How it is coded.
     *
     * @return the codec.
     */
    public CodecId codec() {
        return IncomingTrack.codec(kind);
    }

    /**
     * Its encodings, for signalling to publish.
     *
     * @return smallest first; sound has one.
     */
    public List<TrackSpec.Layer> layers() {
        return encodings.stream().map(encoding -> encoding.layer).toList();
    }

    /**
     * Stops sending, or goes on: nothing is encoded while it is paused.
     *
     * @param pause whether to stop.
     */
    public void pause(final boolean pause) {
        paused = pause;
        encodings.forEach(this::apply);
    }

    /**
     * Whether it is paused as a whole.
     *
     * @return true after {@link #pause} until it goes on.
     */
    public boolean isPaused() {
        return paused;
    }

    /**
     * Says whether anybody watches an encoding, as the server tells: what nobody does is not encoded.
     *
     * @param layer   index in {@link #layers()}; one that is not there is ignored.
     * @param watched whether somebody does. At first somebody does.
     */
    public void watched(final int layer, final boolean watched) {
        if (layer >= 0 && layer < encodings.size()) {
            encodings.get(layer).unwatched = !watched;
            apply(encodings.get(layer));
        }
    }

    private void apply(final Encoding encoding) {
        final boolean stop = paused || encoding.unwatched;
        encoding.gate.pause(stop);
        if (kind == MediaKind.VIDEO) {
            transport.rest(encoding.name, stop);
        }
    }

    /**
     * Round trip by the server's reports.
     *
     * @return nanoseconds; 0 = unknown.
     */
    public long rttNs() {
        return encodings.get(0).session.rttNs();
    }
}
