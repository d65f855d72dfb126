package io.penstock.examples.dsp;

import io.penstock.dsp.kernel.time.ConcealKernel;
import io.penstock.error.ConfigurationException;
import java.util.Locale;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loses packets of a file and makes up for them. */
@Command(name = "conceal", description = {"Loses packets of a sound and fills the gaps; prints cost, latency and how near it came.",
    "The segmental SNR is the mean over packets louder than -50 dBFS, each held between -10 and 35 dB."},
    footer = {"", "For example:  dsp conceal speech.wav heard.wav --loss 10 --burst 2"})
final class ConcealCommand extends SoundCommand {
    private static final double QUIET = 1e-5;

    @Option(names = "--loss", paramLabel = "PERCENT", defaultValue = "10", description = "Packets lost, 0 to 90; default ${DEFAULT-VALUE}.")
    private double loss;
    @Option(names = "--burst", paramLabel = "PACKETS", defaultValue = "1",
        description = "Mean length of a loss, 1 to 50; 1 = each packet on its own account; default ${DEFAULT-VALUE}.")
    private double burst;
    @Option(names = "--packet", paramLabel = "MS", defaultValue = "20", description = "Length of a packet, 10 to 120; default ${DEFAULT-VALUE}.")
    private int packetMs;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The same number loses the same packets; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    SoundProcessor open(final int rateHz, final int channels) {
        throw new UnsupportedOperationException("runs packet by packet");
    }

    @Override
    WavFile run(final WavFile in) {
        if (!(loss >= 0 && loss <= 90) || !(burst >= 1 && burst <= 50) || packetMs < 10 || packetMs > 120) {
            throw new ConfigurationException("--loss is 0 to 90 percent, --burst 1 to 50 packets, --packet 10 to 120 ms");
        }
        final int channels = in.channels().length;
        final ConcealKernel kernel = new ConcealKernel(in.rateHz(), channels);
        final int samples = in.rateHz() * packetMs / 1000;
        final float[] packet = new float[samples * channels];
        final float[] sent = new float[samples * channels];
        final WavFile out = WavFile.silence(channels, in.length(), in.rateHz());
        final Cost cost = new Cost(in.length());
        final Random random = new Random(seed);
        boolean lost = false;
        int count = 0;
        double lostDb = 0;
        int lostLoud = 0;
        double allDb = 0;
        int loud = 0;
        for (int at = 0; at < in.length(); at += samples) {
            lost = next(random, lost);
            in.interleave(at, sent);
            System.arraycopy(sent, 0, packet, 0, packet.length);
            if (lost) {
                count++;
                kernel.conceal(packet, samples);
            } else {
                kernel.received(packet, samples);
            }
            out.separate(packet, at);
            cost.reached(Math.min(in.length(), at + samples));
            if (power(sent, null) > QUIET) {
                final double db = Math.max(-10, Math.min(35, 10 * Math.log10(power(sent, null) / (power(sent, packet) + 1e-12))));
                allDb += db;
                loud++;
                lostDb += lost ? db : 0;
                lostLoud += lost ? 1 : 0;
            }
        }
        measured(cost, in.rateHz(), 0);
        statistics.add(String.format(Locale.ROOT, "%d packets of %d ms lost; segmental SNR %.2f dB over those that were loud, %.2f dB over all",
            count, packetMs, lostDb / Math.max(1, lostLoud), allDb / Math.max(1, loud)));
        return out;
    }

    private boolean next(final Random random, final boolean lost) {
        final double p = loss / 100;
        final double enter = burst == 1 ? p : p / (burst * (1 - p));
        final double stay = burst == 1 ? p : 1 - 1 / burst;
        return random.nextDouble() < (lost ? stay : enter);
    }

    /** Of a sound, or of its difference from another. */
    private static double power(final float[] x, final float[] other) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            final double d = other == null ? x[i] : x[i] - other[i];
            sum += d * d;
        }
        return sum / x.length;
    }
}
