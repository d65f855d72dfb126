package io.penstock.examples.rooms;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.core.stages.measure.SoundMarker;
import io.penstock.core.stages.measure.SoundMarkerDetector;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** What arrives at one seat, of whomever: latencies by the stamp in each picture and by the markers in the sound. Any thread. */
final class SeatMeter {
    private static final long MOST_MICROS = 60_000_000L;
    private static final long NS_PER_MICRO = 1000;
    private static final long STALL_NS = 200_000_000L;
    private static final int LONGEST_FRAMES = 6;
    /** A second. */
    private static final int LONGEST_GAP_FRAMES = 50;

    private final Histogram pictures = new SynchronizedHistogram(MOST_MICROS, 3);
    private final Histogram sounds = new SynchronizedHistogram(MOST_MICROS, 3);
    private final Histogram lastPictures = new SynchronizedHistogram(MOST_MICROS, 3);
    private final Histogram lastSounds = new SynchronizedHistogram(MOST_MICROS, 3);
    private final List<Second> seconds = new ArrayList<>();
    private final Map<String, Long> firstHeardNs = new ConcurrentHashMap<>();
    private final AtomicReference<CompletableFuture<byte[]>> looking = new AtomicReference<>();
    private volatile boolean counting;
    private long shown;
    private long damaged;
    private long played;
    private long concealed;
    private long stalls;

    /** A second at the seat: 99th percentiles in milliseconds, null where nothing came. */
    record Second(double at, Double pictureMs, Double soundMs) { }

    /** Figures of the whole time. */
    record Figures(long pictures, double pictureP50Ms, double pictureP99Ms, double pictureMaxMs, long damaged, long stalls, long sounds,
                   double soundP50Ms, double soundP99Ms, double soundMaxMs, double concealedPercent) { }

    /** When somebody was heard here first; null = not yet. */
    Long firstHeardNs(final String speaker) {
        return firstHeardNs.get(speaker);
    }

    /** From now on it counts: what was before was warming up. */
    void begin() {
        counting = true;
    }

    private void picture(final long ageNs) {
        final long micros = Math.max(0, Math.min(MOST_MICROS, ageNs / NS_PER_MICRO));
        lastPictures.recordValue(micros);
        if (counting) {
            pictures.recordValue(micros);
        }
    }

    private void sound(final long ageNs) {
        final long micros = Math.max(0, Math.min(MOST_MICROS, ageNs / NS_PER_MICRO));
        lastSounds.recordValue(micros);
        if (counting) {
            sounds.recordValue(micros);
        }
    }

    /** A second is over. */
    synchronized void second(final double at) {
        seconds.add(new Second(at, p99(lastPictures), p99(lastSounds)));
        lastPictures.reset();
        lastSounds.reset();
    }

    private static Double p99(final Histogram histogram) {
        return histogram.getTotalCount() == 0 ? null : histogram.getValueAtPercentile(99) / 1e3;
    }

    synchronized List<Second> seconds() {
        return List.copyOf(seconds);
    }

    synchronized Figures figures() {
        return new Figures(pictures.getTotalCount(), ms(pictures, 50), ms(pictures, 99), ms(pictures, 100), damaged, stalls,
            sounds.getTotalCount(), ms(sounds, 50), ms(sounds, 99), ms(sounds, 100), played == 0 ? 0 : 100.0 * concealed / played);
    }

    private static double ms(final Histogram histogram, final double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / 1e3;
    }

    private synchronized void count(final boolean readable, final boolean stalled) {
        if (counting) {
            shown += readable ? 1 : 0;
            damaged += readable ? 0 : 1;
            stalls += stalled ? 1 : 0;
        }
    }

    /** Frames of sound were played, the first of them made up. */
    private synchronized void count(final int frames, final int madeUp) {
        if (counting) {
            played += frames;
            concealed += madeUp;
        }
    }

    /** What is shown here next: its luma, without gaps between rows. */
    CompletableFuture<byte[]> look() {
        final CompletableFuture<byte[]> look = new CompletableFuture<>();
        looking.set(look);
        return look;
    }

    private void seen(final Frame in) {
        final CompletableFuture<byte[]> look = looking.getAndSet(null);
        if (look != null) {
            final VideoFormat format = (VideoFormat) in.format();
            look.complete(Arrays.copyOfRange(in.array(), in.arrayOffset(), in.arrayOffset() + format.width() * format.height()));
        }
    }

    /** Where the pictures of one participant would be shown. */
    final class Screen implements Sink {
        private final StageSpec spec = StageSpec.sink("screen", VideoSpec.any().layouts(PixelLayout.I420)).build();
        private MediaClock clock;
        private long lastNs;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            clock = context.clock();
        }

        @Override
        public void onFrame(final Frame in) {
            final long nowNs = clock.nanoTime();
            final long stamp = PictureStamp.read(in);
            // Longer pauses are those of somebody who has not the floor.
            final boolean stalled = lastNs != 0 && nowNs - lastNs > STALL_NS && nowNs - lastNs < 5 * STALL_NS;
            lastNs = nowNs;
            count(stamp != PictureStamp.DAMAGED, stalled);
            if (stamp != PictureStamp.DAMAGED) {
                picture(PictureStamp.ageNs(stamp, nowNs));
            }
            seen(in);
        }
    }

    /** Where the sound of one participant would be played. */
    final class Loudspeaker implements Sink {
        private final String speaker;
        private final StageSpec spec = StageSpec.sink("loudspeaker", AudioSpec.any().channels(1)).build();
        private SoundMarkerDetector detector;
        private float[] samples;
        private MediaClock clock;
        private int gaps;

        Loudspeaker(final String speaker) {
            this.speaker = speaker;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            clock = context.clock();
            final AudioFormat format = (AudioFormat) context.inputFormat(0);
            samples = new float[LONGEST_FRAMES * format.frameSamples()];
            detector = new SoundMarkerDetector(format.sampleRateHz());
        }

        @Override
        public void onFrame(final Frame in) {
            final long nowNs = clock.nanoTime();
            if (in.has(FrameFlags.GAP)) {
                gaps++;
            } else {
                // Longer ones are those of somebody who has not the floor.
                final int madeUp = gaps < LONGEST_GAP_FRAMES ? gaps : 0;
                gaps = 0;
                firstHeardNs.putIfAbsent(speaker, nowNs);
                count(1 + madeUp, madeUp);
            }
            detector.push(samples, Pcm.read(in, samples), nowNs);
            while (detector.next()) {
                sound(SoundMarker.latencyNs(detector.code(), detector.timeNs()));
            }
        }
    }
}
