package io.penstock.core.transport;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.fec.FecReceiver;
import io.penstock.core.fec.FecSender;
import io.penstock.core.fec.RedReceiver;
import io.penstock.core.fec.RedSender;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphSnapshot;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import io.penstock.testkit.TestClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sound and pictures one way over one link, sound and reports back over another, with everything that a call has but codecs, in virtual time.
 * The encoder of pictures follows the rate that it is told at once.
 */
final class TransportCall implements AutoCloseable {
    static final int RTX = 120;
    static final int PADDING = 121;
    private static final int FEC = 122;
    private static final int RED = 123;
    private static final int VIDEO_TYPE = 100;
    private static final int AUDIO_TYPE = 101;
    private static final long STEP_NS = 500_000L;
    private static final EncodedFormat VIDEO = new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 30), 120_000);
    private static final EncodedFormat AUDIO = new EncodedFormat(FakePayload.AUDIO, AudioFormat.mono(48_000, Timebase.ms(20)), 400);
    private static final PacketFormat VIDEO_RTP = PacketFormat.rtp(VIDEO, VIDEO_TYPE, 90_000);
    private static final PacketFormat AUDIO_RTP = PacketFormat.rtp(AUDIO, AUDIO_TYPE, 48_000);

    final RtpTransport transport;
    final PacedFrames camera;
    final PacedFrames microphone;
    private final RtpTransport other;
    private final TestClock clock = new TestClock();
    private final Engine engine;
    private final List<Graph> graphs = new ArrayList<>();
    private final List<long[]> shown = new ArrayList<>();
    private final List<long[]> heard = new ArrayList<>();
    private int lastShown = -1;
    private int undecodable;

    /** What an end sends over one wire. */
    private static final class Merge implements Junction {
        private final StageSpec spec;

        Merge(final String... inputs) {
            final StageSpec.Builder builder = StageSpec.junction("wire");
            for (final String input : inputs) {
                builder.input(input, PacketSpec.any());
            }
            spec = builder.outputFrom("out", 0, any -> FormatSpec.of(PacketFormat.datagrams())).build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onFrame(final int port, final Frame in, final Outputs out) {
            out.port(0).forward(in);
        }
    }

    /** Parts what came. */
    private static final class Parts implements Junction {
        @Override
        public StageSpec spec() {
            return StageSpec.junction("parts").input("in", PacketSpec.any()).output("audio", FormatSpec.of(AUDIO_RTP))
                .output("video", FormatSpec.of(VIDEO_RTP)).build();
        }

        @Override
        public void onFrame(final int port, final Frame in, final Outputs out) {
            final int type = in.array()[in.arrayOffset() + 1] & 0x7F;
            if (type != VIDEO_TYPE && type != RTX && type != FEC) {
                out.port(0).forward(in);
            }
            if (type != AUDIO_TYPE && type != RED) {
                out.port(1).forward(in);
            }
        }
    }

    TransportCall(final Transform forward, final Transform backward, final TransportConfig config, final JitterConfig jitter, final long seed) {
        this(forward, backward, config, jitter, seed, null);
    }

    TransportCall(final Transform forward, final Transform backward, final TransportConfig config, final JitterConfig jitter, final long seed,
                  final Attacker attacker) {
        engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
        transport = RtpTransport.of(config).audio("audio").video("video", RTX, FEC);
        other = RtpTransport.of(config).audio("audio");
        camera = new PacedFrames(VIDEO, 33_333_333L, 500_000, transport.pressureOf("video"));
        microphone = new PacedFrames(AUDIO, 20_000_000L, 32_000, null);
        final PacedFrames otherMicrophone = new PacedFrames(AUDIO, 20_000_000L, 32_000, null);
        final RepairConfig repair = RepairConfig.rtx(RTX).reducedSize(true);
        final RtpPacketizer pictures = packetizer(FakePayload.VIDEO, seed);
        final RtpPacketizer sound = packetizer(FakePayload.AUDIO, seed + 1);
        final RtpPacketizer otherSound = packetizer(FakePayload.AUDIO, seed + 2);
        final RtpSession videoA = new RtpSession("a", pictures.ssrc(), seed + 3).repair(repair).passing(FEC);
        final RtpSession audioA = new RtpSession("a", sound.ssrc(), seed + 4);
        final RtpSession videoB = new RtpSession("b", 4711, seed + 5).repair(repair).passing(FEC);
        final RtpSession audioB = new RtpSession("b", otherSound.ssrc(), seed + 6);

        final GraphBuilder a = engine.graph("a").junction("net", transport.sender()).junction("wire", new Merge("audio", "video"));
        a.source("camera", camera).via("rtp-video", pictures)
            .via("fec", new FecSender(FEC, seed, transport.protection("video"))).async(Edges.dropOldest(Timebase.seconds(1)).atMost(512))
            .via("session-video", videoA.sender()).into("net", "video");
        a.source("microphone", microphone).via("rtp-audio", sound).via("red", new RedSender(RED, transport.protection("audio")))
            .via("session-audio", audioA.sender()).into("net", "audio");
        a.from("net", "audio").into("wire", "audio");
        a.from("net", "video").into("wire", "video");
        final Flow arrived = a.from("wire").via("link", forward).async(Edges.dropOldest(Timebase.seconds(4)).atMost(2048))
            .via("arrive", arrive()).via("attacker", attacker == null ? new Attacker(null, 0) : attacker).via("receiver", other.receiver());
        arrived.into("parts", "in");
        a.junction("parts", new Parts());
        a.from("parts", "video").via("receive-video", videoB.receiver()).via("unfec", new FecReceiver(FEC))
            .via("jitter", new VideoJitterBuffer(jitter, new FakePayload(FakePayload.VIDEO), null, videoB.repairs()))
            .to("screen", sink(this::show));
        a.from("parts", "audio").via("receive-audio", audioB.receiver()).via("unred", new RedReceiver(RED)).to("ear", sink(this::hear));
        graphs.add(a.build());

        final GraphBuilder b = engine.graph("b").junction("net", other.sender()).junction("wire", new Merge("audio", "reports"));
        b.source("microphone", otherMicrophone).via("rtp-audio", otherSound).via("session-audio", audioB.sender()).into("net", "audio");
        b.from("net", "audio").into("wire", "audio");
        b.source("reports", videoB.reporter()).into("wire", "reports");
        b.from("wire").via("link", backward).async(Edges.dropOldest(Timebase.seconds(4)).atMost(2048))
            .via("arrive", arrive()).via("receiver", transport.receiver())
            .into("parts", "in");
        b.junction("parts", new Parts());
        b.from("parts", "video").via("receive-video", videoA.receiver()).to("none", sink(frame -> { }));
        b.from("parts", "audio").via("receive-audio", audioA.receiver()).to("ear", sink(frame -> { }));
        graphs.add(b.build());
        graphs.forEach(Graph::start);
    }

    private static RtpPacketizer packetizer(final io.penstock.format.CodecId codec, final long seed) {
        return RtpPacketizer.of(new FakePayload(codec), RtpSettings.defaults().seed(seed));
    }

    private static Sink sink(final java.util.function.Consumer<Frame> consumer) {
        return Stages.sink(StageSpec.sink("sink", FormatSpec.any()).build(), consumer::accept);
    }

    /** A packet that comes out of a link arrives then. */
    private InPlace arrive() {
        return Stages.inPlace(StageSpec.same("arrive", PacketSpec.any()).build(), frame -> {
            frame.captureNs(clock.nanoTime());
            return Verdict.FORWARD;
        });
    }

    private void show(final Frame frame) {
        final ByteBuffer bytes = ByteBuffer.wrap(frame.array());
        final int number = bytes.getInt(frame.arrayOffset() + 2);
        final boolean key = (frame.array()[frame.arrayOffset()] & 1) != 0;
        undecodable += number != lastShown + 1 && !key ? 1 : 0;
        lastShown = number;
        shown.add(new long[] {clock.nanoTime(), bytes.getLong(frame.arrayOffset() + 6)});
    }

    private void hear(final Frame packet) {
        heard.add(new long[] {clock.nanoTime(), packet.captureNs()});
    }

    TransportCall run(final double seconds) {
        for (long step = 0; step < seconds * 1e9 / STEP_NS; step++) {
            clock.advanceNs(STEP_NS);
            int turns = 0;
            while (engine.invoke() > 0 && turns++ < 200) {
                Thread.onSpinWait();
            }
        }
        return this;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    int undecodable() {
        return undecodable;
    }

    /** Packets of sound that came since a time. */
    long heardSince(final long ns) {
        return heard.stream().filter(at -> at[0] >= ns).count();
    }

    long shownSince(final long ns) {
        return shown.stream().filter(at -> at[0] >= ns).count();
    }

    double latencyMs(final double percentile, final long sinceNs) {
        final long[] sorted = shown.stream().filter(at -> at[0] >= sinceNs).mapToLong(at -> at[0] - at[1]).sorted().toArray();
        return sorted.length == 0 ? Double.POSITIVE_INFINITY : sorted[(int) Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1e6;
    }

    /** A counter of a stage, both ways added up. */
    long counter(final String stage, final String name) {
        long sum = 0;
        for (final Graph graph : graphs) {
            for (final GraphSnapshot.StageStats stats : graph.snapshot().stages()) {
                sum += stats.name().equals(stage) ? stats.counters().getOrDefault(name, 0L) : 0;
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%d of %d shown (%d left out, %d key), p50 %.0f p99 %.0f ms, "
            + "%d of %d heard, undecodable %d%n%s%n", shown.size(), camera.made(), camera.left(), camera.keys(), latencyMs(50, 0), latencyMs(99, 0),
            heard.size(), microphone.made(), undecodable, transport.statistics()));
        for (final Graph graph : graphs) {
            graph.snapshot().edges().forEach(edge -> text.append(edge).append('\n'));
            graph.snapshot().pools().forEach(pool -> text.append(pool).append("\n"));
            for (final GraphSnapshot.StageStats stats : graph.snapshot().stages()) {
                text.append(graph.name()).append('.').append(stats.name()).append(' ').append(stats.counters()).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        graphs.forEach(Graph::close);
        engine.close();
    }
}
