package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.time.StretchKernel;
import io.penstock.error.ConfigurationException;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays a file faster or slower without changing its pitch. */
@Command(name = "stretch", description = {"Plays sound faster or slower without changing its pitch; prints cost, latency and cuts.",
    "The output begins where the input does and is as long as the factor makes it: the latency is what a live stream would wait."},
    footer = {"", "For example, ten seconds of speech in eight:  dsp stretch speech.wav faster.wav --factor 1.25"})
final class StretchCommand extends SoundCommand {
    private static final int PIECES_PER_SECOND = 100;

    @Option(names = "--factor", required = true, paramLabel = "0.5–2",
        description = "How many times as fast: 1.25 makes ten seconds last eight, 0.8 makes them last twelve and a half.")
    private double factor;

    @Override
    SoundProcessor open(final int rateHz, final int channels) {
        throw new UnsupportedOperationException("the output is not as long as the input");
    }

    @Override
    WavFile run(final WavFile in) {
        if (!(factor >= StretchKernel.SLOWEST && factor <= StretchKernel.FASTEST)) {
            throw new ConfigurationException("--factor " + factor + ": accepted are " + StretchKernel.SLOWEST + " to " + StretchKernel.FASTEST);
        }
        final int channels = in.channels().length;
        final StretchKernel kernel = new StretchKernel(in.rateHz(), channels).speed(factor);
        final int piece = Math.max(1, in.rateHz() / PIECES_PER_SECOND);
        final float[] from = new float[piece * channels];
        final float[] to = new float[kernel.maxOutput(piece) * channels];
        final WavFile out = WavFile.silence(channels, (int) (in.length() / factor) + 2, in.rateHz());
        final Cost cost = new Cost(in.length());
        int written = 0;
        for (int at = 0; at < in.length(); at += piece) {
            final int n = Math.min(piece, in.length() - at);
            in.interleave(at, from);
            final int made = kernel.process(from, n, to);
            out.separate(Arrays.copyOf(to, made * channels), written);
            written += made;
            cost.reached(at + n);
        }
        final int made = kernel.drain(to);
        out.separate(Arrays.copyOf(to, made * channels), written);
        written += made;
        measured(cost, in.rateHz(), kernel.latencySamples());
        final WavFile cut = WavFile.silence(channels, written, in.rateHz());
        for (int c = 0; c < channels; c++) {
            System.arraycopy(out.channels()[c], 0, cut.channels()[c], 0, written);
        }
        statistics.add(String.format(Locale.ROOT, "%.3f s became %.3f s in %d cuts", in.seconds(), cut.seconds(), kernel.cuts()));
        return cut;
    }
}
