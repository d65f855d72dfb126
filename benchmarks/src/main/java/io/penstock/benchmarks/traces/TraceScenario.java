package io.penstock.benchmarks.traces;

import io.penstock.testkit.LinkSchedule;

/**
 * A link and what is sent over it.
 *
 * @param name       short, for tables.
 * @param described  what happens on the link.
 * @param link       both directions.
 * @param driftPpm   by how much the sender's clock runs too fast, in millionths.
 * @param pauses     whether the voice pauses, and nothing is sent meanwhile (DTX).
 * @param pictureBps rate of the pictures, without headers.
 */
record TraceScenario(String name, String described, LinkSchedule link, int driftPpm, boolean pauses, int pictureBps) {
    static final int PICTURE_BPS = 600_000;

    TraceScenario(final String name, final String described, final LinkSchedule link) {
        this(name, described, link, 0, false, PICTURE_BPS);
    }

    TraceScenario driftPpm(final int ppm) {
        return new TraceScenario(name, described, link, ppm, pauses, pictureBps);
    }

    TraceScenario withPauses() {
        return new TraceScenario(name, described, link, driftPpm, true, pictureBps);
    }

    TraceScenario pictureBps(final int bps) {
        return new TraceScenario(name, described, link, driftPpm, pauses, bps);
    }
}
