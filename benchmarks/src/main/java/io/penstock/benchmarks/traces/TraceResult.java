package io.penstock.benchmarks.traces;

import java.util.Map;

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
    static final String SHOWN = "frames shown";

    double figure(final Figure figure) {
        return figures.getOrDefault(figure, Double.NaN);
    }
}
