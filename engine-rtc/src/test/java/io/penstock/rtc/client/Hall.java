package io.penstock.rtc.client;

import io.penstock.clock.Timebase;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.AppSource;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphSnapshot;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.ForwardStatistics;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketOut;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunMessage;
import io.penstock.rtc.stun.StunWriter;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.TestClock;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A forwarder and participants with their media, over links that lose and delay, in time that is turned by hand. */
final class Hall implements PacketOut, ForwardListener, AutoCloseable {
    static final VideoFormat PICTURE = VideoFormat.i420(160, 96, 15);
    static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    static final int VOICE_BPS = 24_000;
    private static final long STEP_NS = 1_000_000L;
    private static final int TURNS = 300;

    final TestClock clock = new TestClock();
    final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock).maxCounters(8192));
    final Forwarder forwarder;
    final Map<Integer, Integer> levels = new HashMap<>();
    private final Map<Integer, Wire> wires = new HashMap<>();
    private final List<RoomMedia> media = new ArrayList<>();
    private final Map<Integer, PublishedTrack> published = new HashMap<>();
    private int tracks;

    Hall(final ForwardConfig config) {
        forwarder = new Forwarder(config, codec -> new H264Payload(), this, this);
    }

    /** Both ways between a participant and the forwarder. */
    final class Wire implements MediaLink {
        private final int peer;
        private final LossyLink.Profile up;
        private final LossyLink.Profile down;
        private final StunIntegrity key;
        private final StunMessage message = new StunMessage();
        private final AppSource toParticipant = AppSource.of(PacketFormat.datagrams(), 4096);
        private final byte[] answer = new byte[600];
        int bindings;
        private int links;

        Wire(final int peer, final LossyLink.Profile up, final LossyLink.Profile down) {
            this.peer = peer;
            this.up = up;
            this.down = down;
            key = new StunIntegrity("secret-" + peer);
        }

        @Override
        public Flow receive(final GraphBuilder graph, final String name) {
            return graph.source(name, toParticipant).via("link", LossyLink.of(down, 100L * peer, 4096))
                .via("arrive", Stages.inPlace(StageSpec.same("arrive", PacketSpec.any()).build(), frame -> {
                    frame.captureNs(clock.nanoTime());
                    return Verdict.FORWARD;
                }));
        }

        @Override
        public void send(final Flow packets, final String name) {
            packets.via("link-" + name, LossyLink.of(up, 100L * peer + ++links, 4096))
                .to(name, Stages.sink(StageSpec.sink("server", FormatSpec.any()).build(), this::arrived));
        }

        private void arrived(final Frame in) {
            final byte[] copy = Arrays.copyOfRange(in.array(), in.arrayOffset(), in.arrayOffset() + in.length());
            if ((copy[0] & 0xFF) > 3) {
                forwarder.datagram(peer, copy, 0, copy.length, clock.nanoTime());
            } else if (message.parse(copy, 0, copy.length) && key.isValid(message) && ("user-" + peer).equals(message.username())) {
                bindings++;
                final int length = new StunWriter(answer).answer(StunMessage.BINDING_SUCCESS, message)
                    .mappedAddress(new InetSocketAddress("203.0.113.5", 40_000 + peer)).finish(key);
                toParticipant(answer, 0, length);
            }
        }

        boolean toParticipant(final byte[] packet, final int offset, final int length) {
            final MutableFrame frame = toParticipant.isBound() ? toParticipant.claim(length) : null;
            if (frame == null) {
                return false;
            }
            System.arraycopy(packet, offset, frame.array(), frame.arrayOffset(), length);
            frame.length(length).ptsNs(clock.nanoTime()).captureNs(clock.nanoTime());
            return toParticipant.offer(frame);
        }
    }

    static LossyLink.Profile link(final int delayMs, final double loss) {
        return LossyLink.Profile.builder().delay(Timebase.ms(delayMs)).loss(loss).build();
    }

    static CodecSpec opus() {
        return Codecs.encoder(CodecId.OPUS, e -> e.bitrate(VOICE_BPS));
    }

    static PictureLayer layer(final VideoFormat format, final int bitrate) {
        return new PictureLayer(format, bitrate, Codecs.encoder(CodecId.H264, e -> e.bitrate(bitrate).keyInterval(150)));
    }

    RoomMedia join(final int peer, final LossyLink.Profile link, final Consumer<RoomMediaSettings> publish) {
        return join(peer, link, link, publish);
    }

    RoomMedia join(final int peer, final LossyLink.Profile up, final LossyLink.Profile down, final Consumer<RoomMediaSettings> publish) {
        final Wire wire = new Wire(peer, up, down);
        wires.put(peer, wire);
        final RoomMediaSettings settings = RoomMedia.of(engine, wire, "user-" + peer, "secret-" + peer).name("p" + peer).seed(peer);
        publish.accept(settings);
        forwarder.join(peer, "user-" + peer, "secret-" + peer);
        final RoomMedia opened = settings.open();
        media.add(opened);
        return opened;
    }

    static RoomMediaSettings voice(final RoomMediaSettings settings, final int seed) {
        return settings.sound("voice", opus(), VOICE_BPS, graph -> graph.source("microphone", new SyntheticVoice(SOUND, seed)));
    }

    static RoomMediaSettings camera(final RoomMediaSettings settings, final int seed, final PictureLayer... layers) {
        return settings.pictures("camera", List.of(layers),
            graph -> graph.source("camera", new SyntheticCamera(layers[layers.length - 1].format(), seed)));
    }

    /** Publishes what a participant sends, and lets it be heard and seen. Returns the number of the first track. */
    int publish(final int peer, final RoomMedia of) {
        final int first = tracks + 1;
        for (final PublishedTrack track : of.published()) {
            published.put(++tracks, track);
            forwarder.publish(new TrackSpec(tracks, peer, track.kind(), track.codec(), track.label(), track.layers()));
            forwarder.permit(peer, track.kind(), true);
        }
        return first;
    }

    Wire wire(final int peer) {
        return wires.get(peer);
    }

    void run(final double seconds) {
        for (long step = 0; step < seconds * 1e9 / STEP_NS; step++) {
            clock.advanceNs(STEP_NS);
            forwarder.tick(clock.nanoTime());
            int turns = 0;
            while (engine.invoke() > 0 && turns++ < TURNS) {
                Thread.onSpinWait();
            }
        }
    }

    ForwardStatistics statistics(final int peer) {
        final var found = forwarder.statistics(peer);
        forwarder.tick(clock.nanoTime());
        return found.join();
    }

    /** Keeps when what comes was put out, and its payload where it is encoded. */
    final class Audience implements Consumer<Flow> {
        final List<Long> timesNs = new ArrayList<>();
        int width;

        @Override
        public void accept(final Flow flow) {
            final Sink sink = Stages.sink(StageSpec.sink("audience", FormatSpec.any()).build(), frame -> {
                timesNs.add(clock.nanoTime());
                width = frame.format() instanceof VideoFormat video ? video.width() : 0;
            });
            flow.to("audience", sink);
        }

        long since(final long ns) {
            return timesNs.stream().filter(at -> at >= ns).count();
        }
    }

    /** Everything that a graph counted. */
    static String counters(final Graph graph) {
        final StringBuilder text = new StringBuilder();
        for (final GraphSnapshot.StageStats stage : graph.snapshot().stages()) {
            text.append(graph.name()).append('.').append(stage.name()).append(' ').append(stage.framesIn()).append("->").append(stage.framesOut())
                .append(' ').append(stage.counters()).append('\n');
        }
        return text.toString();
    }

    String report() {
        final StringBuilder text = new StringBuilder();
        engine.graphs().forEach(graph -> text.append(counters(graph)));
        wires.keySet().forEach(peer -> text.append(statistics(peer)).append('\n'));
        return text.toString();
    }

    @Override
    public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
        final Wire wire = wires.get(peer);
        return wire != null && wire.toParticipant(packet, offset, length);
    }

    @Override
    public void level(final int peer, final int track, final int levelDbov, final boolean voice, final long nowNs) {
        levels.merge(peer, 1, Integer::sum);
    }

    @Override
    public void watched(final int peer, final int track, final int layer, final boolean watched) {
        published.get(track).watched(layer, watched);
    }

    @Override
    public void close() {
        media.forEach(RoomMedia::close);
        engine.close();
    }
}
