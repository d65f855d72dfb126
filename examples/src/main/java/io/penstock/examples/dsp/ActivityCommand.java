package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.speech.VoiceDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Tells where a file holds voice. */
@Command(name = "vad", description = {"Tells where there is a voice: writes a line for every 10 ms, with its begin in seconds and the "
    + "probability of a voice in it.", "OUT.wav stands for that text: any name will do."},
    footer = {"", "For example:  dsp vad in.wav decisions.txt"})
final class ActivityCommand extends SoundCommand {
    private final StringBuilder lines = new StringBuilder();

    @Override
    WavFile run(final WavFile sound) throws IOException {
        return super.run(WavFile.mono(sound.mixed(), sound.rateHz()));
    }

    @Override
    SoundProcessor open(final int rateHz, final int channels) {
        return new Detector(new VoiceDetector(VoiceRates.check(rateHz)));
    }

    @Override
    void write(final WavFile done, final Path to) throws IOException {
        Files.writeString(to, lines);
    }

    /** Passes sound on and writes down what it hears. */
    private final class Detector implements SoundProcessor {
        private final VoiceDetector kernel;
        private int hops;
        private int voices;

        Detector(final VoiceDetector kernel) {
            this.kernel = kernel;
        }

        @Override
        public void process(final float[] in, final float[] out) {
            System.arraycopy(in, 0, out, 0, in.length);
            final float probability = kernel.process(in);
            lines.append(String.format(Locale.ROOT, "%.2f %.4f%n", hops++ * 0.01, probability));
            voices += kernel.speaking() ? 1 : 0;
        }

        @Override
        public int latencySamples() {
            return 0;
        }

        @Override
        public List<String> statistics() {
            return List.of(String.format(Locale.ROOT, "someone speaks in %.0f %% of %.1f s", 100.0 * voices / Math.max(1, hops), hops * 0.01));
        }
    }
}
