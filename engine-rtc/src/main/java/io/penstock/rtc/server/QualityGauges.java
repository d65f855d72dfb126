package io.penstock.rtc.server;

import io.penstock.core.metrics.EngineCounters;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.QualityCounters;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes the quality of the first participants who report into the engine's counters: those are few, and graphs need them too. Who does not
 * fit is counted once. On the rooms' threads, each room on its own.
 */
final class QualityGauges implements RoomObserver, AutoCloseable {
    /** Each takes up to thirty counters of the 2048 that an engine has by default. */
    private static final int MOST_PARTICIPANTS = 32;

    private final EngineCounters counters;
    private final AtomicInteger places = new AtomicInteger(MOST_PARTICIPANTS);
    private final LongAdder leftOut = new LongAdder();
    private final Map<String, Gauges> rooms = new ConcurrentHashMap<>();

    /** Of one room: who is written (true), and who is not. */
    private record Gauges(QualityCounters written, Map<String, Boolean> known) { }

    QualityGauges(final EngineCounters counters) {
        this.counters = counters;
    }

    @Override
    public void quality(final Room room, final String participant, final ParticipantQuality report) {
        final Gauges gauges = rooms.computeIfAbsent(room.view().name(), name -> new Gauges(new QualityCounters(counters, name), new HashMap<>()));
        if (!gauges.known().containsKey(participant)) {
            final boolean fits = places.getAndUpdate(left -> left > 0 ? left - 1 : left) > 0;
            gauges.known().put(participant, fits);
            leftOut.add(fits ? 0 : 1);
        }
        if (gauges.known().get(participant) && !gauges.written().publish(report)) {
            gauges.known().put(participant, false);
            places.incrementAndGet();
            leftOut.increment();
        }
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        if (event instanceof RoomEvent.Left left) {
            final Gauges gauges = rooms.get(room.view().name());
            if (gauges != null) {
                places.addAndGet(Boolean.TRUE.equals(gauges.known().remove(left.id())) ? 1 : 0);
                gauges.written().forget(left.id());
            }
        } else if (event instanceof RoomEvent.Closed) {
            close(rooms.remove(room.view().name()));
        }
    }

    private void close(final Gauges gauges) {
        if (gauges != null) {
            places.addAndGet((int) gauges.known().values().stream().filter(fits -> fits).count());
            gauges.written().close();
        }
    }

    /** Participants for whom there were no counters. */
    long leftOut() {
        return leftOut.sum();
    }

    /** Gives all counters back, once the rooms are closed. */
    @Override
    public void close() {
        rooms.values().forEach(this::close);
        rooms.clear();
    }
}
