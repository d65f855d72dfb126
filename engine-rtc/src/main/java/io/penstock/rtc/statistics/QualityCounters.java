package io.penstock.rtc.statistics;

import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounter;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.error.EngineException;
import io.penstock.format.MediaKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Writes the quality of participants into the engine's counters, where the {@code stat} example and other processes read it: for each
 * participant and direction round trip, loss, bitrate and estimate; for each kind of media in it the frame rate, delays and stalls, the worst
 * of its streams. What is unknown is 0. Participants for whom no counter is left are counted and left out. One thread.
 */
public final class QualityCounters implements AutoCloseable {
    private static final String[] DIRECTIONS = {"up", "down"};
    private static final double NANOS_PER_MS = 1e6;

    private final EngineCounters counters;
    private final String owner;
    private final Map<String, Map<String, EngineCounter>> participants = new HashMap<>();
    private long leftOut;

    /**
     * Creates a writer.
     *
     * @param counters where to.
     * @param owner    under which heading: the room.
     */
    public QualityCounters(final EngineCounters counters, final String owner) {
        this.counters = counters;
        this.owner = owner;
    }

    /**
     * Writes the figures of a participant; the first time its counters are made.
     *
     * @param quality the figures.
     * @return false if there are not enough counters for it.
     */
    public boolean publish(final ParticipantQuality quality) {
        try {
            final Map<String, EngineCounter> own = participants.computeIfAbsent(quality.participant(), id -> new LinkedHashMap<>());
            write(own, quality, 0, quality.up());
            write(own, quality, 1, quality.down());
            return true;
        } catch (final EngineException e) {
            leftOut++;
            forget(quality.participant());
            return false;
        }
    }

    private void write(final Map<String, EngineCounter> own, final ParticipantQuality quality, final int direction, final DirectionQuality way) {
        final String prefix = quality.participant() + ' ' + DIRECTIONS[direction] + ": ";
        time(own, prefix + "round trip", way.rttMs());
        level(own, prefix + "loss permille", way.lossPercent() * 10);
        level(own, prefix + "bitrate", way.bitrateBps());
        level(own, prefix + "estimate", way.estimateBps());
        media(own, prefix + "audio ", MediaKind.AUDIO, way);
        media(own, prefix + "video ", MediaKind.VIDEO, way);
    }

    private void media(final Map<String, EngineCounter> own, final String prefix, final MediaKind kind, final DirectionQuality way) {
        boolean any = false;
        double slowest = Double.MAX_VALUE;
        double jitterBufferMs = 0;
        double endToEndMs = 0;
        double stalledPercent = 0;
        long stalls = 0;
        for (final StreamQuality stream : way.streams()) {
            if (stream.kind() == kind) {
                any = true;
                slowest = Math.min(slowest, stream.framesPerSecond());
                jitterBufferMs = Math.max(jitterBufferMs, stream.jitterBufferMs());
                endToEndMs = Math.max(endToEndMs, stream.endToEndMs());
                stalledPercent = Math.max(stalledPercent, stream.stalls().stalledPercent());
                stalls += Math.max(0, stream.stalls().stalls());
            }
        }
        if (any) {
            level(own, prefix + "frames a second", slowest);
            time(own, prefix + "jitter buffer", jitterBufferMs);
            time(own, prefix + "end to end", endToEndMs);
            level(own, prefix + "stalled permille", stalledPercent * 10);
            level(own, prefix + "stalls", stalls);
        }
    }

    private void time(final Map<String, EngineCounter> own, final String label, final double ms) {
        counter(own, CounterType.QUALITY_NS, label).set(Math.round(Math.max(0, ms) * NANOS_PER_MS));
    }

    private void level(final Map<String, EngineCounter> own, final String label, final double value) {
        counter(own, CounterType.QUALITY, label).set(Math.round(Math.max(0, value)));
    }

    private EngineCounter counter(final Map<String, EngineCounter> own, final CounterType type, final String label) {
        EngineCounter counter = own.get(label);
        if (counter == null) {
            counter = counters.allocate(type, owner, label);
            own.put(label, counter);
        }
        return counter;
    }

    /**
     * Gives back the counters of a participant that has left.
     *
     * @param participant id.
     */
    public void forget(final String participant) {
        final Map<String, EngineCounter> own = participants.remove(participant);
        if (own != null) {
            own.values().forEach(EngineCounter::free);
        }
    }

    /**
     * How often a participant was left out for want of counters.
     *
     * @return times.
     */
    public long leftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        Set.copyOf(participants.keySet()).forEach(this::forget);
    }
}
