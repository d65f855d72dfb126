package io.penstock.benchmarks;

import io.penstock.benchmarks.e2e.E2eCommand;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a benchmark by name; what names none of ours goes to JMH's own main, as users of a JMH jar expect. */
@Command(name = "benchmarks", mixinStandardHelpOptions = true, version = "penstock benchmarks",
    description = "Measures the engine. Anything but these commands is given to JMH as it is.",
    subcommands = {
        JmhCommand.class,
        HopCommand.class,
        E2eCommand.class,
        io.penstock.benchmarks.peers.StampCommand.class,
        io.penstock.benchmarks.peers.ChromiumCommand.class,
        io.penstock.benchmarks.scale.ForwardCommand.class,
        io.penstock.benchmarks.scale.ForwardRoomsCommand.class,
        io.penstock.benchmarks.scale.RoomLoadCommand.class,
        io.penstock.benchmarks.peers.CompareCommand.class,
        io.penstock.benchmarks.scale.MemoryCommand.class,
        io.penstock.benchmarks.scale.SoakCommand.class,
        io.penstock.benchmarks.scale.EpsilonCommand.class,
        io.penstock.benchmarks.scale.CallsCommand.class,
        io.penstock.benchmarks.scale.RecordLoadCommand.class,
        io.penstock.benchmarks.scale.MixLoadCommand.class,
        io.penstock.benchmarks.peers.SlackCommand.class,
        io.penstock.benchmarks.peers.JmhTableCommand.class,
        io.penstock.benchmarks.traces.TracesCommand.class,
    })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {
    }

    /**
     * Runs a command and exits with its code: 0 if all went well, 1 if a bound was missed, 2 for bad usage.
     *
     * @param args what to run.
     * @throws Exception what JMH throws.
     */
    public static void main(final String... args) throws Exception {
        final PrintWriter out = new PrintWriter(System.out, true);
        final PrintWriter err = new PrintWriter(System.err, true);
        final CommandLine line = commandLine(out, err);
        if (args.length > 0 && !isOurs(line, args[0])) {
            org.openjdk.jmh.Main.main(args);
            return;
        }
        System.exit(line.execute(args));
    }

    static CommandLine commandLine(final PrintWriter out, final PrintWriter err) {
        final CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((bad, given) -> {
                bad.getCommandLine().getErr().println(bad.getMessage() + " (see --help)");
                return CommandLine.ExitCode.USAGE;
            });
        // What follows belongs to JMH, whose options are not known here.
        line.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        return line;
    }

    private static boolean isOurs(final CommandLine line, final String first) {
        return line.getSubcommands().containsKey(first) || Set.of("--help", "-V", "--version").contains(first);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which benchmark? There are: "
            + String.join(", ", spec.subcommands().keySet()) + "; or give JMH's own arguments");
    }
}
