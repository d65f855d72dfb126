package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtcpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a participant sends: it harms nobody but itself. */
class ForwarderHostileTest {
    private static final int CASES = Integer.getInteger("penstock.fuzz.cases", 20_000);
    private static final int A = 1;
    private static final int B = 2;
    private static final int EVIL = 3;

    @Test
    void damagedPacketsOfAllKindsNeitherThrowNorDisturbOthers() {
        final long seed = Long.getLong("penstock.seed", 20_261);
        final Random random = new Random(seed);
        final Bench bench = room();
        final Stream camera = Stream.video(1000);
        final Stream evil = Stream.video(3000);
        final List<byte[]> material = material(evil);
        int expected = 0;
        for (int n = 0; n < CASES; n++) {
            final byte[] packet = damaged(material.get(random.nextInt(material.size())), random);
            try {
                bench.in(EVIL, packet);
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed + ", case " + n, e);
            }
            if (n % 50 == 0) {
                bench.pass(10);
                bench.in(A, camera.frame(n % 1000 == 0, 2));
                expected += 2;
            }
            if (n % 1000 == 999) {
                assertEquals(expected, bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 7).size(), "seed " + seed + ", case " + n);
                bench.sent.clear();
                expected = 0;
            }
        }
        final ForwardStatistics figures = figures(bench);
        assertTrue(figures.malformed() > CASES / 20, "counted: " + figures);
    }

    @Test
    void whoAsksForEverythingAgainAllTheTimeGetsNoMoreThanItsShare() {
        final Bench bench = room();
        final Stream camera = Stream.video(1000);
        bench.in(A, camera.frame(true, 4));
        bench.pass(10);
        bench.sent.clear();
        int media = 0;
        for (int ms = 0; ms < 2_000; ms++) {
            if (ms % 33 == 0) {
                bench.in(A, camera.frame(false, 2));
                media += 2;
            }
            final byte[] packet = new byte[1400];
            final RtcpWriter writer = new RtcpWriter("x").begin(packet, 0).receiverReport(1).nack(1, MediaPlane.FORWARDED_SSRC_BASE + 7);
            for (int i = 0; i < 250; i++) {
                writer.lost(ms * 7 + i * 17);
            }
            bench.forwarder.datagram(EVIL, packet, 0, writer.length(), bench.nowNs);
            bench.pictureLost(EVIL, MediaPlane.FORWARDED_SSRC_BASE + 7);
            bench.pass(1);
        }
        final int again = bench.got(EVIL, MediaPlane.FORWARDED_SSRC_BASE + 7 | Forwarder.RTX_SSRC_BIT).size();
        assertTrue(again < 2_000 * 5_000_000L / 8 / 1000 / 200, again + " packets sent again in two seconds");
        assertEquals(media, bench.got(B, MediaPlane.FORWARDED_SSRC_BASE + 7).size());
        assertTrue(bench.keyframesAsked(A, 1000) <= 7, "key frames cost everybody: " + bench.keyframesAsked(A, 1000));
    }

    private static Bench room() {
        final Bench bench = new Bench();
        bench.join(A, B, EVIL).video(A, 7, 1000).video(EVIL, 8, 3000).audio(EVIL, 9, 4000);
        for (final int peer : new int[] {B, EVIL}) {
            bench.forwarder.subscribe(peer, 7, 0, 0);
        }
        bench.forwarder.subscribe(B, 8, 0, 0);
        bench.forwarder.subscribe(B, 9, 0, 0);
        return bench;
    }

    private static ForwardStatistics figures(final Bench bench) {
        final java.util.concurrent.CompletableFuture<ForwardStatistics> result = bench.forwarder.statistics(EVIL);
        bench.pass(1);
        return result.join();
    }

    private static List<byte[]> material(final Stream evil) {
        final List<byte[]> material = new ArrayList<>(List.of(evil.frame(true, 3)));
        material.add(Stream.audio(4000).sound(-20, true));
        material.add(Stream.again(material.get(1), 3000 + Bench.RTX, 1));
        final byte[] red = Stream.audio(4000).sound(-20, true);
        red[1] = Forwarder.RED_PAYLOAD_TYPE;
        red[20] = (byte) 0xEF;
        material.add(red);
        final byte[] reports = new byte[200];
        final int length = new RtcpWriter("x").begin(reports, 0).receiverReport(1).reportBlock(MediaPlane.FORWARDED_SSRC_BASE + 7, 1, 1, 1, 1, 1, 1)
            .cname(1).nack(1, MediaPlane.FORWARDED_SSRC_BASE + 7).lost(5).lost(9).pictureLoss(1, MediaPlane.FORWARDED_SSRC_BASE + 7).length();
        material.add(java.util.Arrays.copyOf(reports, length));
        final byte[] feedback = new byte[100];
        final io.penstock.core.transport.ArrivalLog arrivals = new io.penstock.core.transport.ArrivalLog();
        for (int i = 0; i < 20; i++) {
            arrivals.arrived(MediaPlane.FORWARDED_SSRC_BASE + 7, 100 + i, i);
        }
        material.add(java.util.Arrays.copyOf(feedback, new io.penstock.core.transport.FeedbackComposer(arrivals).compose(feedback, 50_000_000L)));
        return material;
    }

    private static byte[] damaged(final byte[] sound, final Random random) {
        final byte[] packet = java.util.Arrays.copyOf(sound, random.nextInt(4) > 0 ? sound.length : random.nextInt(sound.length + 40));
        for (int i = random.nextInt(6); i > 0 && packet.length > 0; i--) {
            final int at = random.nextInt(3) > 0 ? Math.min(packet.length - 1, random.nextInt(32)) : random.nextInt(packet.length);
            packet[at] = (byte) random.nextInt();
        }
        return packet;
    }
}
