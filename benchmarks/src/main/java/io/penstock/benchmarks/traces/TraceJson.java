package io.penstock.benchmarks.traces;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Results for programs, and for a later comparison. */
final class TraceJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double DIGITS = 1000;

    private TraceJson() {
    }

    static void write(final String settings, final List<TraceResult> results, final Path file) throws IOException {
        final ObjectNode json = JSON.createObjectNode().put("method", "milliseconds from when a packet was sent; series: a value each half second")
            .put("settings", settings);
        final ObjectNode described = json.putObject("described");
        for (final Figure figure : Figure.values()) {
            described.put(figure.name(), figure.described);
        }
        final ArrayNode traces = json.putArray("traces");
        for (final TraceResult result : results) {
            final ObjectNode trace = traces.addObject().put("name", result.name()).put("described", result.described())
                .put("seconds", result.seconds()).put("hash", result.hash());
            final ObjectNode figures = trace.putObject("figures");
            result.figures().forEach((figure, value) -> figures.put(figure.name(), rounded(value)));
            final ObjectNode series = trace.putObject("series");
            result.series().forEach((name, values) -> {
                final ArrayNode array = series.putArray(name);
                for (final double value : values) {
                    array.add(rounded(value));
                }
            });
        }
        Files.writeString(file, JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json) + '\n');
    }

    /** Three digits after the point; null for what was not measured. */
    private static Double rounded(final double value) {
        return Double.isNaN(value) ? null : (Double) (Math.round(value * DIGITS) / DIGITS);
    }

    /** What a file holds. */
    record Before(String settings, List<TraceResult> results) {
    }

    /**
     * Reads figures of before.
     *
     * @param file as written here.
     * @return settings, and results without their series.
     * @throws IOException if the file cannot be read, or is none of these.
     */
    static Before read(final Path file) throws IOException {
        final JsonNode json;
        try {
            json = JSON.readTree(file.toFile());
        } catch (final JsonProcessingException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!json.path("traces").isArray() || json.path("traces").isEmpty()) {
            throw new IOException(file + " holds no results of the trace bench");
        }
        final List<TraceResult> results = new ArrayList<>();
        for (final JsonNode trace : json.path("traces")) {
            final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
            for (final Figure figure : Figure.values()) {
                final JsonNode value = trace.path("figures").path(figure.name());
                figures.put(figure, value.isNumber() ? value.asDouble() : Double.NaN);
            }
            results.add(new TraceResult(trace.path("name").asText(), trace.path("described").asText(), trace.path("seconds").asInt(), figures,
                new HashMap<>(), trace.path("hash").asText()));
        }
        return new Before(json.path("settings").asText(), results);
    }
}
