package io.penstock.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the table of what JMH measured. */
@Command(name = "jmh-table", mixinStandardHelpOptions = true,
    description = "Makes a Markdown table of what JMH wrote with -rf json -rff FILE: score, spread, and bytes allocated per operation.")
public final class JmhTableCommand implements Callable<Integer> {
    /** Below this, what is counted is the measuring itself. */
    private static final double NO_BYTES = 0.1;

    @Spec
    private CommandSpec spec;
    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file;

    /** For picocli. */
    JmhTableCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), file + " cannot be read");
        }
        try (PrintWriter out = CompareCommand.utf8()) {
            rows(new ObjectMapper().readTree(Files.readString(file))).forEach(out::println);
        }
        return 0;
    }

    static List<String> rows(final JsonNode results) {
        final List<String> rows = new ArrayList<>(List.of("| benchmark | parameters | score | ± | unit | B/op |", "|---|---|---|---|---|---|"));
        for (final JsonNode one : results) {
            final String[] name = one.path("benchmark").asText().split("\\.");
            final JsonNode metric = one.path("primaryMetric");
            final double bytes = one.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score").asDouble(Double.NaN);
            rows.add("| " + String.join(" | ", name.length > 1 ? name[name.length - 2] + '.' + name[name.length - 1] : name[0],
                parameters(one.path("params")), CompareTable.number(metric.path("score").asDouble(Double.NaN)),
                CompareTable.number(metric.path("scoreError").asDouble(Double.NaN)), metric.path("scoreUnit").asText(),
                bytes < NO_BYTES ? "0" : CompareTable.number(bytes)) + " |");
        }
        return rows;
    }

    private static String parameters(final JsonNode parameters) {
        final List<String> words = new ArrayList<>();
        for (final Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            words.add(parameter.getKey() + "=" + parameter.getValue().asText());
        }
        return String.join(" ", words);
    }
}
