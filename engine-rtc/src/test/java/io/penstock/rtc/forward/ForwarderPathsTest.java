package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtcpFlyweight;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beginnings, new beginnings, and who gets what where not everybody gets everything. */
class ForwarderPathsTest {
    private static final int A = 200;
    private static final int B = 201;
    private static final int OUT = MediaPlane.FORWARDED_SSRC_BASE + 7;
    private final Bench bench = new Bench();

    private static List<Integer> sequences(final List<Bench.Sent> packets) {
        return packets.stream().map(s -> s.header().sequence()).toList();
    }

    private static void assertDense(final List<Integer> sequences) {
        for (int i = 1; i < sequences.size(); i++) {
            assertEquals(sequences.get(i - 1) + 1 & 0xFFFF, sequences.get(i), "after " + sequences.subList(0, i));
        }
    }

    @Test
    void whoHasNoAddressYetMissesNothingOfTheFirstPicture() {
        bench.join(A, B).video(A, 7, 1000);
        bench.withoutAddress.add(B);
        final Stream camera = Stream.video(1000);
        bench.in(A, camera.frame(true, 4));
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.in(A, camera.frame(false, 2));
        bench.pass(50);
        assertTrue(bench.got(B).isEmpty());
        bench.reach(B);
        bench.pass(20);
        assertEquals(6, bench.got(B, OUT).size(), "all of the key frame and what came after it");
        assertDense(sequences(bench.got(B, OUT)));
    }

    @Test
    void aPublisherThatCountsAnewIsFollowed() {
        bench.join(A, B).video(A, 7, 1000).audio(A, 8, 2000);
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.forwarder.subscribe(B, 8, 0, 0);
        final Stream camera = Stream.video(1000);
        final Stream voice = Stream.audio(2000);
        bench.in(A, camera.frame(true, 2));
        bench.in(A, voice.sound(-20, true));
        for (final int jump : new int[] {-20_000, 20_000, 5_000, -700, 40_000}) {
            camera.jump(jump);
            voice.jump(jump);
            bench.nowNs += 40 * Bench.MS;
            bench.in(A, camera.frame(false, 3));
            bench.in(A, camera.frame(true, 2));
            for (int i = 0; i < 4; i++) {
                bench.in(A, voice.sound(-20, true));
            }
        }
        assertEquals(12, bench.got(B, OUT).size(), "each new beginning from its key frame on");
        assertDense(sequences(bench.got(B, OUT)));
        assertEquals(11, bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 8).size(), "three in a row make a beginning: two of them are lost");
        assertDense(sequences(bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 8)));
    }

    @Test
    void aTapWatchesAsAReceiverDoes() {
        bench.join(A).video(A, 7, 1000, 1001);
        final PacketTap tap = (packet, offset, length, at) -> { };
        bench.forwarder.tap(7, tap);
        bench.pass(1);
        assertEquals(List.of("7/1 true"), bench.watched);
        assertEquals(1, bench.keyframesAsked(A, 1001));
        bench.forwarder.untap(7, tap);
        bench.forwarder.untap(7, tap);
        bench.pass(1);
        assertEquals(List.of("7/1 true", "7/1 false"), bench.watched);
    }

    @Test
    void whatIsStillSentIsWatchedUntilWhatIsWantedHasCome() {
        bench.join(A, B).video(A, 7, 1000, 1001);
        final Stream low = Stream.video(1000);
        final Stream high = Stream.video(1001);
        bench.forwarder.subscribe(B, 7, 180, 0);
        bench.pass(1);
        bench.in(A, low.frame(true, 2));
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.pass(10);
        assertEquals(List.of("7/0 true", "7/1 true"), bench.watched);
        bench.in(A, high.frame(true, 2));
        bench.in(A, high.frame(false, 1));
        assertEquals(List.of("7/0 true", "7/1 true", "7/0 false"), bench.watched);
        assertEquals(5, bench.got(B, OUT).size());
    }

    @Test
    void anEncodingThatIsWantedAndDoesNotComeIsDoneWithout() {
        bench.join(A, B).video(A, 7, 1000, 1001);
        final Stream low = Stream.video(1000);
        bench.forwarder.subscribe(B, 7, 0, 0);
        for (int i = 0; i < 90; i++) {
            bench.in(A, low.frame(i % 30 == 0, 2));
            bench.pass(33);
        }
        assertTrue(bench.got(B, OUT).size() >= 60, "the other one is: " + bench.got(B, OUT).size());
    }

    @Test
    void nobodyIsAskedForKeyframesOfWhatNobodyWatches() {
        bench.join(A).video(A, 7, 1000);
        bench.pass(2_000);
        assertEquals(0, bench.keyframesAsked(A, 1000));
    }

    @Test
    void ofManyOnlyThoseWhoSpokeLastAreSeenAndAllAreHeard() {
        bench.join(B);
        final List<Stream> cameras = new ArrayList<>();
        final List<Stream> voices = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bench.join(i).video(i, 10 + i, 1000 + i).audio(i, 20 + i, 2000 + i);
            bench.forwarder.subscribe(B, 10 + i, 0, 0);
            bench.forwarder.subscribe(B, 20 + i, 0, 0);
            cameras.add(Stream.video(1000 + i));
            voices.add(Stream.audio(2000 + i));
        }
        bench.forwarder.lastN(B, 2);
        assertEquals(List.of(0, 1), seen(cameras, voices));
        bench.forwarder.spoke(3);
        assertEquals(List.of(0, 3), seen(cameras, voices));
        bench.forwarder.spoke(4);
        assertEquals(List.of(3, 4), seen(cameras, voices));
        bench.forwarder.subscribe(B, 11, 0, 9);
        assertEquals(List.of(1, 4), seen(cameras, voices), "what is wanted most comes before who spoke last");
        bench.forwarder.lastN(B, Integer.MAX_VALUE);
        assertEquals(List.of(0, 1, 2, 3, 4), seen(cameras, voices));
    }

    private List<Integer> seen(final List<Stream> cameras, final List<Stream> voices) {
        bench.pass(150);
        bench.sent.clear();
        final List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < cameras.size(); i++) {
            bench.in(i, cameras.get(i).frame(true, 2));
            bench.in(i, voices.get(i).sound(-30, true));
            if (!bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 10 + i).isEmpty()) {
                seen.add(i);
            }
            assertEquals(1, bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 20 + i).size());
        }
        return seen;
    }

    @Test
    void manyStreamsAreReportedInSeveralReports() {
        bench.join(A);
        for (int track = 0; track < 40; track++) {
            bench.audio(A, track, 5000 + track);
            final Stream voice = Stream.audio(5000 + track);
            bench.in(A, voice.sound(-20, true));
            bench.in(A, voice.sound(-20, true));
        }
        bench.pass(1);
        bench.sent.clear();
        bench.pass(1_000);
        assertEquals(40, bench.sent.stream().filter(Bench.Sent::isRtcp).mapToInt(s -> {
            final RtcpFlyweight compound = new RtcpFlyweight().wrap(s.packet(), 0, s.packet().length);
            return compound.next() && compound.type() == RtcpFlyweight.RECEIVER_REPORT ? compound.reportCount() : 0;
        }).sum());
    }

    @Test
    void theClocksOfAPublisherRunOnInWhatIsReportedOfIt() {
        bench.join(A, B).audio(A, 8, 2000);
        bench.forwarder.subscribe(B, 8, 0, 0);
        final Stream voice = Stream.audio(2000);
        bench.in(A, voice.sound(-20, true));
        final byte[] packet = new byte[100];
        final RtcpWriter writer = new RtcpWriter("x").begin(packet, 0).senderReport(2000, 0x1234_5678_0000_0000L, 96_000, 1, 200);
        bench.forwarder.datagram(A, packet, 0, writer.length(), bench.nowNs);
        bench.pass(3_500);
        final List<RtcpFlyweight> reports = bench.sent.stream().filter(s -> s.peer() == B && s.isRtcp())
            .map(s -> new RtcpFlyweight().wrap(s.packet(), 0, s.packet().length)).filter(c -> c.next() && c.type() == RtcpFlyweight.SENDER_REPORT)
            .toList();
        assertTrue(reports.size() >= 3);
        for (int i = 1; i < reports.size(); i++) {
            final double seconds = (reports.get(i).ntpTimestamp() - reports.get(i - 1).ntpTimestamp()) / (double) (1L << 32);
            assertEquals(1, seconds, 0.01);
            assertEquals(48_000 * seconds, reports.get(i).rtpTimestamp() - reports.get(i - 1).rtpTimestamp(), 2);
        }
    }

    @Test
    void aTrackOfNothingIsRefusedWhereItIsMade() {
        assertThrows(ConfigurationException.class, () -> new TrackSpec(1, A, MediaKind.VIDEO, CodecId.H264, "x", List.of()));
        final TrackSpec.Layer layer = new TrackSpec.Layer(1, 0, 0, 0, 1);
        assertThrows(ConfigurationException.class, () -> new TrackSpec(1, A, MediaKind.AUDIO, CodecId.OPUS, "x", List.of(layer, layer)));
    }
}
