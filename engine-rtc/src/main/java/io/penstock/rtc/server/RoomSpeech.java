package io.penstock.rtc.server;

import io.penstock.rtc.mix.ActiveSpeaker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Who speaks in one room. Levels come with their times, so that it does not matter when they are looked at: the same packets give the same speakers.
 * A room in which nobody has sent sound for some time is not asked to look, and costs nothing. On the room's thread, but for {@link #level}.
 */
final class RoomSpeech {
    /** Speakers change at most each 300 ms. */
    static final long LOOK_NS = 100_000_000L;
    private static final long MS = 1_000_000L;
    /** A level may be noted so long after it came. */
    private static final long LATE_MS = 50;

    private final SpeakerWatch watch;
    private final BooleanSupplier wake;
    private final Consumer<String> speaks;
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile LevelQueue levels;
    private ActiveSpeaker speakers;
    private long originMs;
    private long nextNs;

    /**
     * A room in which nobody may be heard yet.
     *
     * @param watch  knows who may be heard.
     * @param wake   has {@link #settled} called soon; says whether that will be. Of any thread.
     * @param speaks is told who speaks now, or null for nobody.
     */
    RoomSpeech(final SpeakerWatch watch, final BooleanSupplier wake, final Consumer<String> speaks) {
        this.watch = watch;
        this.wake = wake;
        this.speaks = speaks;
    }

    /** Somebody may be heard, or may not any more: then it does not speak. */
    void permit(final int peer, final String participant, final boolean allowed) {
        if (allowed) {
            watch.add(peer, participant, this);
        } else if (watch.remove(peer) != null && speakers != null) {
            speakers.left(participant);
        }
    }

    /** A packet of sound came. On the forwarder's thread. The first after a silence is only what wakes the room. */
    void level(final int peer, final int levelDbov, final long timeMs) {
        final LevelQueue queue = levels;
        if (queue != null) {
            queue.offer(peer, levelDbov, timeMs);
        } else if (waking.compareAndSet(false, true) && !wake.getAsBoolean()) {
            waking.set(false);
        }
    }

    /** Looks, if it is time. When to be asked again; {@code Long.MAX_VALUE} = not before it wakes the room. */
    long settled(final long nowNs) {
        if (!waking.get()) {
            return Long.MAX_VALUE;
        }
        final long nowMs = Math.floorDiv(nowNs, MS);
        if (levels == null) {
            if (speakers == null) {
                speakers = new ActiveSpeaker(Duration.ZERO, speaks);
                originMs = nowMs;
            }
            levels = new LevelQueue();
        } else if (nowNs < nextNs) {
            return nextNs;
        } else if (look(nowMs)) {
            levels = null;
            waking.set(false);
            return Long.MAX_VALUE;
        }
        nextNs = nowNs + LOOK_NS;
        return nextNs;
    }

    /** Whether nothing is to be expected before somebody sends again. */
    private boolean look(final long nowMs) {
        boolean silent = true;
        for (long word = levels.poll(); word != 0; word = levels.poll()) {
            silent = false;
            // What was on its way when somebody lost the floor does not count.
            final SpeakerWatch.Voice voice = watch.find(LevelQueue.peer(word));
            if (voice != null) {
                speakers.level(voice.participant(), LevelQueue.levelDbov(word), (LevelQueue.timeMs(word, nowMs) - originMs) * MS);
            }
        }
        return speakers.tick((nowMs - LATE_MS - originMs) * MS) == Long.MAX_VALUE && silent;
    }
}
