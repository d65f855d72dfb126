package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.echo.EchoKernel;
import io.penstock.dsp.kernel.noise.NoiseLevel;
import io.penstock.dsp.kernel.chain.VoiceChain;
import io.penstock.error.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The whole chain of a voice call over files. */
@Command(name = "voice", description = "Makes a microphone's sound fit to send: high-pass, echo canceller (with --far), noise suppressor, "
    + "gain, limiter; prints cost, latency and statistics.",
    footer = {"", "For example:  dsp voice --near mic.wav --far loudspeaker.wav out.wav --level moderate"})
final class VoiceCommand extends SoundTask {
    @Option(names = "--near", required = true, paramLabel = "MIC.wav", description = "What the microphone heard.")
    private Path near;
    @Option(names = "--far", paramLabel = "FAR.wav", description = "What the loudspeaker played; without it no echo is looked for.")
    private Path far;
    @Option(names = "--level", paramLabel = "LEVEL", defaultValue = "high",
        description = "How far noise is taken down: off, low, moderate, high, very_high (default ${DEFAULT-VALUE}).")
    private String level;
    @Option(names = "--target", paramLabel = "DBFS", defaultValue = "-18",
        description = "Active level of the voice, -40 to -6 dBFS (default ${DEFAULT-VALUE}).")
    private double target;
    @Option(names = "--no-gain", description = "Leaves the level as it is.")
    private boolean noGain;
    @Option(names = "--no-highpass", description = "Leaves rumble in.")
    private boolean noHighPass;
    @Option(names = "--no-comfort-noise", description = "Leaves silence where echo was.")
    private boolean silent;
    @Parameters(paramLabel = "OUT.wav", description = "File to write: begins later and is longer than MIC.wav by the latency.")
    private Path out;

    @Override
    WavFile input() {
        return WavFile.read(near);
    }

    @Override
    Path output() {
        return out;
    }

    @Override
    WavFile run(final WavFile microphone) {
        final int rate = VoiceRates.check(microphone.rateHz());
        final WavFile loudspeaker = far == null ? null : WavFile.read(far);
        if (loudspeaker != null && loudspeaker.rateHz() != rate) {
            throw new ConfigurationException("sample rates " + rate + " and " + loudspeaker.rateHz() + " Hz: both must be alike");
        }
        if (!(target >= -40 && target <= -6)) {
            throw new ConfigurationException("--target " + target + ": accepted are -40 to -6 dBFS");
        }
        return hops(WavFile.mono(microphone.mixed(), rate), new Chain(chain(rate, loudspeaker != null), loudspeaker));
    }

    private VoiceChain chain(final int rate, final boolean withEcho) {
        final VoiceChain chain;
        try {
            chain = new VoiceChain(rate, withEcho, !silent);
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
        chain.highPass(!noHighPass).autoGain(!noGain).targetDbfs((float) target);
        if (level.equalsIgnoreCase("off")) {
            return chain.noiseSuppression(false);
        }
        try {
            return chain.noiseSuppression(NoiseLevel.valueOf(level.toUpperCase(Locale.ROOT)));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("--level " + level + ": accepted are off, low, moderate, high, very_high", e);
        }
    }

    /** The chain with the loudspeaker's file at its other input. */
    private static final class Chain implements SoundProcessor {
        private final VoiceChain chain;
        private final WavFile loudspeaker;
        private float[] played = {};
        private int at;
        private int hops;
        private int voices;

        Chain(final VoiceChain chain, final WavFile loudspeaker) {
            this.chain = chain;
            this.loudspeaker = loudspeaker == null ? null : WavFile.mono(loudspeaker.mixed(), loudspeaker.rateHz());
        }

        @Override
        public void process(final float[] in, final float[] out) {
            played = played.length == in.length ? played : new float[in.length];
            if (loudspeaker != null) {
                loudspeaker.interleave(at, played);
            }
            at += in.length;
            chain.process(in, played, out);
            hops++;
            voices += chain.detector().speaking() ? 1 : 0;
        }

        @Override
        public int latencySamples() {
            return chain.latencySamples();
        }

        @Override
        public List<String> statistics() {
            final List<String> all = new ArrayList<>();
            all.add(String.format(Locale.ROOT, "someone speaks in %.0f %% of the time, at %.1f dBFS before a gain of %.1f dB at the end",
                100.0 * voices / Math.max(1, hops), chain.gain().speechDbfs(), chain.gain().gainDb()));
            all.add(String.format(Locale.ROOT, "noise at %.1f dBFS, taken down by %.1f dB of late", chain.noise().noiseDbfs(),
                chain.noise().reductionDb()));
            final EchoKernel echo = chain.echo();
            if (echo != null) {
                all.add(String.format(Locale.ROOT, "ERL %.1f dB, ERLE %.1f dB, delay %d ms, drift %.1f ppm, %d divergences", echo.erlDb(),
                    echo.erleDb(), echo.delayMs(), echo.driftPpm(), echo.divergences()));
            }
            return all;
        }
    }
}
