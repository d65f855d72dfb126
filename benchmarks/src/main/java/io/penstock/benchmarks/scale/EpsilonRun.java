package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.stages.NullSink;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * The JVM without a collector. Nothing but media may happen here: what is allocated is never given back, so the heap in use counts every
 * object there was. The main thread sleeps and prints a few lines; what those allocate is part of the account.
 */
public final class EpsilonRun {
    private static final double MIB = 1024.0 * 1024;
    private static final int PROGRESS_LINES = 10;
    private static final int SETTLING_SECONDS = 8;
    private static final int BRANCHES = 3;
    /** Long enough that nothing comes too late on a machine that is busy with something else: this is about memory. */
    private static final int HOLD_MS = 450;
    /** What may be used of the heap, by extrapolation: the rest is for the JVM's own moments. */
    private static final double SHARE = 0.95;
    private static byte[] leaked = new byte[0];

    private EpsilonRun() {
    }

    /** Sources and sinks of one medium in the graph that fans out. */
    private record Fan(PacedFrames source, List<NullSink> sinks) {
        boolean isComplete() {
            return sinks.stream().allMatch(sink -> sink.frames() == source.sent());
        }
    }

    /**
     * Runs; exits with 0 if all held.
     *
     * @param args seconds, horizon in seconds, bytes to leak for each frame.
     * @throws Exception what cannot be started.
     */
    public static void main(final String... args) throws Exception {
        final int seconds = Integer.parseInt(args[0]);
        final int horizon = Integer.parseInt(args[1]);
        final int leak = Integer.parseInt(args[2]);
        boolean held;
        try (Engine engine = Engine.launch(new EngineContext().metricsLevel(MetricsLevel.STAGE));
             PassThroughCall call = PassThroughCall.build(engine, "call", new Random(1), HOLD_MS, () -> network(leak))) {
            final List<Fan> fans = new ArrayList<>();
            final GraphBuilder builder = engine.graph("fan");
            fans.add(fan(builder, "pictures", PacedFrames.pictures(new EncodedFormat(CodecId.VP8, VideoFormat.i420(360, 640, 30), 16_384), 0, 8192)));
            fans.add(fan(builder, "sound", PacedFrames.sound(EncodedFormat.of(CodecId.L16, AudioFormat.mono(48_000, Duration.ofMillis(10))), 0,
                960)));
            final Graph graph = builder.build().start();
            call.start();
            held = watch(seconds, horizon, call, fans);
            graph.close();
        }
        System.exit(held ? 0 : 1);
    }

    private static InPlace network(final int leak) {
        return Stages.inPlace(StageSpec.same("network", FormatSpec.any()).build(), frame -> {
            if (leak > 0) {
                leaked = new byte[leak];
            }
            return Verdict.FORWARD;
        });
    }

    /** One source, three branches: one fused, two behind queues. */
    private static Fan fan(final GraphBuilder builder, final String name, final PacedFrames source) {
        final Flow flow = builder.source(name, source)
            .via(name + "-through", Stages.inPlace(StageSpec.same("through", FormatSpec.any()).build(), frame -> Verdict.FORWARD));
        final List<NullSink> sinks = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            final NullSink sink = new NullSink(true);
            sinks.add(sink);
            (i == 0 ? flow : flow.async(Edges.block(64))).to(name + "-sink-" + i, sink);
        }
        return new Fan(source, sinks);
    }

    private static boolean watch(final int seconds, final int horizon, final PassThroughCall call, final List<Fan> fans) throws InterruptedException {
        final int settling = Math.min(SETTLING_SECONDS, Math.max(1, seconds / 3));
        Thread.sleep(settling * 1000L);
        final long settledBytes = used();
        final long settledFrames = sent(call, fans);
        System.out.printf(Locale.ROOT, "started: %.1f of %.1f MiB used after %d s, headroom %.1f MiB%n", settledBytes / MIB,
            Runtime.getRuntime().maxMemory() / MIB, settling, (Runtime.getRuntime().maxMemory() - settledBytes) / MIB);
        final int step = Math.max(1, (seconds - settling) / PROGRESS_LINES);
        int passed = settling;
        for (; passed < seconds; passed += Math.min(step, seconds - passed)) {
            Thread.sleep(Math.min(step, seconds - passed) * 1000L);
            System.out.printf(Locale.ROOT, "%d frames, %.2f MiB used%n", sent(call, fans), used() / MIB);
        }
        final long bytes = used() - settledBytes;
        call.fallSilent();
        fans.forEach(fan -> fan.source().fallSilent());
        Thread.sleep(1000);
        return judge(settledBytes, bytes, sent(call, fans) - settledFrames, seconds - settling, horizon, call, fans);
    }

    private static boolean judge(final long settledBytes, final long bytes, final long frames, final int seconds, final int horizon,
        final PassThroughCall call, final List<Fan> fans) {
        final long max = Runtime.getRuntime().maxMemory();
        final double atHorizon = settledBytes + bytes / (double) Math.max(1, seconds) * horizon;
        final boolean fanned = fans.stream().allMatch(Fan::isComplete);
        final boolean lasts = atHorizon <= SHARE * max;
        final long madeUp = call.sinks().stream().mapToLong(LatenessSink::madeUp).sum();
        System.out.printf(Locale.ROOT, "%d frames at the sources, %.2f bytes allocated for each (all threads of the JVM, after settling)%n", frames,
            bytes / (double) Math.max(1, frames));
        System.out.printf(Locale.ROOT, "heap after %d s at this rate: %.1f of %.1f MiB: %s%n", horizon, atHorizon / MIB, max / MIB,
            lasts ? "lasts" : "RUNS OUT");
        System.out.printf(Locale.ROOT, "fan-out: %s; call: %d frames sent, %d received, %d made up%n",
            fanned ? "every branch got every frame" : "FRAMES MISSING", call.sent(), call.received(), madeUp);
        System.out.printf(Locale.ROOT, "frames=%d%nallocatedBytes=%d%nbytesPerFrame=%.3f%nheapAtHorizonMiB=%.2f%ncallSent=%d%ncallReceived=%d%n",
            frames, bytes, bytes / (double) Math.max(1, frames), atHorizon / MIB, call.sent(), call.received());
        return fanned && lasts && call.sent() == call.received() && frames > 0;
    }

    private static long sent(final PassThroughCall call, final List<Fan> fans) {
        long sum = call.sent();
        for (final Fan fan : fans) {
            sum += fan.source().sent();
        }
        return sum;
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
