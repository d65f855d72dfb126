package io.penstock.benchmarks;

import java.util.List;

/** What {@code jmh --quick} changes: one fork and one short iteration of everything. */
final class QuickRun {
    private QuickRun() {
    }

    static List<String> arguments() {
        return List.of("-f", "1", "-wi", "1", "-w", "100ms", "-i", "1", "-r", "100ms");
    }
}
