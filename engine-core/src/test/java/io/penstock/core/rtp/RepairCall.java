package io.penstock.core.rtp;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.event.Event;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import io.penstock.stage.InPlace;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures one way over a bad network and reports the other way, in virtual time: 15 pictures a second of 8 packets, key frames of 40. */
final class RepairCall implements AutoCloseable {
    static final int RTX = 120;
    private static final long PERIOD_NS = 66_666_667L;
    private static final long STEP_NS = 1_000_000L;
    private static final int PACKET = 1188;
    private static final EncodedFormat VIDEO = new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 15), 60_000);
    private static final PacketFormat RTP = PacketFormat.rtp(VIDEO, 100, 90_000);

    private final TestClock clock = new TestClock();
    private final Encoder encoder = new Encoder();
    private final List<Long> latenciesNs = new ArrayList<>();
    private final List<Long> shownNs = new ArrayList<>();
    private final Engine engine;
    private final Graph forward;
    private final Graph back;
    private final SplittableRandom chance;
    private double extraLoss;
    private int undecodable;
    private int lastShown = -1;

    /** Makes pictures; a key frame first and when asked. */
    private final class Encoder implements Source {
        private StageContext context;
        private long dueNs;
        private int made;
        private int keys;
        private boolean key = true;

        @Override
        public StageSpec spec() {
            return StageSpec.source("encoder", FormatSpec.of(VIDEO)).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            dueNs = context.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            final long nowNs = context.clock().nanoTime();
            if (nowNs < dueNs) {
                context.wakeAtNs(dueNs);
                return 0;
            }
            final int bytes = key ? 40 * PACKET - 99 : 8 * PACKET - 99;
            final MutableFrame frame = out.claim(bytes);
            final byte[] array = frame.array();
            final int at = frame.arrayOffset();
            array[at] = (byte) (key ? 1 : 0);
            array[at + 1] = FakePayload.MAGIC;
            NetworkOrder.put32(array, at + 2, made);
            NetworkOrder.put64(array, at + 6, dueNs);
            frame.length(bytes).ptsNs(dueNs).captureNs(dueNs).flags(key ? FrameFlags.KEYFRAME : 0);
            out.commit(frame);
            keys += key ? 1 : 0;
            key = false;
            made++;
            dueNs += PERIOD_NS;
            context.wakeAtNs(dueNs);
            return 1;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            key |= event instanceof Event.KeyframeRequest;
            return true;
        }
    }

    RepairCall(final LossyLink.Profile there, final LossyLink.Profile andBack, final long seed, final RepairConfig repair,
               final JitterConfig jitter) {
        this(there, andBack, seed, repair, jitter, RtpSettings.defaults().seed(seed));
    }

    RepairCall(final LossyLink.Profile there, final LossyLink.Profile andBack, final long seed, final RepairConfig repair,
               final JitterConfig jitter, final RtpSettings settings) {
        chance = new SplittableRandom(seed + 3);
        final RtpPacketizer packetizer = RtpPacketizer.of(new FakePayload(FakePayload.VIDEO), settings);
        final RtpSession alice = new RtpSession("alice", packetizer.ssrc(), seed).repair(repair);
        final RtpSession bob = new RtpSession("bob", 4711, seed + 1).repair(repair);
        engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
        forward = engine.graph("forward").source("encoder", encoder).via("rtp", packetizer).async(Edges.dropOldest(Timebase.seconds(1)).atMost(256))
            .via("send", alice.sender()).via("net", LossyLink.of(there, seed)).async(Edges.block(256)).via("arrive", arrive())
            .via("receive", bob.receiver())
            .via("jitter", new VideoJitterBuffer(jitter, new FakePayload(FakePayload.VIDEO), null, repair == null ? null : bob.repairs()))
            .to("screen", Stages.sink(StageSpec.sink("screen", FormatSpec.any()).build(), this::show)).build();
        back = engine.graph("back").source("report", bob.reporter()).via("net", LossyLink.of(andBack, seed + 2)).via("arrive", datagrams())
            .via("receive", alice.receiver())
            .to("none", Stages.sink(StageSpec.sink("none", FormatSpec.any()).build(), frame -> { })).build();
        back.start();
        forward.start();
    }

    static LossyLink.Profile.Builder link(final double loss, final int oneWayMs, final int jitterMs) {
        final LossyLink.Profile.Builder link = LossyLink.Profile.builder().loss(loss).delay(Duration.ofMillis(oneWayMs));
        return jitterMs == 0 ? link : link.jitter(Duration.ofMillis(jitterMs));
    }

    /** A packet that comes out of a link arrives then. */
    private InPlace arrive() {
        return Stages.inPlace(StageSpec.same("arrive", PacketSpec.any()).build(), frame -> {
            frame.captureNs(clock.nanoTime());
            return chance.nextDouble() < extraLoss ? Verdict.DROP : Verdict.FORWARD;
        });
    }

    /** The same for what carries reports only: a socket would say that RTP comes. */
    private Transform datagrams() {
        final StageSpec spec = StageSpec.transform("arrive", PacketSpec.any(), any -> FormatSpec.of(RTP)).build();
        return Stages.transform(spec, (in, out) -> {
            final MutableFrame frame = out.claim(in.length());
            System.arraycopy(in.array(), in.arrayOffset(), frame.array(), frame.arrayOffset(), in.length());
            out.commit(frame.length(in.length()).captureNs(clock.nanoTime()));
        });
    }

    private void show(final Frame frame) {
        final int number = NetworkOrder.i32(frame.array(), frame.arrayOffset() + 2);
        if (number != lastShown + 1 && !frame.has(FrameFlags.KEYFRAME)) {
            undecodable++;
        }
        lastShown = number;
        latenciesNs.add(clock.nanoTime() - NetworkOrder.i64(frame.array(), frame.arrayOffset() + 6));
        shownNs.add(clock.nanoTime());
    }

    /** Loses packets of the pictures besides, from now on. */
    RepairCall extraLoss(final double probability) {
        extraLoss = probability;
        return this;
    }

    RepairCall run(final int seconds) {
        for (long ms = 0; ms < seconds * 1000L; ms++) {
            clock.advanceNs(STEP_NS);
            int turns = 0;
            while (engine.invoke() > 0 && turns++ < 100) {
                Thread.onSpinWait();
            }
        }
        return this;
    }

    int sent() {
        return encoder.made;
    }

    int keyframes() {
        return encoder.keys;
    }

    int undecodable() {
        return undecodable;
    }

    double shownRatio() {
        return shownNs.size() / (double) encoder.made;
    }

    double latencyMs(final double percentile) {
        final long[] sorted = latenciesNs.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? Double.POSITIVE_INFINITY : sorted[(int) Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1e6;
    }

    /** Latency of the last picture shown. */
    double lastLatencyMs() {
        return latenciesNs.get(latenciesNs.size() - 1) / 1e6;
    }

    long freezes() {
        final long[] gaps = new long[Math.max(0, shownNs.size() - 1)];
        Arrays.setAll(gaps, i -> shownNs.get(i + 1) - shownNs.get(i));
        return Arrays.stream(gaps).filter(gap -> gap > 200_000_000L).count();
    }

    /** A counter of a stage, both ways added up. */
    long counter(final String stage, final String name) {
        long sum = 0;
        for (final Graph graph : List.of(forward, back)) {
            for (final GraphSnapshot.StageStats stats : graph.snapshot().stages()) {
                sum += stats.name().equals(stage) ? stats.counters().getOrDefault(name, 0L) : 0;
            }
        }
        return sum;
    }

    private String counters() {
        final StringBuilder text = new StringBuilder();
        for (final Graph graph : List.of(forward, back)) {
            for (final GraphSnapshot.StageStats stats : graph.snapshot().stages()) {
                text.append(stats.name()).append(' ').append(stats.counters()).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%d of %d shown (%.1f %%), %d key frames, %d freezes, p50 %.0f ms, p99 %.0f ms%n%s",
            shownNs.size(), sent(), 100 * shownRatio(), keyframes(), freezes(), latencyMs(50), latencyMs(99), counters());
    }

    @Override
    public void close() {
        forward.close();
        back.close();
        engine.close();
    }
}
