package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.echo.EchoKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.examples.report.SoundPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the echo of one file out of another. */
@Command(name = "aec", description = "Takes the echo of a loudspeaker's signal out of a microphone's; prints cost, latency and statistics.",
    footer = {"", "For example:  dsp aec --near mic.wav --far loudspeaker.wav out.wav --plot page.html"})
final class EchoCommand extends SoundTask {
    @Option(names = "--near", required = true, paramLabel = "MIC.wav", description = "What the microphone heard.")
    private Path near;
    @Option(names = "--far", required = true, paramLabel = "FAR.wav", description = "What the loudspeaker played.")
    private Path far;
    @Option(names = "--no-comfort-noise", description = "Leaves silence where echo was.")
    private boolean silent;
    @Parameters(paramLabel = "OUT.wav", description = "File to write: begins later and is longer than MIC.wav by the latency.")
    private Path out;
    private WavFile loudspeaker;

    @Override
    WavFile input() {
        return WavFile.read(near);
    }

    @Override
    Path output() {
        return out;
    }

    @Override
    void plot(final SoundPage page, final WavFile done) {
        show(page, "Loudspeaker", loudspeaker);
        super.plot(page, done);
    }

    @Override
    WavFile run(final WavFile microphone) {
        loudspeaker = WavFile.read(far);
        final int rate = microphone.rateHz();
        if (loudspeaker.rateHz() != rate || !EchoKernel.accepts(rate)) {
            throw new ConfigurationException("sample rates " + rate + " and " + loudspeaker.rateHz()
                + " Hz: accepted are 8000, 16000, 32000 and 48000, both alike");
        }
        return hops(WavFile.mono(microphone.mixed(), rate), new Canceller(new EchoKernel(rate, !silent), loudspeaker));
    }

    /** The kernel with the loudspeaker's file at its other input. */
    private static final class Canceller implements SoundProcessor {
        private final EchoKernel kernel;
        private final WavFile loudspeaker;
        private float[] played = {};
        private int at;

        Canceller(final EchoKernel kernel, final WavFile loudspeaker) {
            this.kernel = kernel;
            this.loudspeaker = WavFile.mono(loudspeaker.mixed(), loudspeaker.rateHz());
        }

        @Override
        public void process(final float[] in, final float[] out) {
            played = played.length == in.length ? played : new float[in.length];
            loudspeaker.interleave(at, played);
            at += in.length;
            kernel.process(in, played, out);
        }

        @Override
        public int latencySamples() {
            return kernel.latencySamples();
        }

        @Override
        public List<String> statistics() {
            return List.of(String.format(Locale.ROOT, "ERL %.1f dB, ERLE %.1f dB, delay %d ms, drift %.1f ppm, %d divergences",
                kernel.erlDb(), kernel.erleDb(), kernel.delayMs(), kernel.driftPpm(), kernel.divergences()));
        }
    }
}
