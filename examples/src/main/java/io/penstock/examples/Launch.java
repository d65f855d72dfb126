package io.penstock.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.Providers;
import io.penstock.graph.Graph;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.StageProvider;
import io.penstock.spi.StageProvider.Option;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Builds a graph from text and runs it. */
@Command(name = "launch", mixinStandardHelpOptions = true, description = "Builds a graph from text and runs it to its end or to Ctrl-C.",
    footer = {"", "Example:  launch --seconds 3 \"camera size=360x640 ! async policy=latest ! h264 bitrate=500k ! mp4sink file=a.mp4\""})
final class Launch implements Callable<Integer> {
    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Stages with options, separated by \" ! \".")
    private List<String> words;
    @picocli.CommandLine.Option(names = "--stages", description = "Lists the stages and codecs there are, with their options.")
    private boolean stages;
    @picocli.CommandLine.Option(names = "--describe", description = "Shows the plan and does not run it.")
    private boolean describe;
    @picocli.CommandLine.Option(names = "--dot", description = "Shows the plan as Graphviz source and does not run it.")
    private boolean dot;
    @picocli.CommandLine.Option(names = "--seconds", paramLabel = "S", defaultValue = "0",
        description = "Ends after so long (default: never).")
    private double seconds;
    @picocli.CommandLine.Option(names = "--counters", paramLabel = "FILE",
        description = "Counters for \"stat FILE\" to read, best in /dev/shm.")
    private Path counters;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        if (stages) {
            list(Providers.of(Launch.class.getClassLoader()), out);
            return 0;
        }
        if (words == null) {
            throw new ParameterException(spec.commandLine(), "a pipeline is missing; \"launch --stages\" lists what it can be made of");
        }
        try (Engine engine = Engine.launch(new EngineContext().metricsLevel(MetricsLevel.STAGE).countersFile(counters));
             Graph graph = engine.parse("launch", String.join(" ", words))) {
            if (dot) {
                out.print(graph.toDot());
            } else {
                out.println(graph.describe());
            }
            out.flush();
            if (!dot && !describe) {
                GraphRun.untilEnd(graph, seconds, out);
            }
        }
        return 0;
    }

    /** Everything that pipeline text can name. */
    static void list(final Providers providers, final PrintWriter out) {
        out.println("Stages (options with their defaults; those without must be given)");
        providers.stages().stream().sorted(Comparator.comparing(StageProvider::name)).forEach(stage -> {
            out.printf(Locale.ROOT, "  %-12s %s%n", stage.name(), stage.summary());
            for (final Option option : stage.options()) {
                out.printf(Locale.ROOT, "               %-24s %s%n", option.name() + (option.defaultValue() == null ? "=…" : "="
                    + option.defaultValue()),
                    option.summary());
            }
        });
        final TreeSet<String> encoders = new TreeSet<>();
        final TreeSet<String> decoders = new TreeSet<>();
        for (final CodecProvider codec : providers.codecs()) {
            codec.encoders().forEach(id -> encoders.add(id.name()));
            codec.decoders().forEach(id -> decoders.add(id.name() + "-decoder"));
        }
        out.println("Encoders (bitrate= fec= dtx= key-interval= complexity= provider=)\n  " + String.join(" ", encoders));
        out.println("Decoders (provider=)\n  " + String.join(" ", decoders));
        out.println("Queues\n  async policy=latest|dropOldest|block|dropNewest|keyframeAware max=40ms count=4");
        providers.problems().forEach(problem -> out.println("not loaded: " + problem));
        out.flush();
    }
}
