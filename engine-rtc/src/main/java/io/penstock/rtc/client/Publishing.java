package io.penstock.rtc.client;

import io.penstock.clock.Timebase;
import io.penstock.core.fec.RedSender;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.transport.RtpTransport;
import io.penstock.dsp.audio.LevelMeter;
import io.penstock.dsp.video.RateScaler;
import io.penstock.dsp.video.Scaler;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Composes what a participant sends. */
final class Publishing {
    /** Header extension of audio levels, fixed between server and clients. */
    static final int LEVEL_EXTENSION = 1;
    /** How late a picture may be before it is not worth encoding. */
    private static final long STALE_MS = 200;
    /** What was encoded is worth sending for longer: without it nothing can be decoded up to the next key frame. */
    private static final long STALE_PACKETS_MS = 1000;
    private static final int PACKETS = 1024;

    private final RoomMediaSettings settings;
    private final RtpTransport transport;
    private final SplittableRandom random;
    private final List<PublishedTrack> tracks = new ArrayList<>();

    Publishing(final RoomMediaSettings settings, final RtpTransport transport, final SplittableRandom random) {
        this.settings = settings;
        this.transport = transport;
        this.random = random;
        for (final RoomMediaSettings.Sound sound : settings.sounds()) {
            final String name = "sound-" + tracks.size();
            final PublishedTrack track = new PublishedTrack(sound.label(), MediaKind.AUDIO, transport);
            transport.audio(name, sound.bitrate());
            track.add(encoding(name, MediaKind.AUDIO, null, sound.bitrate()));
            tracks.add(track);
        }
        for (final RoomMediaSettings.Pictures pictures : settings.pictures()) {
            final PublishedTrack track = new PublishedTrack(pictures.label(), MediaKind.VIDEO, transport);
            for (final PictureLayer layer : pictures.layers()) {
                final String name = "pictures-" + tracks.size() + '-' + track.encodings().size();
                transport.video(name, Forwarder.RTX_PAYLOAD_TYPE, -1, layer.bitrate());
                track.add(encoding(name, MediaKind.VIDEO, layer.format(), layer.bitrate()));
            }
            tracks.add(track);
        }
    }

    List<PublishedTrack> tracks() {
        return List.copyOf(tracks);
    }

    private PublishedTrack.Encoding encoding(final String name, final MediaKind kind, final VideoFormat picture, final int bitrate) {
        final boolean video = kind == MediaKind.VIDEO;
        final RtpSettings rtp = RtpSettings.defaults().seed(random.nextLong());
        final RtpPacketizer packetizer = RtpPacketizer.of(settings.engine().providers().payloadFormat(IncomingTrack.codec(kind)),
            video ? rtp.payloadType(Forwarder.VIDEO_PAYLOAD_TYPE) : rtp.payloadType(Forwarder.AUDIO_PAYLOAD_TYPE).audioLevel(LEVEL_EXTENSION));
        final RtpSession session = new RtpSession(settings.name(), packetizer.ssrc(), random.nextLong());
        if (video) {
            session.repair(RepairConfig.rtx(Forwarder.RTX_PAYLOAD_TYPE).reducedSize(true));
        }
        return new PublishedTrack.Encoding(name, packetizer, session, IncomingTrack.packets(kind, video ? picture : IncomingTrack.SOUND),
            new TrackSpec.Layer(packetizer.ssrc(), video ? session.rtxSsrc() : 0, video ? picture.width() : 0, video ? picture.height() : 0,
                bitrate));
    }

    /** Everything that is sent, but for the reports about what is received. */
    Graph graph(final AddressProof proof) {
        final GraphBuilder graph = settings.engine().graph(settings.name() + "-up");
        if (tracks.isEmpty()) {
            settings.link().send(graph.source("feedback", transport.reporter()), "net-feedback");
        } else {
            graph.junction("transport", transport.sender());
        }
        settings.link().send(graph.source("stun", proof.requests()), "net-stun");
        int next = 0;
        for (final RoomMediaSettings.Sound sound : settings.sounds()) {
            sound(graph, sound, tracks.get(next++).encodings().get(0));
        }
        for (final RoomMediaSettings.Pictures pictures : settings.pictures()) {
            final Flow captured = pictures.camera().apply(graph);
            final List<PublishedTrack.Encoding> encodings = tracks.get(next++).encodings();
            for (int i = 0; i < encodings.size(); i++) {
                pictures(graph, captured, pictures.layers().get(i), encodings.get(i), encodings.size() == 1);
            }
        }
        return graph.build();
    }

    private void sound(final GraphBuilder graph, final RoomMediaSettings.Sound sound, final PublishedTrack.Encoding encoding) {
        final String name = encoding.name;
        send(graph, sound.microphone().apply(graph).via("pause-" + name, encoding.gate)
            .via("level-" + name, LevelMeter.create(LevelMeter.Settings::tagging))
            .via("opus-" + name, sound.encoder())
            .via("rtp-" + name, encoding.packetizer)
            .via("red-" + name, new RedSender(Forwarder.RED_PAYLOAD_TYPE, transport.protection(name)))
            .via("session-" + name, encoding.session.sender()), name);
    }

    private void pictures(final GraphBuilder graph, final Flow captured, final PictureLayer layer, final PublishedTrack.Encoding encoding,
                          final boolean alone) {
        final String name = encoding.name;
        final Flow gated = captured.via("pause-" + name, encoding.gate)
            .async(Edges.dropOldest(Timebase.ms(STALE_MS)))
            .via("gate-" + name, transport.gate(name))
            .via("size-" + name, Scaler.to(layer.format().width(), layer.format().height()));
        send(graph, (alone ? gated.via("rate-" + name, new RateScaler()) : gated)
            .via("h264-" + name, layer.encoder())
            .via("rtp-" + name, encoding.packetizer)
            .async(Edges.dropOldest(Timebase.ms(STALE_PACKETS_MS)).atMost(PACKETS))
            .via("session-" + name, encoding.session.sender()), name);
    }

    private void send(final GraphBuilder graph, final Flow packets, final String name) {
        packets.into("transport", name);
        settings.link().send(graph.from("transport", name), "net-" + name);
    }
}
