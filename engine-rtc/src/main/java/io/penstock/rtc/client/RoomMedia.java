package io.penstock.rtc.client;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.fec.RedReceiver;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.AvSync;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.stages.AppSource;
import io.penstock.core.transport.RtpTransport;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.statistics.FreezeAnalyst;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The media of a participant in a room: sends sound and pictures, receives any number of tracks, all over one {@link MediaLink}.
 *
 * <pre>{@code
 * try (RoomMedia media = RoomMedia.of(engine, MediaLink.udp(server), user, password)
 *     .sound("voice", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000)), 32_000, graph -> graph.source("microphone", microphone))
 *     .pictures("camera", layers, graph -> graph.source("camera", camera))
 *     .open()) {
 *     ReceivedTrack track = media.receive(IncomingTrack.sound(7, "judge"), flow -> flow.to("loudspeaker", loudspeaker));
 *     …
 * }
 * }</pre>
 *
 * <pre>
 * up:    microphone ─► level ─► opus ─► rtp ─► red ─► session ─► transport ─► link
 *        camera ═► scale ─► h264 ─► rtp ═► session ─► transport ─► link            once for each size
 * down:  link ─► stun ─► transport ─► router ─► session (reports about what is published)
 *                                       └► for each track a graph: session ─► red ─► jitter (decodes Opus) ─► whoever plays it
 *                                                                  session ─► jitter ═► h264 ─► whoever shows it
 * </pre>
 * ═► is an asynchronous edge. Methods may be called from any thread; calls that make or end graphs wait for one another.
 */
public final class RoomMedia implements AutoCloseable {
    /** Packets of a track that may wait for its graph: a key frame comes as a burst. */
    private static final int VIDEO_PACKETS = 512;
    private static final int AUDIO_PACKETS = 64;
    private static final long DECODING_MS = 400;
    /** With 100 ms on the way this leaves room for the codecs below half a second, from camera to screen. */
    private static final JitterConfig PICTURES = JitterConfig.video().targetDelayMs(10).maxDelayMs(600).adaptiveUpToMs(330);
    private static final JitterConfig SOUND = JitterConfig.audio().targetDelayMs(20).adaptiveUpToMs(400);

    private final Engine engine;
    private final MediaLink link;
    private final String name;
    private final RtpTransport transport;
    private final List<PublishedTrack> published;
    private final AddressProof proof;
    private final TrackRouter router;
    private final SplittableRandom random;
    private final Graph up;
    private final Graph down;
    private final RtpSession nobody = new RtpSession("nobody", 0, 0);
    private final Map<String, InStep> owners = new HashMap<>();
    private final List<ReceivedTrack> received = new CopyOnWriteArrayList<>();
    private boolean closed;

    RoomMedia(final RoomMediaSettings settings) {
        engine = settings.engine();
        link = settings.link();
        name = settings.name();
        random = new SplittableRandom(settings.seed());
        transport = RtpTransport.of(settings.transport());
        proof = new AddressProof(settings.user(), settings.password(), settings.random(), this::roundTrip);
        final Publishing publishing = new Publishing(settings, transport, random);
        published = publishing.tracks();
        final List<PublishedTrack.Encoding> encodings = published.stream().flatMap(track -> track.encodings().stream()).toList();
        router = new TrackRouter(encodings.stream().map(encoding -> encoding.format).toList());
        down = down(encodings);
        up = publishing.graph(proof);
    }

    /**
     * Begins to set up the media of a participant.
     *
     * @param engine   runs the graphs; not closed with them.
     * @param link     the way to the server; closed with them.
     * @param user     name to prove the address by, as signalling gave it.
     * @param password key of the proof.
     * @return settings to go on with.
     */
    public static RoomMediaSettings of(final Engine engine, final MediaLink link, final String user, final String password) {
        return new RoomMediaSettings(engine, link, user, password);
    }

    private Graph down(final List<PublishedTrack.Encoding> encodings) {
        final GraphBuilder graph = engine.graph(name + "-down");
        link.receive(graph, "net").via("stun", proof.answers()).via("transport", transport.receiver()).into("router", "in");
        graph.junction("router", router);
        for (int i = 0; i < encodings.size(); i++) {
            graph.from("router", "control-" + i).via("session-" + i, encodings.get(i).session.receiver())
                .to("none-" + i, Stages.sink(StageSpec.sink("none", FormatSpec.any()).build(), frame -> { }));
        }
        return graph.build();
    }

    RoomMedia start() {
        try {
            down.start();
            up.start();
            return this;
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * What is sent, in the order given.
     *
     * @return the tracks.
     */
    public List<PublishedTrack> published() {
        return published;
    }

    /**
     * Receives a track and decodes it. Sound is held in step with the pictures of the same participant.
     *
     * @param remote which track; the server has to be asked for it by signalling.
     * @param to     ends the graph: gets sound as PCM, or pictures.
     * @return the track.
     * @throws ConfigurationException if the track is received already.
     * @throws io.penstock.error.GraphException if what {@code to} adds does not fit.
     */
    public ReceivedTrack receive(final IncomingTrack remote, final Consumer<Flow> to) {
        return receive(remote, to, true);
    }

    /**
     * Receives pictures without decoding them.
     *
     * @param remote which track, of pictures.
     * @param to     ends the graph: gets access units in order, each when its time has come.
     * @return the track.
     * @throws ConfigurationException if the track is received already, or is of sound, which is decoded in its jitter buffer.
     */
    public ReceivedTrack receiveEncoded(final IncomingTrack remote, final Consumer<Flow> to) {
        if (remote.kind() == MediaKind.AUDIO) {
            throw new ConfigurationException("track " + remote.track() + " is of sound, which is decoded in its jitter buffer; use receive()");
        }
        return receive(remote, to, false);
    }

    private synchronized ReceivedTrack receive(final IncomingTrack remote, final Consumer<Flow> to, final boolean decoded) {
        if (closed) {
            throw new EngineException(EngineException.Category.STATE, "room media " + name + ": closed");
        }
        if (received.stream().anyMatch(other -> other.remote().track() == remote.track())) {
            throw new ConfigurationException("track " + remote.track() + " is received already");
        }
        final boolean video = remote.kind() == MediaKind.VIDEO;
        final RtpSession session = new RtpSession(name, random.nextInt(), random.nextLong());
        if (video) {
            session.repair(RepairConfig.rtx(Forwarder.RTX_PAYLOAD_TYPE).reducedSize(true));
        }
        session.roundTrip(proof.rttNs());
        final InStep inStep = owners.computeIfAbsent(remote.owner(), owner -> new InStep(nobody));
        final AvSync.Stream sync = inStep.take(remote.kind(), session);
        final AppSource packets = AppSource.of(remote.packets(), video ? VIDEO_PACKETS : AUDIO_PACKETS);
        final StallLog stalls = video ? new StallLog() : null;
        final FreezeAnalyst freezes = video ? new FreezeAnalyst() : null;
        try {
            final GraphBuilder builder = engine.graph(name + "-track-" + remote.track());
            final Flow arrived = builder.source("packets", packets).via("session", session.receiver());
            to.accept(video ? shown(pictures(arrived, session, sync, freezes).via("stalls", stalls), decoded, freezes) : sound(arrived, sync));
            link.send(builder.source("reports", session.reporter()), "net");
            final Graph graph = builder.build();
            final ReceivedTrack track = new ReceivedTrack(this, remote, session, inStep, sync, packets, stalls, freezes, graph);
            graph.start();
            router.add(remote.ssrc(), packets);
            received.add(track);
            return track;
        } catch (final RuntimeException e) {
            leave(remote.owner(), inStep, sync == null ? null : remote.kind());
            throw e;
        }
    }

    private Flow pictures(final Flow arrived, final RtpSession session, final AvSync.Stream sync, final FreezeAnalyst freezes) {
        return arrived.via(ReceivedTrack.JITTER, new VideoJitterBuffer(PICTURES,
            engine.providers().payloadFormat(IncomingTrack.codec(MediaKind.VIDEO)), sync, session.repairs()).watchedBy(freezes));
    }

    /** Why a picture stands still is told by when it should have been shown. */
    private Flow shown(final Flow units, final boolean decoded, final FreezeAnalyst freezes) {
        final Flow pictures = decoded
            ? units.async(Edges.keyframeAware(Timebase.ms(DECODING_MS))).via("h264", Codecs.decoder(IncomingTrack.codec(MediaKind.VIDEO))) : units;
        final MediaClock clock = engine.clock();
        return pictures.via("shown", Stages.transform(StageSpec.same("shown", FormatSpec.any()).build(), (in, out) -> {
            freezes.shown(in.rtpTimestamp(), clock.nanoTime());
            out.forward(in);
        }));
    }

    private Flow sound(final Flow arrived, final AvSync.Stream sync) {
        final CodecSpec decoder = Codecs.decoder(IncomingTrack.codec(MediaKind.AUDIO));
        return arrived.via("red", new RedReceiver(Forwarder.RED_PAYLOAD_TYPE))
            .via(ReceivedTrack.JITTER, new AudioJitterBuffer(SOUND, engine.providers().payloadFormat(decoder.codec()), decoder,
                engine.providers().codec(decoder), engine.providers().lossConcealer().orElse(null), sync)
                .timeScalers(engine.providers().timeScaler().orElse(null)));
    }

    void stop(final ReceivedTrack track) {
        if (track.takeClosed()) {
            router.remove(track.remote().ssrc());
            received.remove(track);
            track.graph().close();
            synchronized (this) {
                leave(track.remote().owner(), track.inStep(), track.isInStep() ? track.kind() : null);
            }
        }
    }

    private void leave(final String owner, final InStep inStep, final MediaKind kind) {
        if (kind != null) {
            inStep.free(kind, nobody);
        }
        if (inStep.isFree()) {
            owners.remove(owner, inStep);
        }
    }

    /**
     * The tracks that are received now.
     *
     * @return a copy.
     */
    public List<ReceivedTrack> received() {
        return List.copyOf(received);
    }

    private void roundTrip(final long rttNs) {
        for (final ReceivedTrack track : received) {
            track.roundTrip(rttNs);
        }
    }

    /**
     * Whether the server knows this address.
     *
     * @return true once it has accepted the proof.
     */
    public boolean isProven() {
        return proof.isProven();
    }

    /**
     * What the media do.
     *
     * @return as of now.
     */
    public MediaStatistics statistics() {
        return new MediaStatistics(proof.isProven(), proof.rttNs(), transport.statistics(), received.stream().map(ReceivedTrack::statistics)
            .sorted(Comparator.comparingInt(TrackStatistics::track)).toList());
    }

    MediaClock clock() {
        return engine.clock();
    }

    /** Ends everything: the tracks, what is sent, the link. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        received().forEach(ReceivedTrack::close);
        up.close();
        down.close();
        link.close();
    }
}
