package io.penstock.rtc.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActiveSpeakerTest {
    private static final long MS = 1_000_000L;
    private static final int SPEECH = -25;
    private static final int QUIET = -80;

    private final List<String> told = new ArrayList<>();
    private final ActiveSpeaker speakers = new ActiveSpeaker(Duration.ZERO, told::add);
    private final Random random = new Random(1);
    private boolean voiced;
    private long nowNs;

    /** Everybody sends every 20 ms; one of them speaks, in syllables. */
    private void hear(final ActiveSpeaker to, final String who, final int ms, final String... all) {
        for (int t = 0; t < ms; t += 20) {
            nowNs += 20 * MS;
            voiced = random.nextInt(10) == 0 ? !voiced : voiced;
            for (final String one : all) {
                to.level(one, one.equals(who) && voiced ? SPEECH - random.nextInt(7) : QUIET - random.nextInt(3), nowNs);
            }
        }
    }

    @Test
    void followsWhoSpeaks() {
        hear(speakers, "anna", 3000, "anna", "bela", "cora");
        assertEquals("anna", speakers.speaker());
        hear(speakers, "bela", 3000, "anna", "bela", "cora");
        assertEquals("bela", speakers.speaker());
        assertEquals(List.of("anna", "bela"), told.subList(told.size() - 2, told.size()));
    }

    @Test
    void isNotMovedByACough() {
        hear(speakers, "anna", 3000, "anna", "bela");
        for (int i = 0; i < 50; i++) {
            hear(speakers, i == 10 || i == 11 ? "bela" : "anna", 20, "anna", "bela");
            speakers.level("anna", SPEECH, nowNs);
        }
        assertEquals("anna", speakers.speaker());
    }

    @Test
    void whoHasLeftDoesNotSpeakAndMaySpeakAgainWhenBack() {
        hear(speakers, "anna", 3000, "anna", "bela");
        speakers.left("anna");
        assertNull(speakers.speaker());
        assertNull(told.get(told.size() - 1));
        hear(speakers, "anna", 3000, "anna", "bela");
        assertEquals("anna", speakers.speaker());
    }

    @Test
    void saysThatNobodySpeaksAfterSilenceIfSoAskedFor() {
        final ActiveSpeaker patient = new ActiveSpeaker(Duration.ofSeconds(2), told::add);
        hear(patient, "anna", 3000, "anna", "bela");
        assertEquals("anna", patient.speaker());
        hear(patient, "nobody", 6000, "anna", "bela");
        assertNull(patient.speaker());
    }

    @Test
    void givesTheSameHoweverOftenItIsTicked() {
        assertEquals(story(1), story(7));
        assertTrue(story(3).size() > 4);
    }

    private List<String> story(final int ticksEach) {
        nowNs = 0;
        final List<String> heard = new ArrayList<>();
        final ActiveSpeaker room = new ActiveSpeaker(Duration.ZERO, heard::add);
        random.setSeed(5);
        voiced = false;
        final String[] all = {"anna", "bela", "cora", "dora"};
        for (int turn = 0; turn < 20; turn++) {
            final String who = all[random.nextInt(4)];
            for (int i = 0; i < 50; i++) {
                final long before = nowNs;
                hear(room, who, 20, all);
                for (int k = 0; k < ticksEach; k++) {
                    room.tick(before + 20 * MS);
                }
            }
        }
        return heard;
    }

    @Test
    void forgetsThousandsWhoCameAndLeft() {
        for (int i = 0; i < 5000; i++) {
            hear(speakers, "none", 20, "visitor" + i, "anna");
            speakers.left("visitor" + i);
        }
        hear(speakers, "anna", 3000, "anna", "bela");
        assertEquals("anna", speakers.speaker());
    }

    @Test
    void takesLevelsOutOfRangeAsTheNearest() {
        speakers.level("anna", 99, MS);
        speakers.level("anna", -999, 2 * MS);
        assertThrows(ConfigurationException.class, () -> new ActiveSpeaker(Duration.ofMillis(-1), told::add));
    }
}
