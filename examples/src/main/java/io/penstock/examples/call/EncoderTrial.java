package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.examples.report.CallReport.Comparison;
import io.penstock.examples.report.CallReport.EncoderFigures;
import io.penstock.format.VideoFormat;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the encoders of pictures against each other, after the call: the same pictures (those of end A, taken once more), the same target,
 * the same key interval, picture by picture by turns, so that whatever else the machine does hits them alike. Takes a few seconds.
 *
 * <p>No encoder meets a target exactly over so few pictures. So that quality can be compared at equal rates, Penstock's encoder does it once
 * more with the target at which it spends what the other one spent.
 */
final class EncoderTrial {
    private static final int SECONDS = 4;
    private static final long MOST_BYTES = 48L << 20;
    private static final int LEAST_PICTURES = 12;
    private static final int LEAST_BITRATE = 10_000;
    private static final int MOST_BITRATE = 100_000_000;
    /** The same encoder with the rate of the other. */
    private static final String MATCHED = ", matched";
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final long MOST_NS = 4_000_000_000L;
    private final CallOptions options;
    private final PrintWriter out;
    private final MediaClock clock = MediaClock.system();
    private final Providers providers = Providers.of(EncoderTrial.class.getClassLoader());

    EncoderTrial(final CallOptions options, final PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Compares the encoder of the call with the others. */
    Comparison run() {
        final VideoFormat picture = CallRun.picture(options);
        out.print("Comparing the encoders … ");
        out.flush();
        final long startNs = clock.nanoTime();
        final int count = (int) Math.max(LEAST_PICTURES, Math.min((long) SECONDS * options.fps(), MOST_BYTES / picture.frameBytes()));
        final byte[][] pictures = Album.take(Captures.load(options, picture, options.sound()).of(0).pictures(), picture, count);
        final List<EncoderBench> benches = benches(picture, count);
        int coded = 0;
        try {
            final long untilNs = clock.nanoTime() + MOST_NS;
            while (coded < count && (coded < LEAST_PICTURES || clock.nanoTime() < untilNs)) {
                for (int turn = 0; turn < benches.size(); turn++) {
                    benches.get((coded + turn) % benches.size()).code(pictures[coded], coded);
                }
                coded++;
            }
            benches.add(matched(benches, picture, pictures, coded));
        } finally {
            benches.forEach(EncoderBench::close);
        }
        final List<EncoderFigures> figures = benches.stream().map(EncoderBench::figures).toList();
        out.printf(java.util.Locale.ROOT, "%.1f s.%n", (clock.nanoTime() - startNs) / 1e9);
        out.flush();
        return new Comparison(coded, picture.rate().fps(), options.bitrate() / 1000.0, figures);
    }

    private EncoderBench matched(final List<EncoderBench> benches, final VideoFormat picture, final byte[][] pictures, final int count) {
        final boolean first = options.encoder() == VideoEncoder.PENSTOCK;
        final double own = benches.get(first ? 0 : 1).figures().kbps();
        final double other = benches.get(first ? 1 : 0).figures().kbps();
        final int target = (int) Math.max(LEAST_BITRATE, Math.min(MOST_BITRATE, options.bitrate() * (other / own)));
        final EncoderBench bench = new EncoderBench(VideoEncoder.PENSTOCK, VideoEncoder.PENSTOCK + MATCHED, target, options, picture, count,
            providers, clock);
        for (int i = 0; i < count; i++) {
            bench.code(pictures[i], i);
        }
        return bench;
    }

    /** One for each encoder, that of the call first; warmed up, for some of them have done nothing yet. */
    private List<EncoderBench> benches(final VideoFormat picture, final int count) {
        final List<VideoEncoder> encoders = new ArrayList<>(List.of(VideoEncoder.values()));
        encoders.remove(options.encoder());
        encoders.add(0, options.encoder());
        final List<EncoderBench> benches = new ArrayList<>();
        for (final VideoEncoder encoder : encoders) {
            CodecWarmup.run(encoder.spec(options.bitrate(), options.keyInterval()), null, picture, providers, clock, WARM_UP);
            benches.add(new EncoderBench(encoder, encoder.toString(), options.bitrate(), options, picture, count, providers, clock));
        }
        return benches;
    }
}
