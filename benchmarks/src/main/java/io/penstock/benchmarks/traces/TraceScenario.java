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
 * @param pictureBps rate of the pictures, without headers; 0 = none are sent.
 * @param red        how many packets before it each packet of sound repeats (RFC 2198).
 */
record TraceScenario(String name, String described, LinkSchedule link, int driftPpm, boolean pauses, int pictureBps, int red) {
    static final int PICTURE_BPS = 600_000;

    TraceScenario(final String name, final String described, final LinkSchedule link) {
        this(name, described, link, 0, false, PICTURE_BPS, 0);
    }

    TraceScenario driftPpm(final int ppm) {
        return new TraceScenario(name, described, link, ppm, pauses, pictureBps, red);
    }

    TraceScenario withPauses() {
        return new TraceScenario(name, described, link, driftPpm, true, pictureBps, red);
    }

    TraceScenario withoutPictures() {
        return new TraceScenario(name, described, link, driftPpm, pauses, 0, red);
    }

    TraceScenario red(final int depth) {
        return new TraceScenario(name, described, link, driftPpm, pauses, pictureBps, depth);
    }
}
