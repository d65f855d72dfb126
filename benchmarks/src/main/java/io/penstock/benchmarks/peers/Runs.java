package io.penstock.benchmarks.peers;

import io.penstock.benchmarks.Medians;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results of runs by case, with how calm the machine was. */
final class Runs {
    private final Map<String, List<JsonNode>> results = new LinkedHashMap<>();
    private final Map<String, Calm> calm = new LinkedHashMap<>();

    /**
     * How calm the machine was.
     *
     * @param steal   cores taken by other machines on the same host.
     * @param foreign cores used by other programs.
     */
    record Calm(double steal, double foreign) {
        Calm worst(final Calm other) {
            return new Calm(Math.max(steal, other.steal), Math.max(foreign, other.foreign));
        }
    }

    void add(final String name, final JsonNode result, final Calm machine) {
        results.computeIfAbsent(name, key -> new ArrayList<>()).add(result);
        calm.merge(name, machine, Calm::worst);
    }

    int count(final String name) {
        return results.getOrDefault(name, List.of()).size();
    }

    /** The worst of a case's runs. */
    Calm calm(final String name) {
        return calm.getOrDefault(name, new Calm(Double.NaN, Double.NaN));
    }

    /** The median run by run of every part of a figure; NaN where no run has it. */
    double[] median(final String name, final Comparison.Reading reading) {
        final List<double[]> figures = results.getOrDefault(name, List.of()).stream().map(reading).toList();
        final int parts = figures.stream().mapToInt(figure -> figure.length).max().orElse(1);
        final double[] medians = new double[parts];
        for (int part = 0; part < parts; part++) {
            final int index = part;
            medians[part] = median(figures.stream().filter(figure -> index < figure.length).mapToDouble(figure -> figure[index])
                .filter(Double::isFinite).toArray());
        }
        return medians;
    }

    static double median(final double... values) {
        return values.length == 0 ? Double.NaN : Medians.of(values);
    }
}
