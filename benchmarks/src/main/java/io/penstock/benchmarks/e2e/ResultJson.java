package io.penstock.benchmarks.e2e;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.examples.call.CallFigures;
import io.penstock.examples.call.CallFigures.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Results for programs: percentiles in milliseconds, each run and all together. */
final class ResultJson {
    private static final double[] PERCENTILES = {0, 50, 75, 90, 95, 99, 99.5, 99.9, 100};
    private static final double MICROS = 1000;

    private ResultJson() {
    }

    static void write(final Machine machine, final List<Result> results, final Path file) throws IOException {
        final ObjectNode json = FiguresJson.JSON.createObjectNode();
        json.put("method", "milliseconds from the intended time of capture; corrected: what was not seen counts with the time until something newer "
            + "was; seen: without it; engine: without codecs, pacing, link and intended hold");
        json.set("machine", FiguresJson.JSON.valueToTree(machine.facts()));
        final ArrayNode all = json.putArray("scenarios");
        for (final Result result : results) {
            final ObjectNode entry = all.addObject();
            entry.put("name", result.scenario().name()).put("group", result.scenario().group()).put("described", result.scenario().described())
                .put("processes", result.scenario().processes()).put("gc", result.scenario().gc());
            entry.set("setup", FiguresJson.JSON.valueToTree(result.scenario().setup()));
            entry.set("video", medium(result.video()));
            entry.set("audio", medium(result.audio()));
            entry.put("cores", round(result.cores())).put("busy", result.busy()).put("steal", result.steal())
                .put("bytesAFrame", result.bytesAFrame()).put("warmUpS", result.warmUpS());
            final ArrayNode runs = entry.putArray("runs");
            for (final CallFigures run : result.runs()) {
                final ObjectNode one = runs.addObject();
                one.set("video", medium(run.video()));
                one.set("audio", medium(run.audio()));
                one.set("load", FiguresJson.JSON.valueToTree(run.load()));
            }
        }
        Files.writeString(file, FiguresJson.JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json) + '\n');
    }

    private static ObjectNode medium(final Medium medium) {
        final ObjectNode json = FiguresJson.JSON.createObjectNode();
        json.set("corrected", percentiles(medium.corrected()));
        json.set("seen", percentiles(medium.seen()));
        json.set("engine", percentiles(medium.engine()));
        return json.put("sent", medium.sent()).put("shown", medium.shown()).put("unseen", medium.unseen()).put("freezes", medium.freezes())
            .put("concealed", medium.concealed());
    }

    private static ObjectNode percentiles(final Histogram histogram) {
        final ObjectNode json = FiguresJson.JSON.createObjectNode().put("n", histogram.getTotalCount());
        for (final double percentile : PERCENTILES) {
            final double ms = Result.ms(histogram, percentile);
            final String name = percentile == 0 ? "min" : percentile == 100 ? "max" : ("p" + percentile).replaceFirst("\\.0$", "");
            json.put(name, Double.isNaN(ms) ? null : (Double) round(ms));
        }
        return json;
    }

    private static double round(final double value) {
        return Math.round(value * MICROS) / MICROS;
    }
}
