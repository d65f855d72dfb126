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
 */
final class EncoderTrial {
    private static final int SECONDS = 6;
    private static final long MOST_BYTES = 48L << 20;
    private static final int LEAST_PICTURES = 12;
    private static final Duration WARM_UP = Duration.ofMillis(1500);
    private static final long MOST_NS = 5_000_000_000L;
    private final CallOptions options;
    private final PrintWriter out;
    private final MediaClock clock = MediaClock.system();

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
        final byte[][] pictures = Album.take(Captures.load(options, picture, options.codec().sound()).of(0).pictures(), picture, count);
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
        } finally {
            benches.forEach(EncoderBench::close);
        }
        final List<EncoderFigures> figures = benches.stream().map(EncoderBench::figures).toList();
        out.printf(java.util.Locale.ROOT, "%.1f s.%n", (clock.nanoTime() - startNs) / 1e9);
        out.flush();
        return new Comparison(coded, picture.rate().fps(), options.bitrate() / 1000.0, figures);
    }

    /** One for each encoder, that of the call first; warmed up, for some of them have done nothing yet. */
    private List<EncoderBench> benches(final VideoFormat picture, final int count) {
        final Providers providers = Providers.of(EncoderTrial.class.getClassLoader());
        final List<VideoEncoder> encoders = new ArrayList<>(List.of(VideoEncoder.values()));
        encoders.remove(options.encoder());
        encoders.add(0, options.encoder());
        final List<EncoderBench> benches = new ArrayList<>();
        for (final VideoEncoder encoder : encoders) {
            CodecWarmup.run(encoder.spec(options.bitrate(), options.keyInterval()), null, picture, providers, clock, WARM_UP);
            benches.add(new EncoderBench(encoder, options, picture, count, providers, clock));
        }
        return benches;
    }
}
