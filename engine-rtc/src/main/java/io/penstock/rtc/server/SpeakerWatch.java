package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import org.jitsi.utils.dsi.DominantSpeakerIdentification;

/**
 * Finds out who speaks in each room, from the levels that packets of sound carry: by the dominant speaker identification of Volfin and Cohen
 * (2012), as Jitsi has it. The forwarder's thread only notes levels; a thread of its own looks at them fifty times a second.
 */
final class SpeakerWatch implements AutoCloseable {
    private static final int PLACES = 1 << 16;
    private static final int SILENCE_DBOV = -127;
    private static final int LOUDEST = 127;
    private static final long TURN_MS = 20;
    private static final long NANOS = 1_000_000_000L;

    private final AtomicIntegerArray levels = new AtomicIntegerArray(PLACES);
    private final Map<Integer, RoomServer.Place> peers;
    private final Map<String, DominantSpeakerIdentification<String>> rooms = new ConcurrentHashMap<>();
    private final BiConsumer<String, String> speaks;
    private final WallClock clock;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        final Thread thread = new Thread(task, "penstock-speakers");
        thread.setDaemon(true);
        return thread;
    });

    /** The engine's time as the detector wants it. */
    private static final class WallClock extends Clock {
        private final MediaClock media;

        WallClock(final MediaClock media) {
            this.media = media;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(final ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            final long now = media.epochNs(media.nanoTime());
            return Instant.ofEpochSecond(now / NANOS, now % NANOS);
        }
    }

    /**
     * Watches.
     *
     * @param clock  time.
     * @param peers  where each peer is.
     * @param speaks is told of room and participant.
     */
    SpeakerWatch(final MediaClock clock, final Map<Integer, RoomServer.Place> peers, final BiConsumer<String, String> speaks) {
        this.clock = new WallClock(clock);
        this.peers = peers;
        this.speaks = speaks;
        executor.scheduleWithFixedDelay(this::look, TURN_MS, TURN_MS, TimeUnit.MILLISECONDS);
    }

    /** A packet of sound came; levels are kept as distance above silence, so that nothing is 0. */
    void level(final int peer, final int levelDbov) {
        levels.accumulateAndGet(peer & PLACES - 1, levelDbov - SILENCE_DBOV + 1, Math::max);
    }

    private void look() {
        peers.forEach((peer, place) -> {
            final int level = levels.getAndSet(peer & PLACES - 1, 0);
            if (level > 0) {
                detector(place.room()).levelChanged(place.participant(), Math.min(LOUDEST, level - 1));
            }
        });
    }

    private DominantSpeakerIdentification<String> detector(final String room) {
        return rooms.computeIfAbsent(room, name -> {
            final DominantSpeakerIdentification<String> detector = new DominantSpeakerIdentification<>(clock, executor);
            detector.addActiveSpeakerChangedListener(participant -> speaks.accept(name, participant));
            return detector;
        });
    }

    void forget(final String room) {
        rooms.remove(room);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
