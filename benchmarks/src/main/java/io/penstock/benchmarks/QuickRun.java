package io.penstock.benchmarks;

import java.util.List;

/** What {@code jmh --quick} changes: one fork, one short iteration, one value of each parameter. */
final class QuickRun {
    private QuickRun() {
    }

    static List<String> arguments() {
        return List.of("-f", "1", "-wi", "1", "-w", "200ms", "-i", "1", "-r", "200ms");
    }
}
