package io.penstock.rtc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.VideoFormat;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.testkit.LossyLink;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoomMediaTest {
    private static final long SECOND = 1_000_000_000L;

    private static RoomMedia speaker(final Hall hall, final int peer, final double loss) {
        return hall.join(peer, Hall.link(20, loss), s -> Hall.camera(Hall.voice(s, peer), peer, Hall.layer(Hall.PICTURE, 200_000)));
    }

    @Test
    void participantsHearAndSeeEachOther() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = speaker(hall, 1, 0);
            final RoomMedia b = hall.join(2, Hall.link(20, 0), s -> Hall.voice(s, 2));
            final RoomMedia listener = hall.join(3, Hall.link(20, 0), s -> { });
            final int first = hall.publish(1, a);
            final int voice = hall.publish(2, b);
            final Hall.Audience heard = hall.new Audience();
            final Hall.Audience seen = hall.new Audience();
            final Hall.Audience heardByA = hall.new Audience();
            final ReceivedTrack sound = listener.receive(IncomingTrack.sound(first, "a"), heard);
            final ReceivedTrack pictures = listener.receive(IncomingTrack.pictures(first + 1, "a", Hall.PICTURE), seen);
            a.receive(IncomingTrack.sound(voice, "b"), heardByA);
            hall.forwarder.subscribe(3, first, 0, 1);
            hall.forwarder.subscribe(3, first + 1, 0, 0);
            hall.forwarder.subscribe(1, voice, 0, 1);
            hall.run(8);
            final long lately = hall.clock.nanoTime() - 5 * SECOND;
            assertTrue(heard.since(lately) >= 245, () -> heard.since(lately) + " of 250 heard\n" + hall.report());
            assertTrue(heardByA.since(lately) >= 245, () -> heardByA.since(lately) + " of 250 heard by A\n" + hall.report());
            assertTrue(seen.since(lately) >= 73, () -> seen.since(lately) + " of 75 seen\n" + hall.report());
            assertTrue(hall.levels.getOrDefault(1, 0) > 350 && hall.levels.getOrDefault(2, 0) > 350, () -> "levels " + hall.levels);

            final TrackStatistics ofSound = sound.statistics();
            final TrackStatistics ofPictures = pictures.statistics();
            assertEquals(0, ofSound.counts().lost() + ofPictures.counts().lost(), hall::report);
            assertTrue(ofSound.counts().packets() > 350 && ofSound.counts().bytes() > 20_000, ofSound::toString);
            assertTrue(ofPictures.stalls().isEmpty(), ofPictures::toString);
            assertTrue(ofSound.concealed() <= 2, () -> ofSound + hall.report());
            final long toEnd = ofPictures.counts().endToEndNs() / 1_000_000;
            assertTrue(toEnd >= 40 && toEnd <= 150, () -> "end to end " + toEnd + " ms, 40 of them on the way\n" + hall.report());
            assertTrue(Math.abs(ofPictures.skewNs()) < 45_000_000, ofPictures::toString);
            assertTrue(listener.statistics().rttNs() >= 40_000_000 && listener.statistics().rttNs() < 50_000_000, () -> "" + listener.statistics());
            final QualityReport report = new QualityReport(hall.clock);
            report.of("c", listener.statistics());
            hall.run(2);
            final ParticipantQuality quality = report.of("c", listener.statistics());
            assertEquals(quality, SignalCodec.fields(SignalCodec.tree(quality), ParticipantQuality.class), "as it goes over the wire");
            assertEquals(2, quality.down().streams().size());
            assertEquals(15, quality.down().streams().get(1).framesPerSecond(), 1);
            assertEquals(50, quality.down().streams().get(0).framesPerSecond(), 1);
            assertEquals(DirectionQuality.Grade.GOOD, quality.down().grade(), quality::toString);
            assertTrue(listener.isProven() && hall.wire(3).bindings >= 4, () -> hall.wire(3).bindings + " bindings");
        }
    }

    @Test
    void lossesAreRepairedOnBothHops() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = speaker(hall, 1, 0.05);
            final RoomMedia listener = hall.join(2, Hall.link(20, 0.05), s -> { });
            final int first = hall.publish(1, a);
            final Hall.Audience heard = hall.new Audience();
            final Hall.Audience seen = hall.new Audience();
            final ReceivedTrack sound = listener.receive(IncomingTrack.sound(first, "a"), heard);
            final ReceivedTrack pictures = listener.receive(IncomingTrack.pictures(first + 1, "a", Hall.PICTURE), seen);
            hall.forwarder.subscribe(2, first, 0, 1);
            hall.forwarder.subscribe(2, first + 1, 0, 0);
            hall.run(12);
            final long lately = hall.clock.nanoTime() - 8 * SECOND;
            assertTrue(seen.since(lately) >= 114, () -> seen.since(lately) + " of 120 seen\n" + hall.report());
            final TrackStatistics ofSound = sound.statistics();
            assertTrue(ofSound.counts().lost() > 10, ofSound::toString);
            assertTrue(ofSound.concealed() < 30, () -> ofSound + "\n" + hall.report());
            assertTrue(pictures.statistics().stalls().size() <= 1, () -> pictures.statistics() + "\n" + hall.report());
        }
    }

    @Test
    void whoOnlyReceivesTellsTheServerWhatItsNetworkTakes() {
        try (Hall hall = new Hall(ForwardConfig.defaults().rates(300_000, 60_000, 3_000_000))) {
            final RoomMedia a = speaker(hall, 1, 0);
            final RoomMedia listener = hall.join(2, Hall.link(20, 0), s -> { });
            final int first = hall.publish(1, a);
            listener.receive(IncomingTrack.sound(first, "a"), hall.new Audience());
            listener.receiveEncoded(IncomingTrack.pictures(first + 1, "a", Hall.PICTURE), hall.new Audience());
            hall.forwarder.subscribe(2, first, 0, 1);
            hall.forwarder.subscribe(2, first + 1, 0, 0);
            hall.run(6);
            assertTrue(hall.statistics(2).rttMs() >= 40 && hall.statistics(2).rttMs() < 100, () -> "" + hall.statistics(2));
            assertEquals(0, hall.statistics(2).malformed(), hall::report);
            assertEquals(0, hall.statistics(1).malformed(), hall::report);
        }
    }

    @Test
    void tracksComeAndGoWhileTheCallRuns() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = speaker(hall, 1, 0);
            final RoomMedia listener = hall.join(2, Hall.link(20, 0), s -> { });
            final int first = hall.publish(1, a);
            final Hall.Audience heard = hall.new Audience();
            final ReceivedTrack sound = listener.receive(IncomingTrack.sound(first, "a"), heard);
            hall.forwarder.subscribe(2, first, 0, 1);
            hall.run(1);
            for (int round = 0; round < 4; round++) {
                final Hall.Audience seen = hall.new Audience();
                final ReceivedTrack pictures = listener.receive(IncomingTrack.pictures(first + 1, "a", Hall.PICTURE), seen);
                hall.forwarder.subscribe(2, first + 1, 0, 0);
                hall.run(1.5);
                assertTrue(seen.timesNs.size() >= 15, () -> seen.timesNs.size() + " pictures\n" + hall.report());
                assertEquals(2, listener.received().size());
                hall.forwarder.unsubscribe(2, first + 1);
                pictures.close();
                pictures.close();
                assertEquals(1, listener.received().size());
            }
            final long lately = hall.clock.nanoTime() - 5 * SECOND;
            assertTrue(heard.since(lately) >= 245, () -> heard.since(lately) + " of 250 heard\n" + hall.report());
            sound.close();
            assertTrue(listener.statistics().received().isEmpty());
        }
    }

    @Test
    void whatIsPausedOrNotWatchedIsNotSent() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = speaker(hall, 1, 0);
            final RoomMedia listener = hall.join(2, Hall.link(20, 0), s -> { });
            final int first = hall.publish(1, a);
            final Hall.Audience heard = hall.new Audience();
            listener.receive(IncomingTrack.sound(first, "a"), heard);
            hall.forwarder.subscribe(2, first, 0, 1);
            a.published().get(1).watched(0, false);
            hall.run(2);
            a.published().get(0).pause(true);
            hall.run(0.5);
            final long pausedAt = hall.statistics(1).sent().get(0).packets();
            hall.run(1);
            assertEquals(pausedAt, hall.statistics(1).sent().get(0).packets());
            assertEquals(0, hall.statistics(1).sent().get(1).packets(), () -> "nobody watches\n" + hall.report());
            a.published().get(0).pause(false);
            a.published().get(1).watched(0, true);
            hall.run(1);
            assertTrue(hall.statistics(1).sent().get(0).packets() >= pausedAt + 48);
            assertTrue(hall.statistics(1).sent().get(1).packets() >= 15);
        }
    }

    @Test
    void aNarrowNetworkGetsTheSmallSizeAndAWideOneTheLarge() {
        try (Hall hall = new Hall(ForwardConfig.defaults().rates(1_000_000, 60_000, 3_000_000))) {
            final VideoFormat large = VideoFormat.i420(320, 192, 15);
            final RoomMedia a = hall.join(1, Hall.link(20, 0),
                s -> Hall.camera(s, 1, Hall.layer(Hall.PICTURE, 100_000), Hall.layer(large, 400_000)));
            final RoomMedia wide = hall.join(2, Hall.link(20, 0), s -> { });
            final LossyLink.Profile thin = LossyLink.Profile.builder().delay(Timebase.ms(20)).rate(350_000, Timebase.ms(500)).build();
            final RoomMedia narrow = hall.join(3, Hall.link(20, 0), thin, s -> { });
            final int track = hall.publish(1, a);
            final Hall.Audience byWide = hall.new Audience();
            final Hall.Audience byNarrow = hall.new Audience();
            wide.receive(IncomingTrack.pictures(track, "a", large), byWide);
            narrow.receive(IncomingTrack.pictures(track, "a", large), byNarrow);
            hall.forwarder.subscribe(2, track, 0, 0);
            hall.forwarder.subscribe(3, track, 0, 0);
            hall.run(12);
            assertEquals(320, byWide.width, hall::report);
            assertEquals(160, byNarrow.width, hall::report);
            final long lately = hall.clock.nanoTime() - 4 * SECOND;
            assertTrue(byWide.since(lately) >= 57, () -> byWide.since(lately) + " of 60\n" + hall.report());
            assertTrue(byNarrow.since(lately) >= 50, () -> byNarrow.since(lately) + " of 60\n" + hall.report());
        }
    }

    @Test
    void whateverComesFromTheNetworkDoesNoHarm() {
        final long seed = 20_261_123;
        final Random random = new Random(seed);
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = speaker(hall, 1, 0);
            final RoomMedia listener = hall.join(2, Hall.link(5, 0), s -> Hall.voice(s, 2));
            final int first = hall.publish(1, a);
            final Hall.Audience heard = hall.new Audience();
            listener.receive(IncomingTrack.sound(first, "a"), heard);
            hall.forwarder.subscribe(2, first, 0, 1);
            final byte[] packet = new byte[1500];
            for (int i = 0; i < 4000; i++) {
                random.nextBytes(packet);
                final int length = random.nextInt(random.nextInt(10) == 0 ? 1501 : 80);
                packet[0] = (byte) (random.nextInt(4) == 0 ? packet[0] : random.nextInt(3) == 0 ? random.nextInt(4) : 0x80 | packet[0] & 0x3F);
                packet[1] = (byte) (random.nextBoolean() ? packet[1] : 200 + random.nextInt(8));
                if (random.nextBoolean() && length > 12) {
                    System.arraycopy(new byte[] {0x10, 0, 0, (byte) (first + random.nextInt(2))}, 0, packet, random.nextBoolean() ? 4 : 8, 4);
                }
                hall.wire(2).toParticipant(packet, 0, length);
                if (i % 4 == 0) {
                    hall.run(0.001);
                }
            }
            hall.run(2);
            final long lately = hall.clock.nanoTime() - SECOND;
            assertTrue(heard.since(lately) >= 48, () -> "seed " + seed + ": " + heard.since(lately) + " of 50 heard\n" + hall.report());
        }
    }

    @Test
    void refusesWhatCannotBeReceived() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia listener = hall.join(1, Hall.link(20, 0), s -> { });
            listener.receive(IncomingTrack.sound(1, "a"), hall.new Audience());
            assertThrows(ConfigurationException.class, () -> listener.receive(IncomingTrack.sound(1, "a"), hall.new Audience()));
            assertThrows(ConfigurationException.class, () -> listener.receiveEncoded(IncomingTrack.sound(2, "a"), hall.new Audience()));
            assertThrows(ConfigurationException.class, () -> IncomingTrack.sound(-1, "a"));
            assertFalse(listener.received().isEmpty());
            listener.close();
            assertThrows(EngineException.class, () -> listener.receive(IncomingTrack.sound(3, "a"), hall.new Audience()));
        }
    }
}
