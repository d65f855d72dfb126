package io.penstock.rtc.statistics;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.stages.AppSource;
import io.penstock.core.transport.RtpTransport;
import io.penstock.core.transport.TransportConfig;
import io.penstock.core.transport.TransportStatistics;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.ForwardStatistics;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.LinkModel;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.TestClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Pictures from one host to another with everything a call has but codecs, in virtual time: two engines, so that one of them may stand still
 * while the network goes on, and links between them, by way of a forwarder or not.
 */
final class FaultyCall implements AutoCloseable {
    private static final int RTX = Forwarder.RTX_PAYLOAD_TYPE;
    private static final int PADDING = Forwarder.PADDING_PAYLOAD_TYPE;
    private static final int SENDER = 1;
    private static final int RECEIVER = 2;
    private static final int VIDEO_TRACK = 5;
    private static final int AUDIO_TRACK = 6;
    private static final int VIDEO_TYPE = Forwarder.VIDEO_PAYLOAD_TYPE;
    private static final int AUDIO_TYPE = Forwarder.AUDIO_PAYLOAD_TYPE;
    private static final long STEP_NS = 1_000_000L;
    /** What a socket keeps for a process that does not read. */
    private static final int SOCKET_PACKETS = 300;
    private static final EncodedFormat VIDEO = new EncodedFormat(PicturePayload.VIDEO, VideoFormat.i420(64, 64, 30), 120_000);
    private static final EncodedFormat AUDIO = new EncodedFormat(PicturePayload.AUDIO, AudioFormat.mono(48_000, Timebase.ms(20)), 400);
    private static final PacketFormat VIDEO_RTP = PacketFormat.rtp(VIDEO, VIDEO_TYPE, 90_000);
    private static final PacketFormat AUDIO_RTP = PacketFormat.rtp(AUDIO, AUDIO_TYPE, 48_000);

    final Cameras.Pictures camera = new Cameras.Pictures(VideoFormat.i420(64, 64, 30), 33_333_333L);
    final Cameras.Encoder encoder = new Cameras.Encoder(VIDEO, 500_000);
    final Cameras.Decoder decoder = new Cameras.Decoder(VIDEO);
    final FreezeAnalyst analyst = new FreezeAnalyst();
    final List<Freeze> freezes = new ArrayList<>();
    final RtpTransport transport;

    private final TestClock clock = new TestClock();
    private final Socket toSender = new Socket();
    private final Socket toReceiver = new Socket();
    private final List<Wire> wires = new ArrayList<>();
    private final Forwarder forwarder;
    private final Wire there;
    private final Wire back;
    private final Wire downThere;
    private final Wire downBack;
    private final Engine sender;
    private final Engine receiver;
    private final List<Graph> graphs = new ArrayList<>();
    private final RtpSession videoB;
    private long receiverBackNs;
    private long noRepairUntilNs;
    private long loseUntilNs;
    private long tellNs = Long.MAX_VALUE;
    private boolean telling;

    /** How the two are connected. */
    enum Way {
        /** By one link, which has the faults. */
        DIRECT,
        /** By way of a forwarder; the faults are between the sender and it. */
        FAULTS_UP,
        /** By way of a forwarder; the faults are between it and the receiver. */
        FAULTS_DOWN
    }

    /** One direction of a link. */
    private final class Wire {
        private final LinkModel model;
        private final Consumer<byte[]> end;
        private final PriorityQueue<Flying> flying = new PriorityQueue<>();

        Wire(final LinkSchedule schedule, final long seed, final Consumer<byte[]> end) {
            model = new LinkModel(schedule, seed);
            model.begin(clock.nanoTime());
            this.end = end;
        }

        void send(final Frame packet) {
            send(packet.array(), packet.arrayOffset(), packet.length());
        }

        void send(final byte[] array, final int offset, final int length) {
            final byte[] bytes = Arrays.copyOfRange(array, offset, offset + length);
            final int copies = model.offer(clock.nanoTime(), bytes.length);
            for (int i = 0; i < copies; i++) {
                flying.add(new Flying(model.departureNs(i), model.number(), bytes));
            }
        }

        void arrive() {
            model.elapsed(clock.nanoTime());
            while (!flying.isEmpty() && flying.peek().atNs <= clock.nanoTime()) {
                end.accept(flying.remove().bytes);
            }
        }
    }

    /** Keeps packets until somebody reads them. */
    private final class Socket implements Consumer<byte[]> {
        private final AppSource source = AppSource.of(PacketFormat.datagrams(), 512);
        private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();

        @Override
        public void accept(final byte[] packet) {
            if (waiting.size() < SOCKET_PACKETS) {
                waiting.add(packet);
            }
        }

        void read() {
            while (!waiting.isEmpty()) {
                final MutableFrame frame = source.claim(waiting.peek().length);
                if (frame == null) {
                    return;
                }
                final byte[] bytes = waiting.remove();
                System.arraycopy(bytes, 0, frame.array(), frame.arrayOffset(), bytes.length);
                source.offer(frame.ptsNs(clock.nanoTime()).captureNs(clock.nanoTime()));
            }
        }
    }

    private record Flying(long atNs, long number, byte[] bytes) implements Comparable<Flying> {
        @Override
        public int compareTo(final Flying other) {
            return atNs == other.atNs ? Long.compare(number, other.number) : Long.compare(atNs, other.atNs);
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
            if (type != VIDEO_TYPE && type != RTX) {
                out.port(0).forward(in);
            }
            if (type != AUDIO_TYPE) {
                out.port(1).forward(in);
            }
        }
    }

    FaultyCall(final Way way, final LinkSchedule faults, final LinkSchedule usual, final JitterConfig jitter, final long seed) {
        forwarder = way == Way.DIRECT ? null : new Forwarder(ForwardConfig.defaults().rates(2_000_000, 60_000, 4_000_000),
            codec -> new PicturePayload(PicturePayload.VIDEO), this::forwarded, ForwardListener.NONE);
        there = wire(way == Way.FAULTS_DOWN ? usual : faults, seed, way == Way.DIRECT ? toReceiver : packet -> came(SENDER, packet));
        back = wire(usual, seed + 1, way == Way.DIRECT ? toSender : packet -> came(RECEIVER, packet));
        downThere = way == Way.DIRECT ? null : wire(way == Way.FAULTS_DOWN ? faults : usual, seed + 9, toReceiver);
        downBack = way == Way.DIRECT ? null : wire(usual, seed + 10, toSender);
        sender = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
        receiver = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
        final TransportConfig rates = TransportConfig.defaults().rates(500_000, 50_000, 1_500_000).probing(PADDING);
        transport = RtpTransport.of(rates).audio("audio").video("video", RTX, -1);
        final RtpTransport other = RtpTransport.of(rates).audio("audio");
        final RepairConfig repair = RepairConfig.rtx(RTX).reducedSize(true);
        final RtpPacketizer pictures = packetizer(PicturePayload.VIDEO, seed + 2);
        final RtpPacketizer sound = packetizer(PicturePayload.AUDIO, seed + 3);
        final RtpPacketizer otherSound = packetizer(PicturePayload.AUDIO, seed + 4);
        final RtpSession videoA = new RtpSession("a", pictures.ssrc(), seed + 5).repair(repair);
        final RtpSession audioA = new RtpSession("a", sound.ssrc(), seed + 6);
        videoB = new RtpSession("b", 4711, seed + 7).repair(repair);
        final RtpSession audioB = new RtpSession("b", otherSound.ssrc(), seed + 8);

        final GraphBuilder out = sender.graph("out").junction("net", transport.sender());
        out.source("camera", camera).via("gate", transport.gate("video")).via("encoder", encoder).via("rtp-video", pictures)
            .async(Edges.dropOldest(Timebase.seconds(1)).atMost(512)).via("session-video", videoA.sender()).into("net", "video");
        out.source("microphone", new Cameras.Sound(AUDIO)).via("rtp-audio", sound).via("session-audio", audioA.sender()).into("net", "audio");
        out.from("net", "audio").to("wire-audio", sink(there::send));
        out.from("net", "video").to("wire-video", sink(this::sendPicture));
        graphs.add(out.build());
        final GraphBuilder answers = sender.graph("answers").junction("parts", new Parts());
        answers.source("socket", toSender.source).via("receiver", transport.receiver()).into("parts", "in");
        answers.from("parts", "video").via("receive-video", videoA.receiver()).to("none", sink(frame -> { }));
        answers.from("parts", "audio").via("receive-audio", audioA.receiver()).to("ear", sink(frame -> { }));
        graphs.add(answers.build());

        final GraphBuilder in = receiver.graph("in").junction("parts", new Parts());
        in.source("socket", toReceiver.source).via("receiver", other.receiver()).into("parts", "in");
        in.from("parts", "video").via("receive-video", videoB.receiver())
            .via("jitter", new VideoJitterBuffer(jitter, new PicturePayload(PicturePayload.VIDEO), null, videoB.repairs()).watchedBy(analyst))
            .async(Edges.block(64)).via("decoder", decoder)
            .to("screen", sink(frame -> analyst.shown(frame.rtpTimestamp(), clock.nanoTime())));
        in.from("parts", "audio").via("receive-audio", audioB.receiver()).to("ear", sink(frame -> { }));
        graphs.add(in.build());
        final GraphBuilder reports = receiver.graph("reports").junction("net", other.sender());
        reports.source("microphone", new Cameras.Sound(AUDIO)).via("rtp-audio", otherSound).via("session-audio", audioB.sender())
            .into("net", "audio");
        reports.from("net", "audio").to("wire-audio", sink(back::send));
        reports.source("reports", videoB.reporter()).to("wire-reports", sink(back::send));
        graphs.add(reports.build());
        graphs.forEach(Graph::start);
        if (forwarder != null) {
            open(pictures.ssrc(), videoA.rtxSsrc(), sound.ssrc());
        }
    }

    private Wire wire(final LinkSchedule schedule, final long seed, final Consumer<byte[]> end) {
        final Wire wire = new Wire(schedule, seed, end);
        wires.add(wire);
        return wire;
    }

    private void open(final int video, final int rtx, final int audio) {
        forwarder.join(SENDER, "a", "a");
        forwarder.join(RECEIVER, "b", "b");
        forwarder.publish(new TrackSpec(VIDEO_TRACK, SENDER, MediaKind.VIDEO, PicturePayload.VIDEO, "camera",
            List.of(new TrackSpec.Layer(video, rtx, 640, 360, 1_500_000))));
        forwarder.publish(new TrackSpec(AUDIO_TRACK, SENDER, MediaKind.AUDIO, PicturePayload.AUDIO, "microphone",
            List.of(new TrackSpec.Layer(audio, 0, 0, 0, 40_000))));
        forwarder.permit(SENDER, MediaKind.VIDEO, true);
        forwarder.permit(SENDER, MediaKind.AUDIO, true);
        forwarder.subscribe(RECEIVER, VIDEO_TRACK, 0, 0);
        forwarder.subscribe(RECEIVER, AUDIO_TRACK, 0, 1);
    }

    private void came(final int peer, final byte[] packet) {
        forwarder.datagram(peer, packet, 0, packet.length, clock.nanoTime());
    }

    private boolean forwarded(final int peer, final byte[] packet, final int offset, final int length) {
        (peer == SENDER ? downBack : downThere).send(packet, offset, length);
        return true;
    }

    private static RtpPacketizer packetizer(final io.penstock.format.CodecId codec, final long seed) {
        return RtpPacketizer.of(new PicturePayload(codec), RtpSettings.defaults().seed(seed));
    }

    private static Sink sink(final Consumer<Frame> consumer) {
        return Stages.sink(StageSpec.sink("sink", FormatSpec.any()).build(), consumer::accept);
    }

    private void sendPicture(final Frame packet) {
        final int type = packet.array()[packet.arrayOffset() + 1] & 0x7F;
        final boolean lost = type == RTX && clock.nanoTime() < noRepairUntilNs || type == VIDEO_TYPE && clock.nanoTime() < loseUntilNs;
        if (!lost) {
            there.send(packet);
        }
    }

    /** The receiving host stands still. */
    void haltReceiver(final long untilNs) {
        receiverBackNs = untilNs;
    }

    /** Packets of pictures get lost for good. */
    void loseForGood(final long untilNs, final long repairUntilNs) {
        loseUntilNs = untilNs;
        noRepairUntilNs = repairUntilNs;
    }

    /** The sender's own reports, every second, reach the receiver. */
    FaultyCall told() {
        tellNs = clock.nanoTime();
        telling = true;
        return this;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    void step() {
        clock.advanceNs(STEP_NS);
        wires.forEach(Wire::arrive);
        if (forwarder != null) {
            forwarder.tick(clock.nanoTime());
        }
        toSender.read();
        turn(sender);
        if (clock.nanoTime() >= receiverBackNs) {
            toReceiver.read();
            turn(receiver);
        }
        if (clock.nanoTime() % 250_000_000L < STEP_NS) {
            if (telling && clock.nanoTime() >= tellNs) {
                tellNs += 1_000_000_000L;
                analyst.withheld(limited() ? FreezeCause.BANDWIDTH : null, clock.nanoTime());
            }
            analyst.roundTripNs(transport.statistics().rttNs());
            analyst.poll(clock.nanoTime(), freezes::add);
        }
    }

    /** Whether the sender or the server says that the network takes less than there is to send. */
    private boolean limited() {
        final TransportStatistics own = transport.statistics();
        boolean limited = own.encoderBps() == 0 || own.overusing() || own.waitingNs() > 40_000_000L;
        if (forwarder != null) {
            final var server = forwarder.statistics(RECEIVER);
            forwarder.tick(clock.nanoTime());
            for (final ForwardStatistics.Received track : server.join().received()) {
                limited |= track.kind() == MediaKind.VIDEO && (track.layer() < 0 || !track.whole());
            }
        }
        return limited;
    }

    private static void turn(final Engine engine) {
        int turns = 0;
        while (engine.invoke() > 0 && turns++ < 200) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        graphs.forEach(Graph::close);
        sender.close();
        receiver.close();
    }
}
