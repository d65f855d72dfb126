package io.penstock.benchmarks.scale;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs media without a garbage collector. */
@Command(name = "epsilon", mixinStandardHelpOptions = true, description = {
    "A call with codecs that only copy, each end's sound and pictures fanned out to three branches, metrics on, runs at real time in a JVM of its",
    "own that never collects garbage (-XX:+UseEpsilonGC) and has 64 MB. Fails if the heap runs out, if frames are lost on the way, or if the",
    "allocation seen would exhaust the heap within --horizon seconds, so that a short run fails on a leak for each frame, too."})
public final class EpsilonCommand implements Callable<Integer> {
    private static final long GRACE_SECONDS = 60;

    @Spec
    private CommandSpec spec;
    @Option(names = "--seconds", defaultValue = "600", description = "How long frames flow (default: ${DEFAULT-VALUE}).")
    private int seconds;
    @Option(names = "--horizon", defaultValue = "600", description = "How long the heap must last by extrapolation (default: ${DEFAULT-VALUE}).")
    private int horizon;
    @Option(names = "--heap", defaultValue = "64m", description = "Heap of the other JVM (default: ${DEFAULT-VALUE}).")
    private String heap;
    @Option(names = "--leak", hidden = true, defaultValue = "0", description = "Bytes to allocate for each frame, to see that the run fails.")
    private int leak;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    /** Creates the command. */
    public EpsilonCommand() {
    }

    @Override
    public Integer call() throws Exception {
        final PrintWriter out = spec.commandLine().getOut();
        final Circumstances circumstances = new Circumstances();
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xms" + heap, "-Xmx" + heap,
            "-cp", System.getProperty("java.class.path"), EpsilonRun.class.getName(), Integer.toString(seconds), Integer.toString(horizon),
            Integer.toString(leak)));
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("seconds", seconds);
        result.put("heap", heap);
        result.put("collectorOfRun", "Epsilon");
        try (var lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final String[] figure = line.split("=", 2);
                if (figure.length == 2 && figure[0].matches("[a-zA-Z]+")) {
                    result.put(figure[0], figure[1]);
                } else {
                    out.println("epsilon: " + line);
                    out.flush();
                }
            }
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } finally {
            process.destroy();
        }
        final boolean held = process.waitFor() == 0;
        result.put("held", held);
        out.println(circumstances);
        out.println(held ? "epsilon: held" : "epsilon: FAILED, exit code " + process.exitValue());
        ScaleReport.put(json, "epsilon", circumstances, result);
        return held ? 0 : 1;
    }
}
