package io.penstock.rtc.mix;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jitsi.utils.dsi.DominantSpeakerIdentification;

/**
 * Says who speaks in a room, from the levels that packets of sound carry (RFC 6464): dominant speaker identification by Volfin and Cohen
 * (2012), as Jitsi has it, which follows speech and not a cough or a door.
 *
 * <p>One thread. Time comes with the calls and no thread is started: the same levels at the same times give the same speakers, however often
 * {@link #tick} is called. Bounded: who has left is forgotten.
 */
public final class ActiveSpeaker {
    private static final int SILENCE_DBOV = -127;
    /** Detectors forget nobody within an hour: a new one is made when this many have left. */
    private static final int MOST_DEPARTED = 256;

    private final long silenceMs;
    private final Consumer<String> changed;
    private final VirtualTurns turns = new VirtualTurns();
    private final Map<String, Voice> voices = new HashMap<>();
    private DominantSpeakerIdentification<Voice> detector;
    private long number;
    private int departed;
    private String speaker;

    /** A participant between coming and leaving: one that comes again begins anew. */
    private static final class Voice {
        private final String id;
        private final long number;

        Voice(final String id, final long number) {
            this.id = id;
            this.number = number;
        }

        @Override
        public boolean equals(final Object other) {
            return this == other;
        }

        /** The same in every run, since the detector looks at voices in the order of their hashes. */
        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /**
     * Listens to one room.
     *
     * @param silence after so long without speech nobody speaks; zero: the last speaker stays until another speaks.
     * @param changed is told the participant, or null for nobody.
     * @throws ConfigurationException if the time is negative.
     */
    public ActiveSpeaker(final Duration silence, final Consumer<String> changed) {
        if (silence.isNegative()) {
            throw new ConfigurationException("active speaker: silence of " + silence + "; accepted is zero or more");
        }
        silenceMs = silence.toMillis();
        this.changed = Objects.requireNonNull(changed, "changed");
        detector = detector();
    }

    private DominantSpeakerIdentification<Voice> detector() {
        final DominantSpeakerIdentification<Voice> made = silenceMs == 0 ? new DominantSpeakerIdentification<>(turns.clock(), turns)
            : new DominantSpeakerIdentification<>(turns.clock(), turns, silenceMs);
        made.addActiveSpeakerChangedListener(voice -> {
            if (made == detector) {
                tell(voice);
            }
        });
        return made;
    }

    private void tell(final Voice voice) {
        final String next = voice == null || voices.get(voice.id) != voice ? null : voice.id;
        if (!Objects.equals(next, speaker)) {
            speaker = next;
            changed.accept(next);
        }
    }

    /**
     * A packet of sound came.
     *
     * @param participant whose.
     * @param levelDbov   its level, −127 (silence) to 0; beyond is taken as the nearest.
     * @param nowNs       when; not before the call before.
     */
    public void level(final String participant, final int levelDbov, final long nowNs) {
        turns.runUntil(nowNs);
        final Voice voice = voices.computeIfAbsent(participant, id -> new Voice(id, number++));
        detector.levelChanged(voice, Math.max(SILENCE_DBOV, Math.min(0, levelDbov)) - SILENCE_DBOV);
    }

    /**
     * Decides what is due: every 300 ms while there are levels.
     *
     * @param nowNs now.
     * @return when to call again; {@link Long#MAX_VALUE} = not before the next level.
     */
    public long tick(final long nowNs) {
        return turns.runUntil(nowNs);
    }

    /**
     * A participant has left, or may not be heard any more: it does not speak from now on.
     *
     * @param participant who.
     */
    public void left(final String participant) {
        final Voice gone = voices.remove(participant);
        if (gone == null) {
            return;
        }
        if (++departed >= MOST_DEPARTED) {
            departed = 0;
            turns.shutdown();
            detector = detector();
        }
        if (participant.equals(speaker)) {
            speaker = null;
            changed.accept(null);
        }
    }

    /**
     * Who speaks.
     *
     * @return participant; null = nobody.
     */
    public String speaker() {
        return speaker;
    }
}
