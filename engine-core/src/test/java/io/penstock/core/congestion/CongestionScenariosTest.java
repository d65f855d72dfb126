package io.penstock.core.congestion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The estimator on simulated links, against what a call needs of it. Prints a table when {@code -Dpenstock.table} is set. */
class CongestionScenariosTest {
    @Test
    void findsAndKeepsAStepFrom2MbitTo300KbitAndBack() {
        for (long seed = 1; seed <= 3; seed++) {
            final Scenario s = new Scenario(seed, 2_000_000);
            s.flow(300_000, 5_000_000, 0);
            s.at(15, () -> s.link.rate(300_000)).at(35, () -> s.link.rate(2_000_000)).run(55);
            final String figures = "seed " + seed + "\n" + s.trace();
            assertTrue(s.queueMs(18, 35, 0.95) <= 50, figures);
            assertTrue(s.arrivedKbps(0, 20, 35) > 240, figures);
            assertTrue(s.reachedAfter(0, 35, 1600) <= 10, figures);
            assertTrue(s.arrivedKbps(0, 45, 55) > 1600, figures);
        }
    }
}
