package io.penstock.examples.call;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.HtmlReport;
import io.penstock.examples.report.JsonReport;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;

/** Runs what was asked for, from the engine to the report. */
final class CallRun {
    /** Threads that write files: what they allocate is not counted. */
    static final String RECORDER = "recorder";
    /** Each of the four picture codecs needs a thread of its own, or a decoder waits for an encoder; sound and packets share as many. */
    static final int RUNNERS = 8;
    private static final long SEEDS_A_CALL = 16;
    private static final long SEEDS_AN_END = 8;
    private final CallOptions options;
    private final PrintWriter out;

    CallRun(final CallOptions options, final PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Runs the call; returns the report that was written. */
    CallReport run() throws IOException {
        Files.createDirectories(options.out());
        final AllocationMeter allocations = new AllocationMeter(RECORDER);
        final EngineContext context = new EngineContext().threadingMode(options.mode()).metricsLevel(MetricsLevel.STAGE)
            .threadFactory(allocations);
        if (options.mode() == ThreadingMode.SHARED) {
            context.runners(RUNNERS);
        }
        final CallReport held;
        try (Engine engine = Engine.launch(context)) {
            held = options.isBoth() ? new BothEnds(options, engine, allocations, out).call(picture(options), options.sound())
                : new OneEnd(options, engine, allocations, out).call();
        }
        final CallReport report = options.isBoth() && options.compared() ? held.compared(new EncoderTrial(options, out).run()) : held;
        JsonReport.write(report, options.out().resolve("call-report.json"));
        HtmlReport.write(report, options.out().resolve("call-report.html"));
        new SummaryTable(out).print(report);
        out.println("Written to " + options.out().toAbsolutePath().normalize() + ": call-report.html, call-report.json, "
            + String.join(", ", report.files().values()));
        out.flush();
        return report;
    }

    static VideoFormat picture(final CallOptions options) {
        return VideoFormat.i420(options.width(), options.height(), options.fps());
    }

    /** Seed of what an end sends: 0 = A, 1 = B. */
    static long seed(final CallOptions options, final int end) {
        return options.seed() * SEEDS_A_CALL + end * SEEDS_AN_END;
    }

    /** Warms up codecs, then everything; returns milliseconds. */
    static double warmUp(final CallOptions options, final CallEndpoint.Media media, final Engine engine, final AllocationMeter allocations,
                         final PrintWriter out) {
        out.print("Warming up the codecs, and a rehearsal … ");
        out.flush();
        final long startNs = engine.clock().nanoTime();
        Warmup.run(media, engine.providers(), engine.clock());
        Rehearsal.run(options, media, engine, allocations);
        final double ms = Series.round((engine.clock().nanoTime() - startNs) / 1e6);
        out.printf(Locale.ROOT, "%.1f s.%n", ms / 1000);
        out.flush();
        return ms;
    }

    static void announce(final CallOptions options, final PrintWriter out) {
        out.printf(Locale.ROOT, "Calling for %d s: %dx%d, %d frames a second, %d kbps, and Opus, over UDP%s.%n", options.seconds(), options.width(),
            options.height(), options.fps(), options.bitrate() / 1000, options.isImpaired() ? " through a bad network" : "");
        out.flush();
    }
}
