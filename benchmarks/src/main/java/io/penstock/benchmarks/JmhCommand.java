package io.penstock.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** JMH with what these benchmarks always want: allocation beside time. */
@Command(name = "jmh", mixinStandardHelpOptions = true, description = {
    "Runs the JMH benchmarks with -prof gc: ns per operation, and bytes allocated per operation (below 0.1 is none).",
    "All of it takes about 10 minutes; with --quick, under two, and the figures are only a check that everything runs."})
final class JmhCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "One short iteration of each.")
    private boolean quick;

    @Parameters(paramLabel = "JMH", description = "What JMH understands: a regular expression of benchmarks, -f, -wi, -i, -p, -rf json …")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        final List<String> all = new ArrayList<>();
        if (!arguments.contains("-prof")) {
            all.addAll(List.of("-prof", "gc"));
        }
        if (!arguments.contains("-foe")) {
            // A benchmark that fails, or misses a bound it sets itself, must show in the exit code.
            all.addAll(List.of("-foe", "true"));
        }
        if (quick) {
            all.addAll(QuickRun.arguments());
        }
        all.addAll(arguments);
        org.openjdk.jmh.Main.main(all.toArray(String[]::new));
        return 0;
    }
}
