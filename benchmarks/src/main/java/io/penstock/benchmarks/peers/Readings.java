package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.benchmarks.peers.Comparison.Reading;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Ways to take figures out of results. */
final class Readings {
    private Readings() {
    }

    /** A field of the result. */
    static Reading field(final String name) {
        return result -> new double[] {number(result.path(name))};
    }

    /** Fields of both directions; of each the worse (greater) one. */
    static Reading worseDirection(final String... fields) {
        return result -> {
            final double[] figures = new double[fields.length];
            for (int i = 0; i < fields.length; i++) {
                figures[i] = worse(number(at(result.path("a2b"), fields[i])), number(at(result.path("b2a"), fields[i])));
            }
            return figures;
        };
    }

    /** The same of a part of the result. */
    static Reading worseDirectionOf(final String part, final String... fields) {
        final Reading reading = worseDirection(fields);
        return result -> reading.apply(result.path(part));
    }

    /** Cores that our call used, from the share of all. */
    static Reading coresOfCall() {
        return result -> new double[] {number(at(result, "machine.processCpuLoad")) * number(at(result, "machine.cores"))};
    }

    /** Score of a JMH benchmark whose name ends like this and whose parameters contain these. */
    static Reading score(final String benchmark, final Map<String, String> parameters) {
        return result -> new double[] {jmh(result, benchmark, parameters)};
    }

    /** Nanoseconds an operation of a JMH benchmark, whatever its mode and unit. */
    static double jmh(final JsonNode results, final String benchmark, final Map<String, String> parameters) {
        for (final JsonNode one : results) {
            if (one.path("benchmark").asText().endsWith('.' + benchmark)
                && parameters.entrySet().stream().allMatch(p -> p.getValue().equals(one.path("params").path(p.getKey()).asText()))) {
                final JsonNode metric = one.path("primaryMetric");
                return nanos(score(metric), metric.path("scoreUnit").asText());
            }
        }
        return Double.NaN;
    }

    /** The median of the iterations: unlike JMH's mean it forgets one that was interrupted. */
    private static double score(final JsonNode metric) {
        final double[] iterations = StreamSupport.stream(metric.path("rawData").spliterator(), false)
            .flatMap(fork -> StreamSupport.stream(fork.spliterator(), false)).mapToDouble(JsonNode::asDouble).toArray();
        return iterations.length > 0 ? Runs.median(iterations) : number(metric.path("score"));
    }

    /** What one more of something costs: the difference of two sizes of a benchmark, divided by the difference of the sizes. */
    static Reading slope(final String benchmark, final String parameter, final int small, final int large) {
        return result -> new double[] {(jmh(result, benchmark, Map.of(parameter, Integer.toString(large)))
            - jmh(result, benchmark, Map.of(parameter, Integer.toString(small)))) / (large - small)};
    }

    private static double nanos(final double score, final String unit) {
        final String[] words = unit.split("/");
        if (words.length != 2) {
            return Double.NaN;
        }
        return words[0].equals("ops") ? unit(words[1]) / score : score * unit(words[0]);
    }

    private static double unit(final String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            default -> Double.NaN;
        };
    }

    private static double worse(final double a, final double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    private static JsonNode at(final JsonNode node, final String path) {
        JsonNode found = node;
        for (final String name : path.split("\\.")) {
            found = found.path(name);
        }
        return found;
    }

    private static double number(final JsonNode node) {
        return node.isNumber() ? node.asDouble() : Double.NaN;
    }
}
