package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.clock.MediaClock;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.examples.call.CpuMeter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the table of what {@code compare.sh} measured. */
@Command(name = "compare-table", mixinStandardHelpOptions = true, description = {
    "Makes the Markdown table of benchmarks/compare.sh from a folder of results:",
    "CASE.ROUND.json with the result and CASE.ROUND.load with stolen and foreign cores."})
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "DIR", description = "The folder.")
    private Path folder;
    @Option(names = "--absent", paramLabel = "PROGRAM=WORDS", description = "A program that is not installed, and what the table says of it.")
    private Map<String, String> absent = new LinkedHashMap<>();

    /** For picocli. */
    CompareCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is no folder");
        }
        try (PrintWriter out = utf8()) {
            out.println(machine());
            out.println();
            out.print(new CompareTable(read(folder, spec.commandLine().getErr()), absent).markdown(Questions.all()));
            out.println();
            CompareTable.legend().forEach(out::println);
        }
        return 0;
    }

    /** Standard output for what goes into files: the same bytes whatever the language of the system. */
    static PrintWriter utf8() {
        return new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    private static String machine() {
        return "Measured " + ZonedDateTime.now().truncatedTo(ChronoUnit.MINUTES).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME) + " on "
            + CpuMeter.model() + ", " + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + ' '
            + System.getProperty("os.version") + ", " + System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version") + ", "
            + TimerSlack.measure(MediaClock.system()).describe() + '.';
    }

    static Runs read(final Path folder, final PrintWriter err) throws IOException {
        final ObjectMapper mapper = new ObjectMapper();
        final Runs runs = new Runs();
        final List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("[a-z0-9-]+\\.\\d+\\.json")).sorted().toList();
        }
        for (final Path file : files) {
            final String name = file.getFileName().toString();
            try {
                final JsonNode result = mapper.readTree(Files.readString(file));
                runs.add(name.substring(0, name.indexOf('.')), result, calm(folder.resolve(name.replaceAll("json$", "load"))));
            } catch (final IOException e) {
                err.println("left out " + name + ": " + e.getMessage());
            }
        }
        return runs;
    }

    private static Runs.Calm calm(final Path file) {
        try {
            final String[] words = Files.readString(file).trim().split("\\s+");
            return new Runs.Calm(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
        } catch (final IOException | RuntimeException e) {
            return new Runs.Calm(Double.NaN, Double.NaN);
        }
    }
}
