package io.penstock.benchmarks.traces;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of a trace.
 *
 * @param name      of the trace.
 * @param described what happened on the link.
 * @param seconds   how long it is.
 * @param figures   what was measured; NaN = nothing.
 * @param series    by name, a value each half second; NaN = nothing.
 * @param hash      of everything that was heard and seen, and when.
 */
record TraceResult(String name, String described, int seconds, Map<Figure, Double> figures, Map<String, double[]> series, String hash) {
    static final String SOUND_WAY = "sound: network";
    static final String SOUND_DELAY = "sound: played";
    static final String CONCEALED = "concealed";
    static final String PICTURE_WAY = "pictures: network";
    static final String PICTURE_DELAY = "pictures: shown";
    static final String SKEW = "skew when kept in step";
    static final String SHOWN = "frames shown";

    /**
     * Several results of one link as one: the median of each figure, of those that measured it; series of the first.
     *
     * @param results at least one, with other seeds.
     * @return the result.
     */
    static TraceResult median(final List<TraceResult> results) {
        final TraceResult first = results.get(0);
        final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (final Figure figure : Figure.values()) {
            final double[] values = results.stream().mapToDouble(result -> result.figure(figure)).filter(value -> !Double.isNaN(value)).sorted()
                .toArray();
            if (values.length > 0) {
                figures.put(figure, (values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
            }
        }
        return new TraceResult(first.name, first.described, first.seconds, figures, first.series,
            results.stream().map(TraceResult::hash).collect(Collectors.joining("-")));
    }

    double figure(final Figure figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
