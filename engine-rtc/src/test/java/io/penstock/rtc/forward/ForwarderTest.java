package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwarderTest {
    private static final int A = 200;
    private static final int B = 201;
    private static final int C = 202;
    private static final int OUT = MediaPlane.FORWARDED_SSRC_BASE + 7;
    private final Bench bench = new Bench();
    private final Stream camera = Stream.video(1000);

    private void watchedByB() {
        bench.join(A, B).video(A, 7, 1000);
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.pass(1);
    }

    private static List<Integer> sequences(final List<Bench.Sent> packets) {
        return packets.stream().map(s -> s.header().sequence()).toList();
    }

    private static void assertDense(final List<Integer> sequences) {
        for (int i = 1; i < sequences.size(); i++) {
            assertEquals(sequences.get(i - 1) + 1 & 0xFFFF, sequences.get(i), "after " + sequences.subList(0, i));
        }
    }

    @Test
    void forwardsFromTheFirstKeyframeOnWithNumbersOfItsOwnAndPayloadsUntouched() {
        watchedByB();
        bench.in(A, camera.frame(false, 3));
        assertTrue(bench.got(B).isEmpty(), "what cannot be decoded is not sent");
        final byte[][] key = camera.frame(true, 4);
        bench.in(A, key);
        bench.in(A, camera.frame(false, 2));
        final List<Bench.Sent> got = bench.got(B, OUT);
        assertEquals(6, got.size());
        assertDense(sequences(got));
        assertArrayEquals(Arrays.copyOfRange(key[0], 12, key[0].length), Arrays.copyOfRange(got.get(0).packet(), 12, got.get(0).packet().length));
        assertEquals(3000, got.get(4).header().timestamp() - got.get(0).header().timestamp());
        assertTrue(got.get(3).header().marker());
    }

    @Test
    void asksThePublisherForAKeyframeWhenSomebodyComesAndNotForEachWhoDoes() {
        watchedByB();
        bench.in(A, camera.frame(false, 1));
        bench.pass(100);
        assertEquals(1, bench.keyframesAsked(A, 1000));
        bench.join(C);
        bench.forwarder.subscribe(C, 7, 0, 0);
        bench.pass(100);
        assertEquals(1, bench.keyframesAsked(A, 1000), "the one that was asked for serves both");
        bench.pass(150);
        assertEquals(2, bench.keyframesAsked(A, 1000), "it may have been lost");
        bench.in(A, camera.frame(true, 2));
        bench.pass(1000);
        assertEquals(2, bench.keyframesAsked(A, 1000));
        assertEquals(2, bench.got(B).size());
        assertEquals(2, bench.got(C).size());
    }

    @Test
    void whoComesSoonAfterAKeyframeGetsItAndAllThatFollowedIt() {
        watchedByB();
        bench.in(A, camera.frame(true, 4));
        bench.in(A, camera.frame(false, 2));
        bench.join(C);
        bench.forwarder.subscribe(C, 7, 0, 0);
        bench.pass(20);
        assertEquals(6, bench.got(C, OUT).size());
        bench.in(A, camera.frame(false, 1));
        assertEquals(7, bench.got(C, OUT).size());
        assertDense(sequences(bench.got(C, OUT)));
        assertEquals(1, bench.keyframesAsked(A, 1000), "for B, at its start; C needed none");
    }

    @Test
    void whoComesLongAfterAKeyframeSeesItAtOnceAsOfNowAndGoesOnWithTheNext() {
        watchedByB();
        bench.in(A, camera.frame(true, 4));
        for (int i = 0; i < 300; i++) {
            bench.in(A, camera.frame(false, 2));
            bench.pass(33);
        }
        bench.join(C);
        bench.forwarder.subscribe(C, 7, 0, 0);
        bench.pass(1);
        final List<Bench.Sent> shown = bench.got(C, OUT);
        assertEquals(4, shown.size());
        final int liveTimestamp = bench.got(B, OUT).get(bench.got(B, OUT).size() - 1).header().timestamp();
        assertEquals(liveTimestamp, shown.get(0).header().timestamp(), "not ten seconds ago, or it would be played ten seconds late for ever");
        bench.in(A, camera.frame(false, 2));
        assertEquals(4, bench.got(C, OUT).size(), "what refers to frames that it has not got is not sent");
        bench.in(A, camera.frame(true, 3));
        bench.in(A, camera.frame(false, 2));
        assertEquals(9, bench.got(C, OUT).size());
        assertDense(sequences(bench.got(C, OUT)));
        assertEquals(6000, bench.got(C, OUT).get(4).header().timestamp() - liveTimestamp);
    }

    @Test
    void asksThePublisherForWhatGotLostOnTheWayAndForwardsItUnderTheNumberLeftForIt() {
        watchedByB();
        bench.in(A, camera.frame(true, 2));
        final byte[][] frame = camera.frame(false, 3);
        bench.in(A, frame[0], frame[2]);
        bench.pass(5);
        final int lost = (frame[1][2] & 0xFF) << 8 | frame[1][3] & 0xFF;
        assertEquals(List.of(lost), bench.askedAgain(A, 1000));
        bench.in(A, Stream.again(frame[1], 1000 + Bench.RTX, 9));
        final List<Bench.Sent> got = bench.got(B, OUT);
        assertEquals(5, got.size());
        assertEquals(got.get(2).header().sequence() + 1 & 0xFFFF, got.get(4).header().sequence());
        assertArrayEquals(Arrays.copyOfRange(frame[1], 12, 212), Arrays.copyOfRange(got.get(4).packet(), 12, 212));
        assertEquals(Forwarder.VIDEO_PAYLOAD_TYPE, got.get(4).header().payloadType());
        bench.pass(500);
        assertEquals(1, bench.askedAgain(A, 1000).size(), "it came");
    }

    @Test
    void sendsAReceiverAgainWhatItDidNotGetWithoutTroublingThePublisher() {
        watchedByB();
        bench.in(A, camera.frame(true, 5));
        final Bench.Sent lost = bench.got(B, OUT).get(2);
        bench.nack(B, OUT, lost.header().sequence());
        bench.pass(5);
        final List<Bench.Sent> again = bench.got(B, OUT | Forwarder.RTX_SSRC_BIT);
        assertEquals(1, again.size());
        final byte[] rtx = again.get(0).packet();
        assertEquals(lost.header().sequence(), (rtx[12] & 0xFF) << 8 | rtx[13] & 0xFF);
        assertEquals(lost.header().timestamp(), again.get(0).header().timestamp());
        assertArrayEquals(Arrays.copyOfRange(lost.packet(), 12, 212), Arrays.copyOfRange(rtx, 14, 214));
        bench.nack(B, OUT, lost.header().sequence());
        bench.pass(2);
        assertEquals(1, bench.got(B, OUT | Forwarder.RTX_SSRC_BIT).size(), "it is still on its way");
        assertTrue(bench.askedAgain(A, 1000).isEmpty());
    }

    @Test
    void forwardsNothingOfWhoMayNotBeSeenNotEvenAgainAndNothingOfThatTimeLater() {
        watchedByB();
        bench.in(A, camera.frame(true, 5));
        final int seen = bench.got(B).size();
        final int sequence = bench.got(B, OUT).get(3).header().sequence();
        bench.forwarder.permit(A, MediaKind.VIDEO, false);
        final byte[][] secret = camera.frame(true, 3);
        bench.in(A, secret);
        bench.in(A, Stream.again(secret[1], 1000 + Bench.RTX, 1));
        bench.nack(B, OUT, sequence, sequence + 1 & 0xFFFF);
        bench.join(C);
        bench.forwarder.subscribe(C, 7, 0, 0);
        bench.pass(300);
        assertEquals(seen, bench.got(B).size());
        assertTrue(bench.got(C).isEmpty());
        bench.forwarder.permit(A, MediaKind.VIDEO, true);
        bench.in(A, camera.frame(false, 2));
        bench.pass(50);
        assertEquals(seen, bench.got(B).size(), "a key frame has to come first, and what was secret stays so");
        final byte[][] open = camera.frame(true, 2);
        bench.in(A, open);
        assertEquals(seen + 2, bench.got(B).size());
        assertEquals(2, bench.got(C).size());
        assertDense(sequences(bench.got(B, OUT)));
    }

    @Test
    void forwardsSoundFromTheFirstPacketAndTellsItsLevel() {
        bench.join(A, B).audio(A, 8, 2000);
        bench.forwarder.subscribe(B, 8, 0, 0);
        final Stream voice = Stream.audio(2000);
        for (int i = 0; i < 50; i++) {
            bench.in(A, voice.sound(-30, true));
            bench.pass(20);
        }
        final List<Bench.Sent> got = bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 8);
        assertEquals(50, got.size());
        assertDense(sequences(got));
        assertEquals("200 8 -30 true", bench.levels.get(0));
        bench.forwarder.permit(A, MediaKind.AUDIO, false);
        bench.in(A, voice.sound(-10, true));
        assertEquals(50, bench.levels.size(), "who may not be heard is not the speaker either");
        assertEquals(50, bench.got(B).size());
    }

    @Test
    void nothingGoesBackToWhoSentItOrToWhoLeft() {
        bench.join(A, B).video(A, 7, 1000);
        bench.forwarder.subscribe(A, 7, 0, 0);
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.in(A, camera.frame(true, 1));
        assertTrue(bench.got(A).isEmpty());
        assertEquals(1, bench.got(B).size());
        bench.forwarder.leave(B);
        bench.in(A, camera.frame(false, 1));
        assertEquals(1, bench.got(B).size());
        bench.forwarder.leave(A);
        bench.in(A, camera.frame(true, 1));
        bench.pass(2000);
        assertEquals(1, bench.got(B).size());
    }

    @Test
    void tellsWhetherAnybodyWatches() {
        bench.join(A, B, C).video(A, 7, 1000);
        bench.forwarder.subscribe(B, 7, 0, 0);
        bench.forwarder.subscribe(C, 7, 0, 0);
        bench.pass(1);
        bench.forwarder.unsubscribe(B, 7);
        bench.pass(1);
        assertEquals(List.of("7/0 true"), bench.watched);
        bench.forwarder.leave(C);
        bench.pass(1);
        assertEquals(List.of("7/0 true", "7/0 false"), bench.watched);
    }

    @Test
    void aTapSeesPacketsAsTheyWereSentAlsoThoseThatCameAgain() {
        watchedByB();
        final List<Integer> tapped = new ArrayList<>();
        bench.forwarder.tap(7, (packet, offset, length, at) -> tapped.add((packet[offset + 2] & 0xFF) << 8 | packet[offset + 3] & 0xFF));
        bench.in(A, camera.frame(true, 1));
        final byte[][] frame = camera.frame(false, 3);
        bench.in(A, frame[0], frame[2], Stream.again(frame[1], 1000 + Bench.RTX, 1));
        final int first = (frame[0][2] & 0xFF) << 8 | frame[0][3] & 0xFF;
        assertEquals(List.of(first - 1, first, first + 2, first + 1), tapped);
    }

    @Test
    void switchesBetweenEncodingsAtKeyframesWithNumbersAndTimesThatRunOn() {
        final Bench small = new Bench();
        small.join(A, B).video(A, 7, 1000, 1001);
        final Stream low = Stream.video(1000);
        final Stream high = Stream.video(1001);
        small.forwarder.subscribe(B, 7, 180, 0);
        small.pass(1);
        for (int i = 0; i < 30; i++) {
            small.in(A, low.frame(i == 0, 1));
            small.in(A, high.frame(i == 0, 3));
            small.pass(33);
        }
        assertEquals(30, small.got(B, OUT).size(), "no more than it can show");
        small.forwarder.subscribe(B, 7, 0, 0);
        small.pass(10);
        assertTrue(small.keyframesAsked(A, 1001) > 0);
        small.in(A, low.frame(false, 1));
        small.in(A, high.frame(false, 3));
        small.pass(33);
        assertEquals(31, small.got(B, OUT).size(), "until the key frame comes the other goes on");
        for (int i = 0; i < 10; i++) {
            small.in(A, low.frame(false, 1));
            small.in(A, high.frame(i == 0, 3));
            small.pass(33);
        }
        final List<Bench.Sent> got = small.got(B, OUT);
        assertDense(sequences(got));
        for (int i = 1; i < got.size(); i++) {
            final int step = got.get(i).header().timestamp() - got.get(i - 1).header().timestamp();
            assertTrue(step >= 0 && step < 9000, "timestamps run on, but the step is " + step);
        }
        assertTrue(got.size() >= 31 + 30, "it switched");
    }

    @Test
    void strangersAndForgeriesAreCountedAndForwardedToNobody() {
        watchedByB();
        bench.in(A, camera.frame(true, 1));
        bench.in(99, camera.frame(true, 1));
        bench.in(B, Stream.video(1000).frame(true, 1));
        bench.in(A, new byte[] {1, 2, 3}, new byte[] {(byte) 0x80, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, new byte[2000]);
        bench.in(A, Stream.again(camera.frame(false, 1)[0], 4711, 1));
        assertEquals(1, bench.got(B).size());
        assertEquals(1, bench.forwarder.strangers() - 1, "the peer that is not here, and the three bytes");
        assertFalse(bench.forwarder.statistics(A).isDone());
    }
}
