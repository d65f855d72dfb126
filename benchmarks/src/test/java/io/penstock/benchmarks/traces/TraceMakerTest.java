package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.clock.Timebase;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink.Profile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceMakerTest {
    private static final Voice TALK = Voice.of(false);
    private static final long S = Timebase.NANOS_PER_SECOND;

    private static LinkTrace make(final LinkSchedule link) {
        return TraceMaker.make(new TraceScenario("test", "a test", link), TALK, 10, 1);
    }

    private static Profile.Builder delay(final int ms) {
        return Profile.builder().delay(Timebase.ms(ms));
    }

    @Test
    void thereAreEnoughTracesAndEachHasAName() {
        final Set<String> names = new HashSet<>();
        for (final TraceScenario scenario : TraceScenarios.all()) {
            assertTrue(names.add(scenario.name()), scenario.name());
            assertTrue(scenario.name().matches("[a-z0-9-]{1,22}"), scenario.name());
            assertFalse(scenario.described().isBlank());
        }
        assertTrue(names.size() >= 20, names.size() + " traces");
    }

    @Test
    void aTraceIsTheSameForTheSameSeedOnly() {
        for (final TraceScenario scenario : TraceScenarios.all()) {
            final Voice voice = scenario.pauses() ? Voice.of(true) : TALK;
            assertEquals(TraceMaker.make(scenario, voice, 3, 1), TraceMaker.make(scenario, voice, 3, 1), scenario.name());
        }
        final TraceScenario lossy = new TraceScenario("lossy", "", LinkSchedule.always(delay(10).loss(0.1).build()));
        assertNotEquals(TraceMaker.make(lossy, TALK, 3, 1), TraceMaker.make(lossy, TALK, 3, 2));
    }

    @Test
    void sendsSoundEveryTwentyMillisecondsAndPicturesThirtyTimesASecond() {
        final LinkTrace trace = make(LinkSchedule.always(delay(25).build()));
        final List<TracePacket> sound = trace.of(Medium.AUDIO);
        assertEquals(500, sound.size());
        for (int i = 0; i < sound.size(); i++) {
            assertEquals(i * 20_000_000L, sound.get(i).sentNs());
            assertEquals(List.of(i * 20_000_000L + 25_000_000L), sound.get(i).arrivalsNs());
        }
        final List<TracePacket> pictures = trace.of(Medium.VIDEO);
        assertEquals(300, pictures.stream().filter(TracePacket::marker).count(), 1);
        assertEquals(600_000, pictures.stream().mapToLong(TracePacket::bytes).sum() * 8 / 10.0, 60_000);
        assertTrue(pictures.get(0).key());
        assertEquals(1, pictures.stream().filter(TracePacket::key).map(TracePacket::timestamp).distinct().count(), "nothing was lost");
        assertEquals(10, trace.seconds());
    }

    @Test
    void sendsLostPacketsOfPicturesAgainAndThoseOfSoundNot() {
        final LinkTrace trace = make(LinkSchedule.always(delay(25).loss(0.1).build()));
        final List<TracePacket> pictures = trace.of(Medium.VIDEO);
        assertTrue(pictures.stream().filter(packet -> packet.sentNs() < 9 * S).allMatch(packet -> !packet.isLost()));
        final long again = pictures.stream().filter(packet -> packet.arrivalsNs().get(0) - packet.sentNs() > 60_000_000L).count();
        assertEquals(pictures.size() * 0.1, again, pictures.size() * 0.04);
        assertEquals(50, trace.of(Medium.AUDIO).stream().filter(TracePacket::isLost).count(), 20);
    }

    @Test
    void letsLostSoundArriveWithThePacketThatRepeatsIt() {
        final LinkSchedule half = LinkSchedule.always(delay(25).loss(0.5).build());
        final List<TracePacket> plain = TraceMaker.make(new TraceScenario("plain", "", half).withoutPictures(), TALK, 10, 1).packets();
        final List<TracePacket> red = TraceMaker.make(new TraceScenario("red", "", half).withoutPictures().red(2), TALK, 10, 1).packets();
        assertEquals(500, red.size(), "no pictures");
        for (int i = 0; i + 2 < red.size(); i++) {
            int with = i;
            while (with < i + 3 && plain.get(with).isLost()) {
                with++;
            }
            assertEquals(with == i + 3 ? List.of() : plain.get(with).arrivalsNs(), red.get(i).arrivalsNs(), "packet " + i);
        }
    }

    @Test
    void asksForAKeyFrameWhenResendingDoesNotHelp() {
        final LinkTrace trace = make(LinkSchedule.builder().step(delay(25).build(), Timebase.seconds(3)).loses(Timebase.seconds(2))
            .last(delay(25).build()));
        final List<TracePacket> keys = trace.of(Medium.VIDEO).stream().filter(TracePacket::key).toList();
        assertEquals(2, keys.stream().map(TracePacket::timestamp).distinct().count());
        assertEquals(5.08, keys.get(keys.size() - 1).sentNs() / 1e9, 0.05, "a round trip and a picture after the outage");
    }

    @Test
    void drivesTheSendersClockApart() {
        final TraceScenario fast = new TraceScenario("fast", "", LinkSchedule.always(delay(0).build())).driftPpm(1000);
        final List<TracePacket> sound = TraceMaker.make(fast, TALK, 10, 1).of(Medium.AUDIO);
        assertEquals(500 * 0.999 * 20_000_000L, sound.get(500).sentNs(), 20_000, "ten seconds by its clock are 9.99");
    }

    @Test
    void sendsNothingWhileAVoicePauses() {
        final TraceScenario pauses = new TraceScenario("dtx", "", LinkSchedule.always(delay(0).build())).withPauses();
        final List<TracePacket> sound = TraceMaker.make(pauses, Voice.of(true), 10, 1).of(Medium.AUDIO);
        assertTrue(sound.size() > 280 && sound.size() < 350, sound.size() + " of 500 packets");
        for (int i = 1; i < sound.size(); i++) {
            assertEquals(sound.get(i - 1).sequence() + 1, sound.get(i).sequence());
        }
    }
}
