package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtcp.ExtendedReport;
import io.penstock.core.rtcp.ExtendedReportWriter;
import io.penstock.core.rtcp.FullIntraRequest;
import io.penstock.core.rtcp.ReceiverEstimate;
import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.stage.Transform;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a session does with feedback: full intra requests, extended reports, estimates, goodbyes, and who is not the other side. */
class RtpFeedbackTest {
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);
    private static final int ALICE = 9;
    private static final int BOB = 10;

    private final RtpSession alice = new RtpSession("a", ALICE, 1);
    private final RtpSession bob = new RtpSession("b", BOB, 2);

    private static StageHarness start(final Transform stage) {
        return StageHarness.of(stage).input(RTP).start();
    }

    private static byte[] packet(final int ssrc, final int number) {
        final byte[] packet = RtpDepacketizerTest.packet(number, 1800 * number, true, 3, number);
        NetworkOrder.put32(packet, 8, ssrc);
        return packet;
    }

    private static void push(final StageHarness to, final byte[] payload) {
        to.push(to.frame().payload(payload).captureNs(to.clock().nanoTime()));
    }

    private static void move(final StageHarness from, final StageHarness to) {
        from.frames().forEach(frame -> push(to, frame.payload()));
        from.clear();
    }

    private static byte[] fir(final int from, final int command) {
        final byte[] bytes = new byte[FullIntraRequest.BYTES];
        FullIntraRequest.write(bytes, 0, from, ALICE, command);
        return bytes;
    }

    private static long requests(final StageHarness sender) {
        return sender.upstream().stream().filter(e -> e.event() instanceof Event.KeyframeRequest).count();
    }

    private static boolean saysGoodbye(final CapturedFrame frame) {
        final RtcpFlyweight compound = new RtcpFlyweight().wrap(frame.payload(), 0, frame.length());
        boolean bye = false;
        while (compound.next()) {
            bye |= compound.type() == RtcpFlyweight.BYE;
        }
        return bye;
    }

    @Test
    void answersAFullIntraRequestOnceHoweverOftenItIsSaid() {
        try (StageHarness send = start(alice.sender()); StageHarness feedback = start(alice.receiver())) {
            for (int i = 0; i < 5; i++) {
                push(feedback, fir(BOB, 7));
                send.poll();
                send.advance(Timebase.ms(300));
                feedback.advance(Timebase.ms(300));
            }
            assertEquals(1, requests(send));
            assertEquals(4, feedback.counter("keyframesAskedAgain"));
            push(feedback, fir(BOB, 8));
            send.poll();
            assertEquals(2, requests(send));
        }
    }

    @Test
    void makesOneKeyframeOfManyRequests() {
        try (StageHarness send = start(alice.sender()); StageHarness feedback = start(alice.receiver())) {
            final byte[] pli = new byte[12];
            new RtcpWriter("b").begin(pli, 0).pictureLoss(BOB, ALICE);
            for (int i = 0; i < 100; i++) {
                push(feedback, i % 2 == 0 ? pli : fir(BOB, i));
                send.poll();
                send.advance(Timebase.ms(10));
                feedback.advance(Timebase.ms(10));
            }
            assertTrue(requests(send) >= 5 && requests(send) <= 6, "in a second, 200 ms apart at least: " + requests(send));
            assertTrue(send.counter("keyframesCoalesced") >= 90);
        }
    }

    @Test
    void asksByFullIntraRequestsWhereThatWasAgreed() {
        bob.fullIntraRequests();
        try (StageHarness receive = start(bob.receiver()); StageHarness send = start(bob.sender())) {
            push(receive, packet(ALICE, 1));
            for (int i = 0; i < 2; i++) {
                receive.pushUpstream(Event.KeyframeRequest.ALL);
                send.poll();
                final byte[] compound = send.frames().get(0).payload();
                final RtcpFlyweight walk = new RtcpFlyweight().wrap(compound, 0, compound.length);
                assertTrue(walk.next() && walk.next() && walk.next());
                final FullIntraRequest request = new FullIntraRequest();
                assertTrue(request.wrap(compound, walk.offset(), walk.length()));
                assertEquals(ALICE, request.ssrc(0));
                assertEquals(i, request.command(0));
                send.clear();
                send.advance(Timebase.ms(150));
                send.clear();
            }
        }
    }

    @Test
    void whoOnlyReceivesKnowsTheRoundTripByExtendedReports() {
        try (StageHarness sendA = start(alice.sender()); StageHarness receiveA = start(alice.receiver());
             StageHarness receiveB = start(bob.receiver()); StageHarness reporter = StageHarness.of(bob.reporter()).start()) {
            for (int i = 0; i < 300; i++) {
                push(sendA, packet(ALICE, i));
                reporter.poll();
                // 40 ms there, and nothing back.
                sendA.frames().forEach(frame -> receiveB.push(receiveB.frame().payload(frame.payload())
                    .captureNs(receiveB.clock().nanoTime() + 40_000_000L)));
                sendA.clear();
                move(reporter, receiveA);
                List.of(sendA, receiveA, receiveB, reporter).forEach(h -> h.advance(Timebase.ms(20)));
            }
            assertTrue(bob.rttNs() >= 39_000_000L && bob.rttNs() <= 81_000_000L, "" + bob.rttNs());
            assertTrue(bob.repairs().reports() > 0, "the jitter buffer gets it too");
        }
    }

    @Test
    void theLargestCompoundFits() {
        final RtpSession loud = new RtpSession("n".repeat(255), BOB, 3).fullIntraRequests();
        try (StageHarness receive = start(loud.receiver()); StageHarness send = start(loud.sender())) {
            push(receive, packet(ALICE, 1));
            final byte[] reference = new byte[20];
            new ExtendedReportWriter().begin(reference, 0, ALICE).referenceTime(5).finish();
            push(receive, reference);
            push(send, packet(BOB, 1));
            for (int i = 0; i < RtcpComposer.MAX_NACKED; i++) {
                loud.repairs().request(20 * i);
            }
            receive.pushUpstream(Event.KeyframeRequest.ALL);
            send.clear();
            send.endOfStream();
            assertEquals(1, send.frames().size());
            assertEquals(RtcpComposer.MAX_BYTES, send.frames().get(0).length(), 8);
        }
    }

    @Test
    void tellsWhatTheOtherSideEstimates() {
        try (StageHarness feedback = start(alice.receiver())) {
            final byte[] estimate = new byte[24];
            ReceiverEstimate.write(estimate, 0, BOB, 300_000, new int[] {77}, 1);
            push(feedback, estimate);
            assertEquals(0, alice.remoteEstimateBps(), "that was for somebody else");
            ReceiverEstimate.write(estimate, 0, BOB, 300_000, new int[] {ALICE}, 1);
            push(feedback, estimate);
            assertEquals(300_000, alice.remoteEstimateBps(), 2);
        }
    }

    @Test
    void whoOnlyReportsSaysGoodbyeToo() {
        try (StageHarness reporter = StageHarness.of(bob.reporter()).start()) {
            reporter.poll();
            bob.leave();
            reporter.poll();
            final List<CapturedFrame> frames = reporter.frames();
            assertTrue(saysGoodbye(frames.get(frames.size() - 1)));
        }
    }

    @Test
    void aSenderThatLeftIsSilentThen() {
        try (StageHarness send = start(alice.sender())) {
            push(send, packet(ALICE, 1));
            alice.leave();
            send.poll();
            assertEquals(1, send.frames().stream().filter(frame -> RtpHeaderFlyweight.isRtcp(frame.payload(), 0, frame.length()))
                .filter(RtpFeedbackTest::saysGoodbye).count());
            send.clear();
            send.advance(Timebase.seconds(5));
            send.endOfStream();
            assertTrue(send.frames().isEmpty());
        }
    }

    @Test
    void doesNotBelieveAGoodbyeOfWhoGoesOn() {
        try (StageHarness receive = start(bob.receiver())) {
            push(receive, packet(ALICE, 1));
            final byte[] bye = new byte[8];
            new RtcpWriter("x").begin(bye, 0).bye(ALICE);
            push(receive, bye);
            assertTrue(bob.remoteLeft());
            receive.advance(Timebase.ms(500));
            push(receive, packet(ALICE, 2));
            assertTrue(bob.remoteLeft(), "it was on the way");
            receive.advance(Timebase.ms(600));
            push(receive, packet(ALICE, 3));
            assertFalse(bob.remoteLeft());
        }
    }

    @Test
    void packetsOfStrangersDoNotDisturb() {
        try (StageHarness receive = start(bob.receiver())) {
            final Random random = new Random(3);
            for (int i = 0; i < 500; i++) {
                push(receive, packet(ALICE, i));
                push(receive, packet(random.nextInt(), random.nextInt(65_536)));
                receive.advance(Timebase.ms(20));
            }
            assertEquals(500, receive.frames().size());
            assertEquals(500, receive.counter("packets"));
            assertEquals(500, receive.counter("dropped.stranger"));
        }
    }

    @Test
    void anyControlPacketLeavesTheStagesInOrder() {
        final int cases = Integer.getInteger("penstock.fuzz.cases", 5_000);
        final long seed = Long.getLong("penstock.fuzz.seed", 41);
        final Random random = new Random(seed);
        final int[] types = {200, 201, 202, 203, 205, 206, ExtendedReport.TYPE};
        try (StageHarness receive = start(alice.receiver()); StageHarness send = start(alice.sender())) {
            push(receive, packet(BOB, 1));
            for (int round = 0; round < cases; round++) {
                final byte[] bytes = new byte[4 * (1 + random.nextInt(30))];
                random.nextBytes(bytes);
                bytes[0] = (byte) (0x80 | random.nextInt(random.nextBoolean() ? 32 : 4));
                bytes[1] = (byte) types[random.nextInt(types.length)];
                NetworkOrder.put16(bytes, 2, bytes.length / 4 - 1);
                for (int at = 4; at + 4 <= bytes.length; at += 4) {
                    if (random.nextInt(3) == 0) {
                        NetworkOrder.put32(bytes, at, random.nextBoolean() ? ALICE : BOB);
                    }
                }
                try {
                    push(receive, bytes);
                    send.poll();
                } catch (final RuntimeException e) {
                    throw new AssertionError("seed " + seed + " round " + round, e);
                }
                receive.advance(Timebase.ms(1));
                send.advance(Timebase.ms(1));
                send.clear();
            }
            assertTrue(send.counter("keyframeRequests") <= cases / 200 + 1);
            assertTrue(alice.rttNs() >= 0 && alice.rttNs() <= 30_000_000_000L, "" + alice.rttNs());
        }
    }
}
