package io.penstock.examples;

import java.io.PrintWriter;
import java.time.Duration;

import io.penstock.error.EngineException;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphState;

/** Runs a graph to its end: by itself, after some seconds, or at Ctrl-C. */
final class GraphRun {
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private GraphRun() {
    }

    /**
     * Starts the graph and comes back when it has ended.
     *
     * @param graph   a graph that was not started.
     * @param seconds how long to let it run; 0 = until it ends by itself or someone presses Ctrl-C.
     * @param out     told how the graph fared: latency, and what was dropped.
     * @throws EngineException if the graph fails.
     */
    static void untilEnd(final Graph graph, final double seconds, final PrintWriter out) {
        final Thread interrupted = new Thread(() -> graph.drain(DRAIN), "drain-at-exit");
        Runtime.getRuntime().addShutdownHook(interrupted);
        graph.start();
        final long turns = seconds == 0 ? Long.MAX_VALUE : Math.max(1, Math.round(seconds * 1000 / LOOK.toMillis()));
        for (long i = 0; i < turns && graph.state() == GraphState.RUNNING; i++) {
            graph.awaitEnd(LOOK);
        }
        graph.drain(DRAIN);
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (final IllegalStateException exiting) {
            // Ctrl-C: the hook runs already.
            return;
        }
        if (graph.state() == GraphState.FAILED) {
            throw graph.failure() instanceof EngineException known ? known
                : new EngineException(EngineException.Category.STAGE, "graph \"" + graph.name() + "\" failed: " + graph.failure(),
                    graph.failure());
        }
        out.print(graph.latency());
        out.println("dropped: " + (graph.snapshot().droppedByReason().isEmpty() ? "nothing" : graph.snapshot().droppedByReason()));
        out.flush();
    }
}
