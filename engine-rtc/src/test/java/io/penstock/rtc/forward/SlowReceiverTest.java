package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.transport.ArrivalLog;
import io.penstock.core.transport.FeedbackComposer;
import io.penstock.clock.Timebase;
import io.penstock.testkit.LinkModel;
import io.penstock.testkit.LossyLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One narrow network in a room: it gets what it carries, sound first, and nobody else notices. */
class SlowReceiverTest {
    private static final int PUBLISHER = 1;
    private static final int WIDE = 2;
    private static final int NARROW = 3;
    private static final int PICTURES = MediaPlane.FORWARDED_SSRC_BASE + 7;
    private static final int SOUND = MediaPlane.FORWARDED_SSRC_BASE + 8;
    private static final int ONE_WAY_MS = 20;
    private final Bench bench = new Bench(ForwardConfig.defaults().rates(1_000_000, 60_000, 5_000_000));
    private final Stream small = Stream.video(1000);
    private final Stream large = Stream.video(1001);
    private final Stream voice = Stream.audio(2000);
    private final Map<Integer, Link> links = new HashMap<>();
    private int ms;
    private int pictures;
    private int sounds;

    /** A way to a receiver, which reports what arrives. */
    private final class Link {
        private final int peer;
        private LinkModel model;
        private final ArrivalLog arrivals = new ArrivalLog();
        private final FeedbackComposer composer = new FeedbackComposer(arrivals);
        private final List<Bench.Sent> underWay = new ArrayList<>();
        private final byte[] feedback = new byte[1500];
        private int read;
        private int soundLost;

        Link(final int peer, final LossyLink.Profile profile) {
            this.peer = peer;
            model = new LinkModel(profile, 7);
        }

        void step() {
            for (; read < bench.sent.size(); read++) {
                final Bench.Sent sent = bench.sent.get(read);
                if (sent.peer() == peer && !sent.isRtcp()) {
                    if (model.offer(bench.nowNs, sent.packet().length) == 0) {
                        soundLost += sent.header().ssrc() == SOUND ? 1 : 0;
                    } else {
                        underWay.add(new Bench.Sent(peer, sent.packet(), model.departureNs(0)));
                    }
                }
            }
            while (!underWay.isEmpty() && underWay.get(0).atNs() <= bench.nowNs) {
                final Bench.Sent arrived = underWay.remove(0);
                arrivals.arrived(arrived.header().ssrc(), arrived.header().sequence(), bench.nowNs);
            }
            if (ms % 50 == 0) {
                final int length = composer.compose(feedback, bench.nowNs);
                if (length > 0) {
                    bench.forwarder.datagram(peer, feedback, 0, length, bench.nowNs);
                }
            }
        }
    }

    private void room(final long narrowBps) {
        bench.join(PUBLISHER, WIDE, NARROW).video(PUBLISHER, 7, 1000, 1001).audio(PUBLISHER, 8, 2000);
        links.put(WIDE, new Link(WIDE, LossyLink.Profile.builder().delay(Timebase.ms(ONE_WAY_MS)).build()));
        links.put(NARROW, new Link(NARROW, LossyLink.Profile.builder().delay(Timebase.ms(ONE_WAY_MS)).rate(narrowBps, Timebase.ms(300)).build()));
        for (final int peer : links.keySet()) {
            bench.forwarder.subscribe(peer, 7, 0, 0);
            bench.forwarder.subscribe(peer, 8, 0, 0);
        }
    }

    /** Pictures of about 115 and 800 kbit/s, every second of which no other needs, key frames when asked for; sound of 90 kbit/s. */
    private void run(final int seconds) {
        for (int end = ms + seconds * 1000; ms < end; ms++) {
            if (ms % 33 == 0) {
                final boolean smallKey = pictures == 0 || bench.keyframesAsked(PUBLISHER, 1000) > 0;
                final boolean largeKey = pictures == 0 || bench.keyframesAsked(PUBLISHER, 1001) > 0;
                final boolean reference = pictures % 2 == 0;
                bench.sent.removeIf(sent -> sent.peer() == PUBLISHER);
                links.values().forEach(link -> link.read = Math.min(link.read, bench.sent.size()));
                bench.in(PUBLISHER, small.frame(smallKey, smallKey ? 3 : 2, reference || smallKey));
                bench.in(PUBLISHER, large.frame(largeKey, largeKey ? 20 : 14, reference || largeKey));
                pictures++;
            }
            if (ms % 20 == 0) {
                bench.in(PUBLISHER, voice.sound(-30, true));
                sounds++;
            }
            bench.pass(1);
            links.values().forEach(Link::step);
            if (links.values().stream().allMatch(link -> link.read == bench.sent.size()) && ms % 100 == 0) {
                forwardedTo(NARROW);
            }
        }
    }

    private int forwardedTo(final int peer) {
        return bench.got(peer, PICTURES).size();
    }

    private ForwardStatistics.Received received(final int peer, final int track) {
        final var result = bench.forwarder.statistics(peer);
        bench.forwarder.tick(bench.nowNs);
        return result.join().received().stream().filter(r -> r.track() == track).findFirst().orElseThrow();
    }

    @Test
    void getsTheSmallPictureWhereTheLargeOneDoesNotFitAndTheOthersGetTheLarge() {
        room(450_000);
        run(12);
        assertEquals(0, received(NARROW, 7).layer());
        assertEquals(1, received(WIDE, 7).layer());
        assertEquals(0, received(WIDE, 7).leftOut());
        assertEquals(sounds, bench.got(WIDE, SOUND).size());
        assertEquals(sounds, bench.got(NARROW, SOUND).size());
    }

    @Test
    void getsSoundAloneWhereNoPictureFits() {
        room(130_000);
        run(12);
        assertEquals(OutTrack.NOTHING, received(NARROW, 7).layer());
        assertEquals(1, received(WIDE, 7).layer());
        assertEquals(sounds, bench.got(NARROW, SOUND).size(), "sound is never held back");
        final int lostBefore = links.get(NARROW).soundLost;
        run(4);
        assertEquals(lostBefore, links.get(NARROW).soundLost, "and by now all of it gets through");
    }

    @Test
    void doesWithoutFramesThatNoOtherNeedsBeforeItDoesWithoutPictures() {
        room(210_000);
        run(12);
        final ForwardStatistics.Received got = received(NARROW, 7);
        assertTrue(got.leftOut() > 0 || got.layer() == OutTrack.NOTHING, "something was done about it: " + got);
        assertEquals(0, received(WIDE, 7).leftOut());
    }

    @Test
    void getsPicturesAgainWhenItsNetworkIsWideAgain() {
        room(130_000);
        run(12);
        assertEquals(OutTrack.NOTHING, received(NARROW, 7).layer());
        links.get(NARROW).model = new LinkModel(LossyLink.Profile.builder().delay(Timebase.ms(ONE_WAY_MS)).build(), 7);
        run(10);
        assertEquals(1, received(NARROW, 7).layer(), "padding has found out");
    }
}
