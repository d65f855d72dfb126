package io.penstock.benchmarks.jcstress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all stress tests and prints one line for each. Ends with code 1 if any of them failed or did not run, 2 for bad usage.
 *
 * <p>In the mode {@code short} every test runs for a second, compiled by a C2 that orders instructions at random: two minutes
 * in all. The other modes are those of jcstress, each test in every combination of compilers that it knows: {@code quick} about 20 minutes,
 * {@code default} hours.
 */
public final class StressRun {
    private static final String SHORT = "short";
    private static final List<String> MODES = List.of(SHORT, "sanity", "quick", "default", "tough", "stress");
    /** One compiler rather than all pairs of them, and as many orders of instructions as it can think of. */
    private static final String SHORT_JVM = "-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM";
    private static final String USAGE = "usage: StressRun <folder for reports> "
        + "[short|sanity|quick|default|tough|stress] [tests, as a regular expression]";

    private StressRun() {
    }

    /**
     * Runs the tests.
     *
     * @param args see the usage.
     * @throws IOException if the reports cannot be written.
     */
    public static void main(final String[] args) throws IOException {
        if (Arrays.asList(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        if (args.length < 1 || args.length > 3 || args.length > 1 && !MODES.contains(args[1])) {
            System.err.println(USAGE);
            System.exit(2);
        }
        final String mode = args.length > 1 ? args[1] : SHORT;
        final String filter = args.length > 2 ? args[2] : ".*";
        System.exit(run(Path.of(args[0]), mode, filter) ? 0 : 1);
    }

    private static boolean run(final Path reports, final String mode, final String filter) throws IOException {
        Files.createDirectories(reports);
        final Path log = reports.resolve("console.txt");
        final Options options = new Options(arguments(reports, mode, filter).toArray(String[]::new));
        if (!options.parse()) {
            return false;
        }
        final PrintStream console = System.out;
        Throwable failure = null;
        // What jcstress says at length goes into a file; it takes the stream when it is made.
        try (PrintStream file = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            System.setOut(file);
            new JCStress(options).run();
        } catch (final Exception | AssertionError e) {
            // Failed tests end like this as well: the results tell.
            failure = e;
        } finally {
            System.setOut(console);
        }
        final Path results = Path.of(options.getResultFile());
        final boolean passed = Files.exists(results) && print(results, filter, console);
        Files.deleteIfExists(results);
        if (failure != null && passed) {
            console.println("FAILED: " + failure);
        }
        console.println("more in " + reports.resolve("index.html") + " and " + log);
        return passed && failure == null;
    }

    private static List<String> arguments(final Path reports, final String mode, final String filter) {
        final List<String> arguments = new ArrayList<>(List.of("-r", reports.toString(), "-t", filter, "-af", "NONE",
            // Small strides: the states hold direct memory, and the threads are to meet often.
            "-strideSize", "64", "-strideCount", "8"));
        if (mode.equals(SHORT)) {
            arguments.addAll(List.of("-m", "quick", "-f", "1", "-iters", "2", "-time", "500", "-sc", "false", "-jvmArgs", SHORT_JVM));
        } else {
            arguments.addAll(List.of("-m", mode));
        }
        return arguments;
    }

    private static boolean print(final Path results, final String filter, final PrintStream out) throws IOException {
        final TreeMap<String, List<TestResult>> byTest = new TreeMap<>();
        final Pattern wanted = Pattern.compile(filter);
        TestList.tests().stream().filter(name -> wanted.matcher(name).find()).forEach(name -> byTest.put(name, new ArrayList<>()));
        final InProcessCollector collected = new InProcessCollector();
        try {
            final DiskReadCollector reader = new DiskReadCollector(results.toString(), collected);
            reader.dump();
            reader.close();
        } catch (final ClassNotFoundException e) {
            throw new IOException("results of another jcstress in " + results, e);
        }
        collected.getTestResults().forEach(result -> byTest.computeIfAbsent(result.getName(), name -> new ArrayList<>()).add(result));
        long failed = 0;
        for (final var test : byTest.entrySet()) {
            final String verdict = verdict(test.getValue());
            failed += verdict.startsWith("ok") ? 0 : 1;
            out.printf("%-32s %s%n", test.getKey().substring(test.getKey().lastIndexOf('.') + 1), verdict);
        }
        out.printf("jcstress: %d tests, %d failed%n", byTest.size(), failed);
        return failed == 0 && !byTest.isEmpty();
    }

    private static String verdict(final Collection<TestResult> runs) {
        long samples = 0;
        final TreeMap<String, Long> outcomes = new TreeMap<>();
        for (final TestResult run : ReportUtils.mergedByName(runs)) {
            samples += run.getTotalCount();
            for (final GradingResult grade : run.grading().gradingResults.values()) {
                if (grade.count > 0) {
                    outcomes.merge("[" + grade.id + "] " + grade.expect, grade.count, Long::sum);
                }
            }
            if (run.status() != Status.NORMAL) {
                return "FAILED: " + run.status() + " " + run.getMessages() + run.getVmErr();
            }
        }
        final String counts = String.format(Locale.ROOT, "%,d samples in %d runs: %s", samples, runs.size(), outcomes);
        if (samples == 0) {
            return "FAILED: did not run (a machine with one core cannot)";
        }
        return runs.stream().allMatch(ReportUtils::statusToPassed) ? "ok      " + counts : "FAILED: " + counts;
    }
}
