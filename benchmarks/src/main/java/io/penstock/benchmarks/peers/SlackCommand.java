package io.penstock.benchmarks.peers;

import io.penstock.benchmarks.peers.TimedGraph.Lateness;
import io.penstock.clock.MediaClock;
import io.penstock.core.metrics.TimerSlack;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what timer slack does here. */
@Command(name = "slack", mixinStandardHelpOptions = true, description = {
    "Shows how late this system wakes a thread that waits for a time: as it is, and with the slack lowered by the engine's threads themselves.",
    "By turns, three times each: a bare wait of 1 µs, and a graph whose source is due 1000 times a second."})
public final class SlackCommand implements Callable<Integer> {
    private static final int ROUNDS = 3;

    @Spec
    private CommandSpec spec;
    @Option(names = "--seconds", paramLabel = "N", defaultValue = "3", description = "How long each graph runs (default 3).")
    private int seconds;
    @Option(names = "--slack", paramLabel = "NS", defaultValue = "1000", description = "The lower slack, nanoseconds (default 1000).")
    private long slackNs;

    /** For picocli. */
    SlackCommand() {
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || seconds > 3600 || slackNs < 1) {
            throw new ParameterException(spec.commandLine(), "--seconds is 1 to 3600, --slack at least 1");
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.println("| slack | wait of 1 µs ends late, µs p50 | timed source late, µs p50 | p99 | cores |");
        out.println("|---|---|---|---|---|");
        TimedGraph.run(1, 0);
        for (int round = 0; round < ROUNDS; round++) {
            row(out, 0);
            row(out, slackNs);
        }
        return 0;
    }

    private void row(final PrintWriter out, final long wantedNs) throws InterruptedException {
        final TimerSlack slack = TimerSlack.measure(MediaClock.system(), wantedNs);
        final Lateness late = TimedGraph.run(seconds, wantedNs);
        out.println(String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.1f | %.3f |",
            slack.slackNs() == TimerSlack.UNKNOWN ? "unknown" : slack.slackNs() / 1000.0 + " µs", slack.lateNs() / 1e3,
            late.p50Ns() / 1e3, late.p99Ns() / 1e3, late.cores()));
    }
}
