package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.rate.ResampleKernel;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a file to another sample rate. */
@Command(name = "resample", description = "Brings a sound to another sample rate; prints cost and latency. Nothing is shifted: the end is drained.",
    footer = {"", "For example:  dsp resample cd.wav out.wav --rate 48000 --float"})
final class ResampleCommand extends SoundTask {
    @Parameters(index = "0", paramLabel = "IN.wav", description = "16, 24 or 32 bits or floats, any rate of 1000 Hz and more, up to 64 channels.")
    private Path in;
    @Parameters(index = "1", paramLabel = "OUT.wav", description = "File to write.")
    private Path out;
    @Option(names = "--rate", required = true, paramLabel = "HZ", description = "Sample rate to write, 1000 to 768000.")
    private int rate;
    @Option(names = "--quality", paramLabel = "high|voice", defaultValue = "high",
        description = "high: 120 dB, flat to 0.91 of the Nyquist frequency; voice: 85 dB, to 0.85, a third of the latency. Default ${DEFAULT-VALUE}.")
    private String quality;
    @Option(names = "--ppm", paramLabel = "N", description = "Writes so many millionths more samples than the rates say, -20000 to 20000.")
    private double ppm;
    @Option(names = "--raw", paramLabel = "HZ", description = "Both files are raw 32-bit floats of one channel; this is the rate of the first.")
    private int raw;

    @Override
    WavFile input() {
        if (raw == 0) {
            return WavFile.read(in);
        }
        try {
            final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(in)).order(ByteOrder.LITTLE_ENDIAN);
            final float[] samples = new float[bytes.capacity() / Float.BYTES];
            bytes.asFloatBuffer().get(samples);
            return WavFile.mono(samples, raw);
        } catch (final IOException e) {
            throw new ConfigurationException(in + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    Path output() {
        return out;
    }

    @Override
    void write(final WavFile done, final Path to) throws IOException {
        if (raw == 0) {
            super.write(done, to);
            return;
        }
        final ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * done.length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(done.samples());
        Files.write(to, bytes.array());
    }

    @Override
    WavFile run(final WavFile sound) {
        final int channels = sound.channels().length;
        final int hop = Math.max(1, sound.rateHz() / 100);
        final ResampleKernel kernel = kernel(sound.rateHz(), channels, hop);
        final float[] from = new float[hop * channels];
        final float[] to = new float[Math.max(kernel.mostOut(), kernel.mostDrained()) * channels];
        final long most = (long) ((double) sound.length() * rate / sound.rateHz() * (1 + ResampleKernel.MOST_DEVIATION)) + kernel.mostDrained();
        if (most * channels > Integer.MAX_VALUE / Float.BYTES) {
            throw new ConfigurationException(in + ": " + most + " samples of " + rate + " Hz are too many to keep in memory");
        }
        final WavFile room = WavFile.silence(channels, (int) most, rate);
        final Cost cost = new Cost(sound.length());
        int done = 0;
        for (int at = 0; at < sound.length(); at += hop) {
            sound.interleave(at, from);
            final int n = Math.min(hop, sound.length() - at);
            done += keep(to, kernel.process(from, n, to), room, done);
            cost.reached(at + n);
        }
        done += keep(to, kernel.drain(to), room, done);
        measured(cost, sound.rateHz(), (int) ((long) kernel.latencySamples() * sound.rateHz() / rate));
        statistics.add(String.format(Locale.ROOT, "%d Hz to %d Hz ×%d: %d samples to %d", sound.rateHz(), rate, channels, sound.length(),
            done));
        final float[][] cut = new float[channels][];
        for (int c = 0; c < channels; c++) {
            cut[c] = Arrays.copyOf(room.channels()[c], done);
        }
        return new WavFile(cut, rate);
    }

    private ResampleKernel kernel(final int fromHz, final int channels, final int hop) {
        final boolean voice = "voice".equals(quality);
        if (!voice && !"high".equals(quality)) {
            throw new ConfigurationException("--quality " + quality + ": accepted are high and voice");
        }
        try {
            final ResampleKernel.Quality chosen = voice ? ResampleKernel.Quality.VOICE : ResampleKernel.Quality.HIGH;
            final ResampleKernel kernel = new ResampleKernel(fromHz, rate, channels, chosen, ppm != 0, hop);
            return ppm == 0 ? kernel : kernel.ratio(1 + ppm * 1e-6);
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("--rate " + rate + " --ppm " + ppm + ": " + e.getMessage(), e);
        }
    }

    private static int keep(final float[] from, final int n, final WavFile to, final int at) {
        final int channels = to.channels().length;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < n; i++) {
                to.channels()[c][at + i] = from[i * channels + c];
            }
        }
        return n;
    }
}
