package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.error.EngineException;
import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.HtmlReport;
import io.penstock.examples.report.JsonReport;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Runs a call with both ends in this process, from warming up to the report. */
final class CallRun {
    private static final String RECORDER = "recorder";
    private static final Duration DRAIN = Duration.ofSeconds(3);
    /** Each of the four picture codecs needs a thread of its own, or a decoder waits for an encoder; sound and packets share as many. */
    private static final int RUNNERS = 8;
    private static final double BUSY = 0.8;
    private static final double STOLEN = 0.1;
    private static final int SOUND_RATE_HZ = 48_000;
    private static final long SOUND_FRAME_MS = 20;
    private final CallOptions options;
    private final PrintWriter out;
    private final MediaClock clock = MediaClock.system();
    private final AllocationMeter allocations = new AllocationMeter(RECORDER);
    private final List<String> notes = new ArrayList<>();
    private final VideoFormat picture;
    private final AudioFormat sound;

    CallRun(final CallOptions options, final PrintWriter out) {
        this.options = options;
        this.out = out;
        picture = VideoFormat.i420(options.width(), options.height(), options.fps());
        sound = AudioFormat.mono(SOUND_RATE_HZ, Duration.ofMillis(SOUND_FRAME_MS));
    }

    /** Runs the call; returns the report that was written. */
    CallReport run() throws IOException {
        Files.createDirectories(options.out());
        final CallEndpoint.Media media = options.media(picture, sound);
        final EngineContext context = new EngineContext().threadingMode(options.mode()).metricsLevel(MetricsLevel.STAGE)
            .threadFactory(allocations);
        if (options.mode() == ThreadingMode.SHARED) {
            context.runners(RUNNERS);
        }
        try (Engine engine = Engine.launch(context); CallLinks links = new CallLinks()) {
            out.println("Warming up the codecs …");
            out.flush();
            final double warmUpMs = Warmup.run(media, engine.providers(), clock);
            out.printf(Locale.ROOT, "… took %.1f s. Calling for %d s: %dx%d, %d frames a second, %d kbps and Opus, over UDP%s.%n",
                warmUpMs / 1000, options.seconds(), options.width(), options.height(), options.fps(), options.bitrate() / 1000,
                options.isImpaired() ? " through a bad network" : "");
            out.flush();
            final CallReport report = call(engine, links, media, warmUpMs);
            JsonReport.write(report, options.out().resolve("call-report.json"));
            HtmlReport.write(report, options.out().resolve("call-report.html"));
            new SummaryTable(out).print(report);
            out.println("Written to " + options.out().toAbsolutePath().normalize() + ": call-report.html, call-report.json, "
                + String.join(", ", report.files().values()));
            out.flush();
            return report;
        }
    }

    private CallReport call(final Engine engine, final CallLinks links, final CallEndpoint.Media media, final double warmUpMs) {
        final Way a2b = new Way(options.seconds(), picture, sound, true, true, true);
        final Way b2a = new Way(options.seconds(), picture, sound, true, true, true);
        final CallLinks.Pair video = links.loopback(options, 0);
        final CallLinks.Pair audio = links.loopback(options, 1);
        final FileRecordings files = new FileRecordings(options.out(), RECORDER);
        final Side a = new Side(new CallEndpoint("a", engine, media, 10 * options.seed(), allocations),
            Captures.of(options, picture, sound, 0), a2b, b2a, options.fps(), video.a(), audio.a(), Recordings.NONE, 0);
        final Side b = new Side(new CallEndpoint("b", engine, media, 10 * options.seed() + 5, allocations),
            Captures.of(options, picture, sound, 1), b2a, a2b, options.fps(), video.b(), audio.b(), files, 0);
        final List<Side> sides = List.of(a, b);
        final String date = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
        final long gcMs = ReportBuilder.gcMs();
        final Invoker invoker = Invoker.start(engine, options.mode(), allocations);
        try {
            sides.forEach(Side::startReceiving);
            sides.forEach(Side::startSending);
            final CallClock time = new CallClock(clock, sides, a2b, b2a, allocations, out);
            time.run(options.seconds(), () -> sides.stream().anyMatch(side -> side.failure() != null));
            sides.forEach(this::check);
            end(sides, media);
            notes.addAll(time.notes());
            judge(time.load());
            final CallReport.VideoPair pictures = new CallReport.VideoPair(
                a2b.videoReport(time.lasted(), options.isImpaired(), b.keyframeRequests()),
                b2a.videoReport(time.lasted(), options.isImpaired(), a.keyframeRequests()));
            final CallReport.AudioPair sounds = new CallReport.AudioPair(a2b.audioReport(time.lasted(), options.isImpaired()),
                b2a.audioReport(time.lasted(), options.isImpaired()));
            final List<Graph> graphs = sides.stream().flatMap(side -> side.graphs().stream()).toList();
            final List<GraphSnapshot> snapshots = graphs.stream().map(Graph::snapshot).toList();
            final CallReport report = new CallReport("Call between two ends in one process", date, time.lasted(), "both", options.shown(),
                warmUpMs, pictures, sounds, ReportBuilder.engine(snapshots, time.engineBytesPerFrame(), time.codecBytesPerFrame()),
                ReportBuilder.machine(time.load(), ReportBuilder.gcMs() - gcMs), time.timeline(),
                graphs.stream().map(ReportBuilder::graph).toList(), files.written(), notes);
            return report;
        } finally {
            sides.forEach(Side::close);
            invoker.close();
        }
    }

    private void check(final Side side) {
        if (side.failure() != null) {
            throw new EngineException(EngineException.Category.STAGE, "end " + side.name() + " failed: " + side.failure().getMessage(),
                side.failure());
        }
    }

    /** Lets what is under way arrive before the receivers end. */
    private void end(final List<Side> sides, final CallEndpoint.Media media) {
        for (final Side side : sides) {
            if (!side.endSending(DRAIN)) {
                notes.add("end " + side.name() + ": the sending graph did not drain within " + DRAIN.toSeconds() + " s");
            }
        }
        final long untilNs = clock.nanoTime() + (media.videoWaitMs() + media.audioDelayMs() + options.rttMs()) * 1_000_000L;
        while (clock.nanoTime() < untilNs) {
            LockSupport.parkNanos(untilNs - clock.nanoTime());
        }
        for (final Side side : sides) {
            if (!side.endReceiving(DRAIN)) {
                notes.add("end " + side.name() + ": the receiving graph did not drain within " + DRAIN.toSeconds() + " s");
            }
        }
    }

    private void judge(final CpuMeter.Load load) {
        if (load.busy() == null) {
            notes.add("CPU load and steal are unknown: there is no /proc/stat here");
        } else if (load.busy() > BUSY) {
            notes.add(String.format(Locale.ROOT, "the machine was %.0f %% busy (this process: %.0f %%): latencies say more about it than about the "
                + "engine", 100 * load.busy(), 100 * (load.process() == null ? 0 : load.process())));
        }
        if (load.stolen() != null && load.stolen() > STOLEN) {
            notes.add(String.format(Locale.ROOT, "%.0f %% of the processor was stolen by other machines on the same host", 100 * load.stolen()));
        }
    }
}
