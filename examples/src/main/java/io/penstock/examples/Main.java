package io.penstock.examples;

import io.penstock.error.EngineException;
import io.penstock.examples.call.CallCommand;
import io.penstock.examples.dsp.DspCommand;
import io.penstock.examples.h264.H264Command;
import io.penstock.examples.rooms.CourtCommand;
import io.penstock.examples.rooms.InsuranceCommand;
import io.penstock.examples.rooms.RoomServerCommand;
import io.penstock.examples.rooms.ServiceCommand;
import io.penstock.examples.h264.TranscodeCommand;
import io.penstock.examples.join.JoinCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the examples by name. */
@Command(name = "penstock-examples", mixinStandardHelpOptions = true, version = "Penstock 0.1.0-SNAPSHOT",
    description = "Programs that show what the Penstock media engine does, one idea each.",
    footer = {"", "Start with:  java -jar penstock-examples.jar call"},
    subcommands = {CallCommand.class, Launch.class, Record.class, RecordVerify.class, EmbeddedInServer.class, CustomStage.class, EngineStat.class,
        Play.class, TwentyLines.class, RoomServerCommand.class, JoinCommand.class, CourtCommand.class, ServiceCommand.class, InsuranceCommand.class,
        DspCommand.class, H264Command.class, TranscodeCommand.class})
public final class Main implements Runnable {
    /** Exit code for a bad option or file. */
    private static final int USAGE = 2;
    /** Exit code for everything else that goes wrong. */
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    private Main() {
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args name of the command and its options.
     */
    public static void main(final String[] args) {
        // What the WebSocket library would log goes nowhere unless a host adds a logger, and that need not be said.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    /**
     * Runs a command.
     *
     * @param out  where results go.
     * @param err  where errors go, one line each.
     * @param args name of the command and its options.
     * @return 0 = done, 1 = failed, 2 = a bad option or file.
     */
    public static int run(final PrintWriter out, final PrintWriter err, final String... args) {
        return new CommandLine(new Main()).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((bad, given) -> {
                err.println(oneLine(bad) + " (see --help)");
                return USAGE;
            })
            .setExecutionExceptionHandler((failure, command, result) -> {
                err.println(oneLine(failure));
                return failure instanceof EngineException engine && isAboutInput(engine) ? USAGE : FAILED;
            })
            .execute(args);
    }

    private static boolean isAboutInput(final EngineException failure) {
        return switch (failure.category()) {
            case CONFIGURATION, CODEC, IO -> true;
            default -> false;
        };
    }

    private static String oneLine(final Exception failure) {
        final String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which example? There are: "
            + String.join(", ", spec.subcommands().keySet()));
    }
}
