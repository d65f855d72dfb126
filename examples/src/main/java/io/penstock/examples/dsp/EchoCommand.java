package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.EchoKernel;
import io.penstock.error.ConfigurationException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes the echo of one file out of another. */
@Command(name = "aec", mixinStandardHelpOptions = true,
    description = "Takes the echo of a loudspeaker's signal out of a microphone's; prints cost, latency and statistics.")
final class EchoCommand implements Callable<Integer> {
    @Option(names = "--near", required = true, paramLabel = "MIC.wav", description = "What the microphone heard.")
    private Path near;
    @Option(names = "--far", required = true, paramLabel = "FAR.wav", description = "What the loudspeaker played.")
    private Path far;
    @Option(names = "--no-comfort-noise", description = "Leaves silence where echo was.")
    private boolean silent;
    @Parameters(paramLabel = "OUT.wav", description = "File to write: as long as MIC.wav and the latency.")
    private Path out;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        final WavFile microphone = WavFile.read(near);
        final WavFile loudspeaker = WavFile.read(far);
        final int rate = microphone.rateHz();
        if (loudspeaker.rateHz() != rate || rate != 8_000 && rate != 16_000) {
            throw new ConfigurationException("sample rates " + rate + " and " + loudspeaker.rateHz()
                + " Hz: accepted are 8000 and 16000, both alike");
        }
        final EchoKernel kernel = new EchoKernel(rate, !silent);
        final int hop = rate / 100;
        final float[] done = new float[microphone.samples().length + kernel.latencySamples()];
        final float[] n = new float[hop];
        final float[] f = new float[hop];
        final float[] o = new float[hop];
        final long begin = cpuNs();
        for (int at = 0; at < done.length; at += hop) {
            copy(microphone.samples(), at, n);
            copy(loudspeaker.samples(), at, f);
            kernel.process(n, f, o);
            System.arraycopy(o, 0, done, at, Math.min(hop, done.length - at));
        }
        final double seconds = (cpuNs() - begin) * 1e-9;
        new WavFile(done, rate).write(out);
        spec.commandLine().getOut().println(String.format(Locale.ROOT, "%.0f x real time (CPU, warm-up included), latency %.1f ms%n"
            + "ERL %.1f dB, ERLE %.1f dB, delay %d ms, drift %.1f ppm, %d divergences", done.length / (double) rate / Math.max(seconds, 1e-9),
            1e3 * kernel.latencySamples() / rate, kernel.erlDb(), kernel.erleDb(), kernel.delayMs(), kernel.driftPpm(), kernel.divergences()));
        return 0;
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void copy(final float[] from, final int at, final float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = at + i < from.length ? from[at + i] : 0;
        }
    }
}
