package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.noise.NoiseKernel;
import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.error.ConfigurationException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes noise out of a file with a voice. */
@Command(name = "ns", description = "Takes noise out of a voice, at 8, 16, 32 or 48 kHz; prints cost, latency and statistics.",
    footer = {"", "For example:  dsp ns noisy.wav clean.wav --level VERY_HIGH --plot page.html"})
final class NoiseCommand extends SoundCommand {
    @Option(names = "--level", paramLabel = "LEVEL", defaultValue = "HIGH",
        description = "How far noise may be taken down: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private NoiseLevel level;
    @Option(names = "--latency", paramLabel = "MS", defaultValue = "20",
        description = "Delay, 5 to 20; less harms the voice a little more; default ${DEFAULT-VALUE}.")
    private int latencyMs;
    @Option(names = "--keep-transients", description = "Lets clicks as of keys through.")
    private boolean keepTransients;
    @Option(names = "--dereverb", description = "Takes late reverberation down too.")
    private boolean dereverb;
    @Option(names = "--music", description = "Lets music, and all else, through as it is.")
    private boolean music;

    @Override
    SoundProcessor open(final int rateHz, final int channels) {
        try {
            return SoundProcessor.each(channels,
                () -> new Suppressor(new NoiseKernel(rateHz, latencyMs).level(level).transients(!keepTransients)
                    .dereverberation(dereverb).music(music)));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /** The kernel. */
    private static final class Suppressor implements SoundProcessor {
        private final NoiseKernel kernel;

        Suppressor(final NoiseKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void process(final float[] in, final float[] out) {
            kernel.process(in, out);
        }

        @Override
        public int latencySamples() {
            return kernel.latencySamples();
        }

        @Override
        public List<String> statistics() {
            return List.of(String.format(Locale.ROOT, "noise %.1f dBFS, reduction %.1f dB over the last seconds, %d transients",
                kernel.noiseDbfs(), kernel.reductionDb(), kernel.transientCount()));
        }
    }
}
