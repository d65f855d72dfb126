package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.level.AutoGainKernel;
import io.penstock.error.ConfigurationException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the voice of a file to a level. */
@Command(name = "agc", description = "Brings a voice to a level and limits its peaks; prints cost, latency and gain.",
    footer = {"", "For example:  dsp agc in.wav out.wav --target -18 --plot page.html"})
final class AutoGainCommand extends SoundCommand {
    @Option(names = "--target", paramLabel = "DBFS", defaultValue = "-18",
        description = "Active level of the voice, -40 to -6 dBFS (default ${DEFAULT-VALUE}).")
    private double target;

    @Override
    SoundProcessor open(final int rateHz, final int channels) {
        if (!(target >= -40 && target <= -6)) {
            throw new ConfigurationException("--target " + target + ": accepted are -40 to -6 dBFS");
        }
        VoiceRates.check(rateHz);
        return SoundProcessor.each(channels, () -> new Controller(new AutoGainKernel(rateHz).targetDbfs((float) target)));
    }

    /** The kernel with its statistics. */
    private static final class Controller implements SoundProcessor {
        private final AutoGainKernel kernel;
        private float least = Float.POSITIVE_INFINITY;
        private float most = Float.NEGATIVE_INFINITY;
        private float limited;

        Controller(final AutoGainKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void process(final float[] in, final float[] out) {
            kernel.process(in, out);
            least = Math.min(least, kernel.gainDb());
            most = Math.max(most, kernel.gainDb());
            limited = Math.max(limited, kernel.limitedDb());
        }

        @Override
        public int latencySamples() {
            return kernel.latencySamples();
        }

        @Override
        public List<String> statistics() {
            return List.of(String.format(Locale.ROOT, "voice at %.1f dBFS at the end; gain %.1f to %.1f dB, limited by %.1f dB at most",
                kernel.speechDbfs(), least, most, limited));
        }
    }
}
