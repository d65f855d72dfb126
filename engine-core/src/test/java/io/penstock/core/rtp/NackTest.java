package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.PacketFormat;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jitsi.impl.neomedia.rtcp.NACKPacket;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

/** Generic NACK (RFC 4585, 6.2.1), RTX (RFC 4588) and the history behind them, packet by packet. */
class NackTest {
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);
    private static final RepairConfig RTX = RepairConfig.rtx(120);
    private static final int ALICE = 9;
    private static final int BOB = 10;

    private final RtpSession alice = new RtpSession("a", ALICE, 1).repair(RTX);

    private static byte[] packet(final int ssrc, final int number) {
        final byte[] packet = RtpDepacketizerTest.packet(number, 1800 * number, true, 3, number);
        NetworkOrder.put32(packet, 8, ssrc);
        return packet;
    }

    private static byte[] nack(final int mediaSsrc, final int... lost) {
        final byte[] compound = new byte[512];
        final RtcpWriter writer = new RtcpWriter("b").begin(compound, 0).receiverReport(BOB).cname(BOB).nack(BOB, mediaSsrc);
        for (final int sequence : lost) {
            writer.lost(sequence);
        }
        return Arrays.copyOf(compound, writer.length());
    }

    private static TreeSet<Integer> named(final byte[] compound, final int length) {
        final TreeSet<Integer> all = new TreeSet<>();
        final RtcpFlyweight reader = new RtcpFlyweight().wrap(compound, 0, length);
        while (reader.next()) {
            for (int i = 0; i < reader.nackCount(ALICE); i++) {
                final int entry = reader.nackEntry(i);
                all.add(entry >>> 16);
                for (int bit = 0; bit < 16; bit++) {
                    if ((entry & 1 << bit) != 0) {
                        all.add((entry >>> 16) + bit + 1 & 0xFFFF);
                    }
                }
            }
        }
        return all;
    }

    @Test
    void writesOneEntryForSeventeenPacketsInARowAcrossTheWrap() {
        final byte[] compound = new byte[64];
        final RtcpWriter writer = new RtcpWriter("b").begin(compound, 0).nack(BOB, ALICE);
        final TreeSet<Integer> wanted = new TreeSet<>();
        for (int i = 0; i < 17; i++) {
            writer.lost(65_530 + i);
            wanted.add(65_530 + i & 0xFFFF);
        }
        assertEquals(16, writer.length());
        assertEquals(wanted, named(compound, writer.length()));
    }

    @Test
    void readsBackWhateverItWrote() {
        final long seed = 5;
        final Random random = new Random(seed);
        final byte[] compound = new byte[600];
        for (int round = 0; round < 500; round++) {
            final RtcpWriter writer = new RtcpWriter("b").begin(compound, 0).receiverReport(BOB).cname(BOB).nack(BOB, ALICE);
            final TreeSet<Integer> wanted = new TreeSet<>();
            int sequence = random.nextInt(65_536);
            for (int i = 1 + random.nextInt(60); i > 0; i--) {
                writer.lost(sequence);
                wanted.add(sequence & 0xFFFF);
                sequence += random.nextInt(30);
            }
            assertEquals(wanted, named(compound, writer.length()), "seed " + seed + " round " + round);
            assertTrue(new RtcpFlyweight().isValid(compound, 0, writer.length()));
        }
    }

    @Test
    void libjitsiNamesTheSamePackets() throws IOException {
        final long seed = 6;
        final Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            final byte[] compound = new byte[600];
            final RtcpWriter writer = new RtcpWriter("b").begin(compound, 0).nack(BOB, ALICE);
            final TreeSet<Integer> wanted = new TreeSet<>();
            int sequence = random.nextInt(60_000);
            for (int i = 1 + random.nextInt(60); i > 0; i--) {
                writer.lost(sequence);
                wanted.add(sequence);
                sequence += 1 + random.nextInt(30);
            }
            assertEquals(wanted, new TreeSet<>(NACKPacket.getLostPackets(new RawPacket(compound, 0, writer.length()))), "seed " + seed);
            final ByteArrayOutputStream theirs = new ByteArrayOutputStream();
            new NACKPacket(BOB, ALICE, wanted).assemble(new DataOutputStream(theirs));
            assertEquals(wanted, named(theirs.toByteArray(), theirs.size()), "seed " + seed);
        }
    }

    @Test
    void sendsAgainInAStreamOfItsOwnAndTheOtherSideRestoresTheOriginal() {
        final RtpSession bob = new RtpSession("b", BOB, 2).repair(RTX);
        try (StageHarness send = StageHarness.of(alice.sender()).input(RTP).start();
             StageHarness feedback = StageHarness.of(alice.receiver()).input(RTP).start();
             StageHarness receive = StageHarness.of(bob.receiver()).input(RTP).start()) {
            for (int i = 65_530; i < 65_545; i++) {
                send.push(send.frame().payload(packet(ALICE, i & 0xFFFF)));
            }
            receive.push(receive.frame().payload(packet(ALICE, 65_530)));
            receive.push(receive.frame().payload(packet(ALICE, 2)));
            send.clear();
            receive.clear();
            feedback.push(feedback.frame().payload(nack(ALICE, 65_535, 0, 1)));
            send.poll();
            assertEquals(3, send.frames().size());
            final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
            for (final CapturedFrame rtx : send.frames()) {
                assertTrue(header.parse(rtx.payload(), 0, rtx.length()));
                assertEquals(120, header.payloadType());
                assertEquals(alice.rtxSsrc(), header.ssrc());
                receive.push(receive.frame().payload(rtx.payload()));
            }
            assertEquals(List.of(65_535L, 0L, 1L), receive.frames().stream().map(CapturedFrame::sequence).toList());
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(packet(ALICE, 65_535 + i & 0xFFFF), receive.frames().get(i).payload());
            }
            assertEquals(3, receive.counter("retransmissions"));
            assertEquals(2, receive.counter("packets"), "a retransmission does not hide a loss from the report");
        }
    }

    @Test
    void answersEachRequestOfABunchButNoMoreThanThree() {
        try (StageHarness send = StageHarness.of(alice.sender()).input(RTP).start();
             StageHarness feedback = StageHarness.of(alice.receiver()).input(RTP).start()) {
            send.push(send.frame().payload(packet(ALICE, 7))).clear();
            for (int request = 1; request <= 5; request++) {
                feedback.push(feedback.frame().payload(nack(ALICE, 7)));
                send.poll();
                assertEquals(Math.min(3, request), send.counter("retransmitted"));
            }
            assertEquals(2, send.counter("dropped.repair-repeated"));
            send.advance(Duration.ofMillis(20));
            feedback.push(feedback.frame().payload(nack(ALICE, 7)));
            send.poll();
            assertEquals(4, send.counter("retransmitted"));
        }
    }

    @Test
    void keepsSoManyPacketsForSoLong() {
        final RtpSession session = new RtpSession("a", ALICE, 1).repair(RTX.history(16, Duration.ofMillis(300)));
        try (StageHarness send = StageHarness.of(session.sender()).input(RTP).start();
             StageHarness feedback = StageHarness.of(session.receiver()).input(RTP).start()) {
            for (int i = 0; i < 100; i++) {
                send.push(send.frame().payload(packet(ALICE, i)));
            }
            feedback.push(feedback.frame().payload(nack(ALICE, 83, 84)));
            send.poll();
            assertEquals(1, send.counter("retransmitted"));
            assertEquals(1, send.counter("dropped.repair-gone"));
            send.advance(Duration.ofMillis(400));
            feedback.push(feedback.frame().payload(nack(ALICE, 99)));
            send.poll();
            assertEquals(2, send.counter("dropped.repair-gone"), "its time is over");
        }
    }

    @Test
    void survivesAnySortOfNack() {
        final long seed = 11;
        final Random random = new Random(seed);
        try (StageHarness send = StageHarness.of(alice.sender()).input(RTP).start();
             StageHarness feedback = StageHarness.of(alice.receiver()).input(RTP).start()) {
            for (int i = 0; i < 600; i++) {
                send.push(send.frame().payload(packet(ALICE, i)));
            }
            for (int round = 0; round < 3000; round++) {
                final byte[] bytes = nack(random.nextInt(8) == 0 ? 77 : ALICE, random.nextInt(65_536), random.nextInt(65_536), 300);
                for (int i = random.nextInt(4); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                final int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) + 1 : bytes.length;
                feedback.push(feedback.frame().payload(Arrays.copyOf(bytes, length)));
                send.poll();
                send.clear();
                feedback.clear();
            }
            assertTrue(send.counter("retransmitted") * 40L < RepairConfig.BURST_BYTES + 600 * 40, "seed " + seed);
        }
    }

    @Test
    void takesNoRetransmissionThatBelongsToNothing() {
        final long seed = 12;
        final Random random = new Random(seed);
        final RtpSession bob = new RtpSession("b", BOB, 2).repair(RTX);
        try (StageHarness receive = StageHarness.of(bob.receiver()).input(RTP).start()) {
            final byte[] early = packet(77, 5);
            early[1] = (byte) 120;
            receive.push(receive.frame().payload(early));
            assertEquals(1, receive.counter("dropped.rtx"), "before any packet of the media");
            receive.push(receive.frame().payload(packet(ALICE, 1000))).clear();
            final byte[] mediaSsrc = packet(ALICE, 1000);
            mediaSsrc[1] = (byte) 120;
            final byte[] empty = Arrays.copyOf(early, 12);
            for (final byte[] forged : List.of(mediaSsrc, empty, Arrays.copyOf(early, 13))) {
                receive.push(receive.frame().payload(forged));
            }
            assertEquals(4, receive.counter("dropped.rtx") + receive.counter("dropped.stranger"));
            assertTrue(receive.frames().isEmpty());
            for (int round = 0; round < 3000; round++) {
                final byte[] bytes = new byte[12 + random.nextInt(40)];
                random.nextBytes(bytes);
                bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
                bytes[1] = (byte) (bytes[1] & 0x80 | 120);
                receive.push(receive.frame().payload(bytes));
            }
            final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
            for (final CapturedFrame frame : receive.frames()) {
                assertTrue(header.parse(frame.payload(), 0, frame.length()), "seed " + seed);
                assertEquals(ALICE, header.ssrc());
            }
        }
    }

    @Test
    void sendsFeedbackAloneOnlyWhereThatWasAgreed() {
        for (final boolean reduced : new boolean[] {false, true}) {
            final RtpSession bob = new RtpSession("b", BOB, 2).repair(RTX.reducedSize(reduced));
            try (StageHarness receive = StageHarness.of(bob.receiver()).input(RTP).start();
                 StageHarness report = StageHarness.of(bob.reporter()).start()) {
                receive.push(receive.frame().payload(packet(ALICE, 1)));
                assertTrue(bob.repairs().request(3));
                assertTrue(bob.repairs().request(5));
                bob.repairs().flush();
                report.poll();
                assertEquals(1, report.frames().size());
                final CapturedFrame sent = report.frames().get(0);
                final RtcpFlyweight reader = new RtcpFlyweight().wrap(sent.payload(), 0, sent.length());
                assertTrue(reader.next());
                assertEquals(reduced ? RtcpFlyweight.TRANSPORT_FEEDBACK : RtcpFlyweight.RECEIVER_REPORT, reader.type());
                assertEquals(new TreeSet<>(List.of(3, 5)), named(sent.payload(), sent.length()));
                assertEquals(2, report.counter("nacked"));
            }
        }
    }

    @Test
    void aFullMailboxRefuses() {
        final IntMailbox box = new IntMailbox(4);
        for (int i = 0; i < 4; i++) {
            assertTrue(box.offer(i));
        }
        assertFalse(box.offer(4));
        for (int i = 0; i < 4; i++) {
            assertEquals(i, box.take());
        }
        assertTrue(box.isEmpty());
    }
}
