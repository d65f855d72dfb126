package io.penstock.examples.call;

import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.Latency;
import io.penstock.examples.report.CallReport.StageRow;
import io.penstock.examples.report.CallReport.VideoDirection;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** What is printed when the call is over. */
final class SummaryTable {
    private static final String ROW = "%-34s %7s %9s %9s %9s%n";
    private final PrintWriter out;

    SummaryTable(final PrintWriter out) {
        this.out = out;
    }

    void print(final CallReport report) {
        out.println();
        out.printf(ROW, "latency", "n", "p50 ms", "p99 ms", "max ms");
        video("video A to B", report.video().a2b());
        video("video B to A", report.video().b2a());
        audio("audio A to B", report.audio().a2b());
        audio("audio B to A", report.audio().b2a());
        out.println();
        for (final CallReport.GraphPart graph : report.graphs()) {
            out.printf(ROW, "per stage: " + graph.name(), "n", "p50 ms", "p99 ms", "max ms");
            for (final StageRow row : graph.rows()) {
                if (row.n() > 0) {
                    out.printf(ROW, "  " + (row.kind().equals("edge") ? "queue " : "") + shortened(row.name()), row.n(), ms(row.p50Ms()),
                        ms(row.p99Ms()), ms(row.maxMs()));
                }
            }
        }
        out.println();
        figures("A to B", report.video().a2b(), report.audio().a2b());
        figures("B to A", report.video().b2a(), report.audio().b2a());
        report.network().forEach(this::network);
        report.treatments().forEach(this::treatment);
        engine(report);
        if (report.comparison() != null) {
            comparison(report.comparison());
        }
        for (final String note : report.notes()) {
            out.println("note: " + note);
        }
        out.flush();
    }

    private void video(final String what, final VideoDirection direction) {
        if (direction != null) {
            latency(what + ", end to end", direction.latencyMs());
            latency(what + ", engine added", direction.engineAddedMs());
            parts(direction.latencyPartsMs());
        }
    }

    private void audio(final String what, final AudioDirection direction) {
        if (direction != null) {
            latency(what + ", end to end", direction.latencyMs());
            latency(what + ", engine added", direction.engineAddedMs());
            parts(direction.latencyPartsMs());
        }
    }

    private void latency(final String what, final Latency latency) {
        if (latency != null && latency.n() > 0) {
            out.printf(ROW, what, latency.n(), ms(latency.p50()), ms(latency.p99()), ms(latency.max()));
        }
    }

    private void parts(final Map<String, Double> parts) {
        if (parts != null && !parts.isEmpty()) {
            final StringBuilder line = new StringBuilder("  mean of the parts:");
            parts.forEach((name, value) -> line.append(' ').append(name).append(' ').append(ms(value)));
            out.println(line);
        }
    }

    private void figures(final String what, final VideoDirection video, final AudioDirection audio) {
        if (video != null) {
            out.printf(Locale.ROOT, "video %s: %s of %s frames shown, %s freezes, %s damaged, %s kbps, %sx compression, PSNR %s dB, %s packets lost, "
                    + "%s key frames%n", what, text(video.framesRendered()), text(video.framesSent()), text(video.freezeCount()),
                text(video.damagedStamps()), text(video.kbps()), text(video.compressionRatio()), text(video.psnrDb()), text(video.packetsLost()),
                text(video.keyframes()));
        }
        if (audio != null) {
            out.printf(Locale.ROOT, "audio %s: %s played of %s sent, %s concealed, %s kbps, %sx compression, %s packets lost%n", what,
                text(audio.framesPlayed()), text(audio.framesSent()), text(audio.concealed()), text(audio.kbps()),
                text(audio.compressionRatio()), text(audio.packetsLost()));
        }
    }

    private void network(final CallReport.Network network) {
        final StringBuilder line = new StringBuilder("network, from ").append(network.end()).append(": ");
        network.figures().forEach((name, value) -> line.append(name).append(' ').append(text(value)).append("; "));
        out.println(line.substring(0, line.length() - 2));
    }

    private void treatment(final CallReport.Treatment treatment) {
        cost("voice processor at " + treatment.end(), treatment.voice(), treatment.voiceAddedMs());
        cost("beauty filter at " + treatment.end(), treatment.beauty(), 0.0);
        if (!treatment.echo().isEmpty()) {
            out.printf(Locale.ROOT, "echo at %s: %s dB lower in what is sent than at the microphone, where only the other side spoke "
                + "(second half of the call)%n", treatment.end(), text(treatment.echoLoweredDb()));
        }
    }

    private void cost(final String what, final CallReport.StageCost cost, final Double addedMs) {
        if (cost != null) {
            out.printf(Locale.ROOT, "%s: %.2f %% of a core, %.3f ms a frame, %s ms latency added%n", what, cost.corePercent(), cost.msPerFrame(),
                text(addedMs));
        }
    }

    private void engine(final CallReport report) {
        final CallReport.EngineCost engine = report.engine();
        out.printf(Locale.ROOT, "engine: %s bytes allocated a frame (codec calls: %s), dropped %s, pools at most %d slots%n",
            text(engine.allocatedBytesPerFrame()), text(engine.codecBytesPerFrame()),
            engine.droppedByReason().isEmpty() ? "nothing" : engine.droppedByReason(), engine.poolHighWater());
        final CallReport.Machine machine = report.machine();
        out.printf(Locale.ROOT, "machine: CPU %s, of that this process %s, stolen %s; warm-up %.1f s%n", percent(machine.cpuLoad()),
            percent(machine.processCpuLoad()), percent(machine.steal()), report.warmUpMs() / 1000);
    }

    private void comparison(final CallReport.Comparison comparison) {
        out.printf(Locale.ROOT, "encoders, after the call: %d of its pictures at %.0f kbps each%n", comparison.frames(), comparison.kbps());
        for (final CallReport.EncoderFigures encoder : comparison.encoders()) {
            out.printf(Locale.ROOT, "  %-17s PSNR %s dB, %s kbps, %s ms CPU a frame, encoding p50 %s p99 %s ms, %s bytes allocated a frame%s%n",
                encoder.encoder(), ms(encoder.psnrDb()), text(encoder.kbps()), ms(encoder.cpuMsPerFrame()), ms(encoder.encodeMs().p50()),
                ms(encoder.encodeMs().p99()), text(encoder.allocatedBytesPerFrame()), encoder.skipped() == 0 ? ""
                    : ", " + encoder.skipped() + " left out");
        }
    }

    private static String shortened(final String name) {
        return name.length() <= 32 ? name : name.substring(0, 31) + "…";
    }

    private static String ms(final Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String text(final Object value) {
        return value == null ? "?" : value instanceof Double number ? String.format(Locale.ROOT, "%.1f", number) : value.toString();
    }

    private static String percent(final Double share) {
        return share == null ? "unknown" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
