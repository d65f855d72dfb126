package io.penstock.examples.h264;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The H.264 encoder by itself, file to file. */
@Command(name = "h264", mixinStandardHelpOptions = true,
    description = "Runs the H.264 encoder over files, and says what it cost and how good it was.",
    subcommands = {EncodeCommand.class, CurveCommand.class})
public final class H264Command implements Runnable {
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public H264Command() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What to do? There are: " + String.join(", ", spec.subcommands().keySet()));
    }
}
