package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.stage.Transform;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.CapturedUpstream;
import io.penstock.testkit.StageHarness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpSessionTest {
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);
    private static final int SSRC_A = 9;
    private static final int SSRC_B = 10;

    private final RtpSession alice = new RtpSession("a", SSRC_A, 1);
    private final RtpSession bob = new RtpSession("b", SSRC_B, 2);

    private static StageHarness start(final Transform stage) {
        return StageHarness.of(stage).input(RTP).start();
    }

    private static byte[] packet(final int ssrc, final int number) {
        final byte[] packet = RtpDepacketizerTest.packet(number, 1800 * number, true, 3, number);
        NetworkOrder.put32(packet, 8, ssrc);
        return packet;
    }

    private static void move(final StageHarness from, final StageHarness to) {
        from.frames().forEach(frame -> {
            final CapturedFrame packet = frame;
            to.push(to.frame().payload(packet.payload()).captureNs(to.clock().nanoTime()));
        });
        from.clear();
    }

    @Test
    void carriesRequestsForKeyframesToTheOtherSidesEncoder() {
        try (StageHarness sendA = start(alice.sender()); StageHarness receiveB = start(bob.receiver());
             StageHarness sendB = start(bob.sender()); StageHarness receiveA = start(alice.receiver())) {
            sendA.push(sendA.frame().payload(packet(SSRC_A, 1)));
            move(sendA, receiveB);
            assertTrue(receiveB.pushUpstream(Event.KeyframeRequest.ALL));
            sendB.poll();
            assertEquals(1, sendB.frames().size(), "PLI goes at once");
            move(sendB, receiveA);
            sendA.poll();
            assertEquals(Event.KeyframeRequest.ALL, sendA.upstream().get(0).event());
            assertEquals(1, receiveB.frames().size(), "RTP goes on, RTCP does not");
            assertEquals(0, receiveA.frames().size());
        }
    }

    @Test
    void limitsPictureLossIndicationsInTime() {
        try (StageHarness receiveB = start(bob.receiver()); StageHarness sendB = start(bob.sender())) {
            receiveB.push(receiveB.frame().payload(packet(SSRC_A, 1)));
            for (int i = 0; i < 15; i++) {
                receiveB.pushUpstream(Event.KeyframeRequest.ALL);
                sendB.poll();
                sendB.advance(Timebase.ms(10));
            }
            final RtcpFlyweight compound = new RtcpFlyweight();
            final long indications = sendB.frames().stream().filter(frame -> {
                compound.wrap(frame.payload(), 0, frame.length());
                boolean asks = false;
                while (compound.next()) {
                    asks |= compound.asksForKeyframe(SSRC_A);
                }
                return asks;
            }).count();
            assertEquals(2, indications);
        }
    }

    @Test
    void reportsLossAndRoundTripAndClock() {
        try (StageHarness sendA = start(alice.sender()); StageHarness receiveB = start(bob.receiver());
             StageHarness sendB = start(bob.sender()); StageHarness receiveA = start(alice.receiver())) {
            final List<Event.QosReport> reports = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                final byte[] packet = packet(SSRC_A, i);
                sendA.push(sendA.frame().payload(packet));
                sendB.push(sendB.frame().payload(packet(SSRC_B, i)));
                sendA.upstream().stream().map(CapturedUpstream::event).filter(Event.QosReport.class::isInstance)
                    .map(Event.QosReport.class::cast).forEach(reports::add);
                final boolean lose = i % 4 == 1;
                sendA.frames().stream().filter(frame -> !lose || RtpHeaderFlyweight.isRtcp(frame.payload(), 0, frame.length()))
                    .forEach(frame -> receiveB.push(receiveB.frame().payload(frame.payload())
                        .captureNs(receiveB.clock().nanoTime() + 30_000_000L)));
                sendA.clear();
                move(sendB, receiveA);
                List.of(sendA, sendB, receiveA, receiveB).forEach(h -> h.advance(Timebase.ms(20)));
            }
            assertTrue(reports.size() >= 2 && reports.size() <= 8, reports.toString());
            assertEquals(250, reports.get(reports.size() - 1).lossPermille(), 25);
            // 30 ms there, and up to 20 ms each way until the test carries a report.
            assertTrue(alice.rttNs() >= 29_000_000L && alice.rttNs() <= 71_000_000L, "" + alice.rttNs());
            final long[] clock = new long[2];
            assertTrue(bob.senderClock(clock) >= 2);
            final long mediaNs = Timebase.unitsToNs((int) clock[1], 90_000);
            assertEquals(sendA.clock().epochNs(io.penstock.testkit.TestClock.START_NS + mediaNs), clock[0], 25_000_000);
        }
    }

    @Test
    void saysGoodbyeAtTheEnd() {
        try (StageHarness sendA = start(alice.sender()); StageHarness receiveB = start(bob.receiver())) {
            sendA.push(sendA.frame().payload(packet(SSRC_A, 1))).endOfStream();
            move(sendA, receiveB);
            assertTrue(bob.remoteLeft());
        }
    }

    @Test
    void reportsWithoutSendingMedia() {
        try (StageHarness receiveB = start(bob.receiver()); StageHarness reporter = StageHarness.of(bob.reporter()).start()) {
            receiveB.push(receiveB.frame().payload(packet(SSRC_A, 1)));
            receiveB.pushUpstream(Event.KeyframeRequest.ALL);
            reporter.poll();
            reporter.advance(Timebase.seconds(3));
            assertTrue(reporter.frames().size() >= 3 && reporter.frames().size() <= 8, "" + reporter.frames().size());
            final RtcpFlyweight compound = new RtcpFlyweight();
            final byte[] first = reporter.frames().get(0).payload();
            assertTrue(compound.isValid(first, 0, first.length));
            compound.wrap(first, 0, first.length).next();
            assertEquals(RtcpFlyweight.RECEIVER_REPORT, compound.type());
            assertEquals(SSRC_A, compound.reportSsrc(0));
        }
    }

    @Test
    void partsStreamsAndControl() {
        final PacketFormat sound = PacketFormat.rtp(RtpPacketizerTest.AUDIO, 101, 48_000);
        try (StageHarness h = StageHarness.of(new RtpDemux().stream("video", RTP).stream("audio", sound)).input(PacketFormat.datagrams())
            .start()) {
            final byte[] audio = packet(3, 1);
            audio[1] = 101;
            final byte[] unknown = packet(3, 1);
            unknown[1] = 102;
            final byte[] control = new byte[8];
            new RtcpWriter("x").begin(control, 0).receiverReport(1);
            for (final byte[] payload : List.of(packet(SSRC_A, 1), audio, unknown, control, new byte[] {1, 2})) {
                h.push(h.frame().payload(payload));
            }
            assertEquals(2, h.frames("video").size());
            assertArrayEquals(audio, h.frames("audio").get(0).payload());
            assertArrayEquals(control, h.frames("rtcp").get(0).payload());
            assertEquals(1, h.counter("dropped.payload-type"));
            assertEquals(1, h.counter("errors.malformed"));
        }
    }
}
