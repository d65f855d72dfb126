package io.penstock.rtc.statistics;

import io.penstock.format.MediaKind;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * Makes rates of what is counted: bitrate, frame rate and loss over the last three seconds, stalls over the last minute. One thread; to be
 * asked about once a second.
 */
public final class StreamMeter {
    private static final long SHORT_NS = 3_000_000_000L;
    private static final long LONG_NS = 60_000_000_000L;
    private static final long APART_NS = 900_000_000L;
    private static final double NANOS = 1e9;

    private final int track;
    private final MediaKind kind;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNs, StreamCounts counts) { }

    /**
     * Creates a meter.
     *
     * @param track number of the track.
     * @param kind  sound or pictures.
     */
    public StreamMeter(final int track, final MediaKind kind) {
        this.track = track;
        this.kind = kind;
    }

    /**
     * Takes a sample.
     *
     * @param counts what was counted so far. Where a count is less than before, another stream has begun, and so does the measurement.
     * @param causes of the stalls so far.
     * @param nowNs  when, on a clock that does not run backwards.
     * @return the figures; rates are unknown at the first call.
     */
    public StreamQuality sample(final StreamCounts counts, final Map<FreezeCause, Long> causes, final long nowNs) {
        final Sample newest = samples.peekLast();
        if (newest != null && (counts.packets() < newest.counts.packets() || counts.frames() < newest.counts.frames())) {
            samples.clear();
        }
        while (!samples.isEmpty() && nowNs - samples.peekFirst().atNs > LONG_NS) {
            samples.removeFirst();
        }
        final Sample now = new Sample(nowNs, counts);
        final Sample oldest = samples.isEmpty() ? now : samples.peekFirst();
        Sample recent = oldest;
        for (final Sample sample : samples) {
            if (nowNs - sample.atNs >= SHORT_NS) {
                recent = sample;
            }
        }
        if (samples.isEmpty() || nowNs - samples.peekLast().atNs >= APART_NS) {
            samples.addLast(now);
        }
        return figures(now, recent, oldest, causes);
    }

    private StreamQuality figures(final Sample now, final Sample recent, final Sample oldest, final Map<FreezeCause, Long> causes) {
        final StreamCounts counts = now.counts;
        final double seconds = (now.atNs - recent.atNs) / NANOS;
        final double minutes = (now.atNs - oldest.atNs) / (60 * NANOS);
        final long lost = Math.max(0, counts.lost() - recent.counts.lost());
        final long arrived = counts.packets() - recent.counts.packets();
        final double stalledPercent = minutes <= 0 ? 0
            : Math.min(100, 100.0 * Math.max(0, counts.stalledNs() - oldest.counts.stalledNs()) / (now.atNs - oldest.atNs));
        final StallQuality stalls = new StallQuality(counts.freezes(), counts.stalls(),
            minutes <= 0 ? 0 : Figures.tenths(Math.max(0, counts.stalls() - oldest.counts.stalls()) / minutes),
            Figures.tenths(stalledPercent), causes);
        return new StreamQuality(track, kind,
            seconds <= 0 ? Figures.UNKNOWN : Math.round(Math.max(0, counts.bytes() - recent.counts.bytes()) * 8 / seconds),
            seconds <= 0 ? Figures.UNKNOWN : Figures.tenths((counts.frames() - recent.counts.frames()) / seconds),
            seconds <= 0 || lost + arrived <= 0 ? Figures.UNKNOWN : Figures.tenths(100.0 * lost / (lost + arrived)),
            Figures.toMs(counts.jitterNs()), Figures.toMs(counts.jitterBufferNs()), Figures.toMs(counts.endToEndNs()), stalls);
    }
}
