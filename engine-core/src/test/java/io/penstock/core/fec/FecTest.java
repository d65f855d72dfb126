package io.penstock.core.fec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FecTest {
    private static final int FEC = 122;
    private static final int RED = 123;

    private static List<byte[]> through(final Stage stage, final PacketFormat format, final List<byte[]> packets, final int unit) {
        try (StageHarness h = StageHarness.of(stage).input(format).start()) {
            for (int i = 0; i < packets.size(); i++) {
                final TestFrame frame = h.frame();
                frame.payload(packets.get(i));
                frame.flags(unit > 0 && i % unit == unit - 1 ? FrameFlags.END_OF_ACCESS_UNIT : 0);
                h.push(frame);
            }
            final List<byte[]> out = new ArrayList<>();
            for (final CapturedFrame frame : h.frames()) {
                out.add(frame.payload());
            }
            return out;
        }
    }

    private static List<byte[]> media(final int type, final int count, final int perUnit, final int step, final SplittableRandom random) {
        final List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(FecStagesContractTest.packet(type, 65_500 + i & 0xFFFF, i / perUnit * step, 20 + random.nextInt(1100)));
        }
        return packets;
    }

    private static Map<Integer, byte[]> bySequence(final List<byte[]> packets, final int type) {
        final Map<Integer, byte[]> found = new TreeMap<>();
        for (final byte[] packet : packets) {
            if ((packet[1] & 0x7F) == type) {
                found.put((packet[2] & 0xFF) << 8 | packet[3] & 0xFF, packet);
            }
        }
        return found;
    }

    private static List<byte[]> lossy(final List<byte[]> packets, final double loss, final SplittableRandom random) {
        return packets.stream().filter(packet -> random.nextDouble() >= loss).toList();
    }

    @Test
    void restoresLostPacketsToTheBitAcrossTheWrapOfSequenceNumbers() {
        final SplittableRandom random = new SplittableRandom(11);
        final List<byte[]> media = media(100, 400, 5, 3000, random);
        final List<byte[]> sent = through(new FecSender(FEC, 1, ProtectionTarget.fixed(200, 5, 3000, 0)), FecStagesContractTest.VIDEO, media, 5);
        final List<byte[]> got = through(new FecReceiver(FEC), FecStagesContractTest.VIDEO, lossy(sent, 0.2, random), 0);
        final Map<Integer, byte[]> wanted = bySequence(media, 100);
        final Map<Integer, byte[]> restored = bySequence(got, 100);
        assertTrue(restored.size() >= 395, restored.size() + " of 400");
        restored.forEach((sequence, packet) -> assertArrayEquals(wanted.get(sequence), packet, "packet " + sequence));
        assertEquals(0, bySequence(got, FEC).size(), "repair packets end there");
        assertTrue(sent.size() < 2.6 * media.size(), "overhead " + sent.size());
    }

    @Test
    void keepsWithinItsCap() {
        final SplittableRandom random = new SplittableRandom(3);
        final List<byte[]> media = media(100, 4000, 5, 3000, random);
        final List<byte[]> sent = through(new FecSender(FEC, 1, ProtectionTarget.fixed(300, 5, 400, 0)), FecStagesContractTest.VIDEO, media, 5);
        final long mediaBytes = media.stream().mapToLong(packet -> packet.length).sum();
        final long allBytes = sent.stream().mapToLong(packet -> packet.length).sum();
        assertTrue(allBytes - mediaBytes < 0.4 * mediaBytes + 110_000, allBytes + " bytes for " + mediaBytes);
    }

    @Test
    void sendsNothingMoreWhereNothingIsLost() {
        final List<byte[]> media = media(100, 100, 5, 3000, new SplittableRandom(1));
        assertEquals(100, through(new FecSender(FEC, 1, new ProtectionTarget()), FecStagesContractTest.VIDEO, media, 5).size());
        assertEquals(100, through(new RedSender(RED, new ProtectionTarget()), FecStagesContractTest.AUDIO, media(101, 100, 1, 960,
            new SplittableRandom(1)), 0).size());
    }

    @Test
    void repairsOfAllKindsOfNonsenseChangeNothing() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> media = media(100, 300, 5, 3000, random);
        final List<byte[]> hostile = new ArrayList<>();
        for (final byte[] packet : media) {
            hostile.add(packet);
            final byte[] forged = new byte[12 + random.nextInt(1400)];
            random.nextBytes(forged);
            RtpHeaderFlyweight.writeFixedHeader(forged, 0, false, FEC, random.nextInt(), random.nextInt(), random.nextInt());
            if (forged.length > 24 && random.nextBoolean()) { // of this source and place
                forged[12] = packet[2];
                forged[13] = packet[3];
                forged[14] = (byte) (1 + random.nextInt(10));
                forged[15] = (byte) random.nextInt(64);
                System.arraycopy(packet, 8, forged, 16, 4);
            }
            hostile.add(forged);
        }
        final List<byte[]> got = through(new FecReceiver(FEC), FecStagesContractTest.VIDEO, hostile, 0);
        final Map<Integer, byte[]> wanted = bySequence(media, 100);
        final List<byte[]> untouched = got.stream()
            .filter(packet -> media.stream().anyMatch(own -> java.util.Arrays.equals(own, packet))).toList();
        assertTrue(bySequence(untouched, 100).keySet().containsAll(wanted.keySet()), "seed " + seed);
    }

    @Test
    void soundLostAtRandomComesAgainWithWhatFollows() {
        final SplittableRandom random = new SplittableRandom(5);
        final List<byte[]> media = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            media.add(FecStagesContractTest.packet(101, 65_000 + i & 0xFFFF, i * 960, 40 + random.nextInt(60)));
        }
        final List<byte[]> sent = through(new RedSender(RED, ProtectionTarget.fixed(0, 1, 0, 3)), FecStagesContractTest.AUDIO, media, 0);
        final List<byte[]> got = through(new RedReceiver(RED), FecStagesContractTest.AUDIO, lossy(sent, 0.3, random), 0);
        final Map<Integer, byte[]> wanted = bySequence(media, 101);
        final Map<Integer, byte[]> heard = bySequence(got, 101);
        assertEquals(got.size(), heard.size(), "each once");
        assertTrue(heard.size() > 2000 * (1 - 0.012), heard.size() + " of 2000");
        heard.forEach((sequence, packet) -> {
            final byte[] own = wanted.get(sequence).clone();
            own[1] &= 0x7F;
            packet[1] &= 0x7F; // the marker is not repeated
            assertArrayEquals(own, packet, "packet " + sequence);
        });
    }

    @Test
    void fourPacketsInFiveLostLeaveSpeechWithinThreeHundredMilliseconds() {
        final int packets = 30_000;
        final SplittableRandom random = new SplittableRandom(1);
        final List<byte[]> media = new ArrayList<>();
        for (int i = 0; i < packets; i++) { // 9 kbit/s
            media.add(FecStagesContractTest.packet(101, i, i * 960, 12 + 22));
        }
        final List<byte[]> sent = through(new RedSender(RED, ProtectionTarget.fixed(800, 1, 0, 15)), FecStagesContractTest.AUDIO, media, 0);
        final double kbps = sent.stream().mapToLong(packet -> packet.length + 28).sum() * 8.0 / (packets / 50) / 1000;
        final List<byte[]> got = through(new RedReceiver(RED), FecStagesContractTest.AUDIO, lossy(sent, 0.8, random), 0);
        // Fifteen repetitions of 20 ms each are the most that a packet waits.
        assertTrue(kbps <= 200, kbps + " kbit/s");
        assertTrue(bySequence(got, 101).size() >= 0.95 * packets, bySequence(got, 101).size() * 100.0 / packets + " %");
    }

    @Test
    void malformedRedIsCountedAndNothingElse() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        try (StageHarness h = StageHarness.of(new RedReceiver(RED)).input(FecStagesContractTest.AUDIO).start()) {
            for (int i = 0; i < 20_000; i++) {
                final byte[] packet = new byte[12 + random.nextInt(200)];
                random.nextBytes(packet);
                RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, RED, i, i * 960, 4711);
                final TestFrame frame = h.frame();
                frame.payload(packet);
                h.push(frame);
            }
            assertTrue(h.counter("errors.red") > 0, "seed " + seed);
            assertEquals(20_000, h.counter("packets"));
        }
    }

    @Test
    void protectsByWhatTheNetworkDoes() {
        final ProtectionTarget target = new ProtectionTarget();
        ProtectionPolicy.apply(target, 3, 50_000_000L);
        assertEquals(0, target.lossPermille() + target.redundancy());
        ProtectionPolicy.apply(target, 100, 50_000_000L);
        assertEquals(2, target.redundancy());
        final int near = target.residualPermille();
        ProtectionPolicy.apply(target, 100, 300_000_000L);
        assertTrue(target.residualPermille() < near, "a round trip that takes long is to be saved");
        ProtectionPolicy.apply(target, 800, 50_000_000L);
        assertEquals(15, target.redundancy());
    }
}
