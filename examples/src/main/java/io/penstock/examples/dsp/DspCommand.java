package io.penstock.examples.dsp;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sound processors one at a time, file to file. */
@Command(name = "dsp", mixinStandardHelpOptions = true, description = "Runs one processor over files, and says what it cost and did.",
    subcommands = {EchoCommand.class, NoiseCommand.class, ResampleCommand.class, StretchCommand.class, ConcealCommand.class, ScaleCommand.class,
        ActivityCommand.class, AutoGainCommand.class, VoiceCommand.class, BeautyCommand.class, DenoiseCommand.class})
public final class DspCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public DspCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which processor? There are: " + String.join(", ", spec.subcommands().keySet()));
    }
}
