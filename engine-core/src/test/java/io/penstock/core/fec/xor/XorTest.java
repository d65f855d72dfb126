package io.penstock.core.fec.xor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class XorTest {
    private static final int MEDIA = XorStagesContractTest.MEDIA;
    private static final int RED = XorStagesContractTest.RED;
    private static final int FEC = XorStagesContractTest.FEC;
    private static final int SSRC = 4711;

    /** Packets with all that a header can have: CSRCs, extension, marker, padding. */
    private static List<byte[]> media(final int count, final int perUnit, final SplittableRandom random) {
        final List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] packet = new byte[60 + random.nextInt(1100)];
            random.nextBytes(packet);
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, i % perUnit == perUnit - 1, MEDIA, 65_500 + i & 0xFFFF, i / perUnit * 3000, SSRC);
            int at = RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
            if (random.nextInt(3) == 0) {
                packet[0] |= 2;
                at += 8;
            }
            if (random.nextInt(3) == 0) {
                packet[0] |= 0x10;
                XorSymbol.put16(packet, at, 0xBEDE);
                XorSymbol.put16(packet, at + 2, 2);
            }
            if (random.nextInt(3) == 0) {
                packet[0] |= 0x20;
                packet[packet.length - 1] = (byte) (1 + random.nextInt(20));
            }
            packets.add(packet);
        }
        return packets;
    }

    private static List<byte[]> through(final Stage stage, final List<byte[]> packets, final int unit) {
        try (StageHarness h = StageHarness.of(stage).input(XorStagesContractTest.VIDEO).start()) {
            for (int i = 0; i < packets.size(); i++) {
                final TestFrame frame = h.frame();
                frame.payload(packets.get(i));
                frame.flags(unit > 0 && i % unit == unit - 1 ? FrameFlags.END_OF_ACCESS_UNIT : 0);
                h.push(frame);
            }
            return h.frames().stream().map(CapturedFrame::payload).toList();
        }
    }

    private static Map<Integer, byte[]> bySequence(final List<byte[]> packets, final int type) {
        final Map<Integer, byte[]> found = new TreeMap<>();
        packets.stream().filter(packet -> (packet[1] & 0x7F) == type).forEach(packet -> found.put(XorSymbol.u16(packet, 2), packet));
        return found;
    }

    private static List<byte[]> lossy(final List<byte[]> packets, final double loss, final SplittableRandom random) {
        return packets.stream().filter(packet -> random.nextDouble() >= loss).toList();
    }

    private static List<byte[]> typed(final List<byte[]> packets, final int type) {
        return packets.stream().filter(packet -> (packet[1] & 0x7F) == type).toList();
    }

    @Test
    void flexFecRestoresLostPacketsToTheBitAcrossTheWrapOfSequenceNumbers() {
        final SplittableRandom random = new SplittableRandom(11);
        final List<byte[]> media = media(600, 6, random);
        final List<byte[]> sent = through(new FlexFecSender(FEC, 1, ProtectionTarget.fixed(100, 20, 4000, 0)), media, 6);
        final List<byte[]> kept = lossy(sent, 0.1, random);
        final Map<Integer, byte[]> got = bySequence(through(new FlexFecReceiver(FEC), kept, 0), MEDIA);
        final Map<Integer, byte[]> wanted = bySequence(media, MEDIA);
        got.forEach((sequence, packet) -> assertArrayEquals(wanted.get(sequence), packet, "packet " + sequence));
        final int lost = media.size() - typed(kept, MEDIA).size();
        assertTrue(media.size() - got.size() <= lost / 4, "missing " + (media.size() - got.size()) + " of " + lost + " lost");
        assertTrue(sent.size() < 1.6 * media.size(), "overhead " + sent.size());
    }

    @Test
    void ulpfecInRedRestoresLostPacketsToTheBitAndLeavesNoHoles() {
        final SplittableRandom random = new SplittableRandom(12);
        final List<byte[]> media = media(600, 6, random);
        final List<byte[]> sent = through(new UlpfecSender(RED, FEC, ProtectionTarget.fixed(100, 20, 4000, 0)), media, 6);
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(65_500 + i & 0xFFFF, XorSymbol.u16(sent.get(i), 2), "one row of sequence numbers");
            assertEquals(RED, sent.get(i)[1] & 0x7F);
        }
        final List<byte[]> whole = through(new UlpfecReceiver(RED, FEC, MEDIA), sent, 0);
        final Set<Integer> numbers = new HashSet<>();
        whole.forEach(packet -> numbers.add(XorSymbol.u16(packet, 2)));
        for (int i = 0; i < sent.size() - 6; i++) {
            assertTrue(numbers.contains(65_500 + i & 0xFFFF), "number " + i);
        }
        final List<byte[]> kept = lossy(sent, 0.1, random);
        final List<byte[]> got = through(new UlpfecReceiver(RED, FEC, MEDIA), kept, 0);
        final long lost = sent.size() - kept.size();
        final List<byte[]> pictures = withoutNumbers(got.stream().filter(packet -> packet.length > 12).toList());
        final Set<String> wanted = new HashSet<>();
        withoutNumbers(media).forEach(packet -> wanted.add(Arrays.toString(packet)));
        pictures.forEach(packet -> assertTrue(wanted.contains(Arrays.toString(packet))));
        final long missing = media.size() - pictures.size();
        assertTrue(missing <= lost / 4, "missing " + missing + " of " + lost + " lost");
    }

    private static List<byte[]> withoutNumbers(final List<byte[]> packets) {
        return packets.stream().map(packet -> {
            final byte[] copy = packet.clone();
            copy[2] = 0;
            copy[3] = 0;
            return copy;
        }).toList();
    }

    @Test
    void whatStandsInForRepairPacketsBelongsToThePictureThatFollows() {
        final List<byte[]> media = media(60, 6, new SplittableRandom(4));
        final List<byte[]> sent = through(new UlpfecSender(RED, FEC, ProtectionTarget.fixed(200, 5, 4000, 0)), media, 6);
        final Map<Integer, byte[]> got = new TreeMap<>();
        through(new UlpfecReceiver(RED, FEC, MEDIA), sent, 0).forEach(packet -> got.put(XorSymbol.u16(packet, 2) - 65_500 & 0xFFFF, packet));
        int places = 0;
        for (final Map.Entry<Integer, byte[]> each : got.entrySet()) {
            if (each.getValue().length == RtpHeaderFlyweight.FIXED_HEADER_LENGTH) {
                places++;
                assertEquals(XorSymbol.i32(got.get(each.getKey() + 1), 4), XorSymbol.i32(each.getValue(), 4), "timestamp");
                assertEquals(0, each.getValue()[1] & 0x80, "no marker");
            }
        }
        assertTrue(places >= 9, places + " places");
    }

    @Test
    void rowsAndColumnsTogetherRestoreWhatNeitherCouldAlone() {
        final SplittableRandom random = new SplittableRandom(7);
        final List<byte[]> media = media(20, 20, random);
        final XorDecoder decoder = new XorDecoder();
        final Set<Integer> lost = Set.of(6, 7, 11, 13, 18); // 5 columns, 4 rows: row 1 and column 1 miss two each, and so on
        for (int i = 0; i < media.size(); i++) {
            if (!lost.contains(i)) {
                decoder.media(media.get(i), 0, media.get(i).length, SSRC, XorSymbol.u16(media.get(i), 2));
            }
        }
        final List<byte[]> repairs = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            repairs.add(fixed(media, row * 5, 1, 5, 5, 1));
        }
        for (int column = 0; column < 5; column++) {
            repairs.add(fixed(media, column, 5, 4, 5, 4));
        }
        final Map<Integer, byte[]> restored = new TreeMap<>();
        for (final byte[] payload : repairs) {
            final Repair repair = decoder.slot();
            assertEquals(FlexFecFormat.Kind.PARITY, FlexFecFormat.read(payload, 0, payload.length, repair));
            repair.ssrc = SSRC;
            decoder.admit(repair);
            while (decoder.restore()) {
                restored.put(decoder.sequence(), Arrays.copyOf(decoder.packet(), decoder.length()));
            }
        }
        assertEquals(lost.size(), restored.size());
        lost.forEach(i -> assertArrayEquals(media.get(i), restored.get(65_500 + i & 0xFFFF), "packet " + i));
    }

    private static byte[] fixed(final List<byte[]> media, final int first, final int step, final int count, final int columns, final int rows) {
        final Repair repair = new Repair();
        int longest = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, XorSymbol.bytes(media.get(first + i * step).length));
        }
        for (int i = 0; i < count; i++) {
            final byte[] packet = media.get(first + i * step);
            XorSymbol.add(packet, 0, packet.length, repair.symbol, longest);
        }
        repair.symbolBytes = longest;
        repair.base = XorSymbol.u16(media.get(first), 2);
        final byte[] payload = new byte[2000];
        final int length = FlexFecFormat.writeFixed(repair, columns, rows, payload, 0);
        return Arrays.copyOf(payload, length);
    }

    @Test
    void ulpfecHeaderIsThatOfTheExampleInTheStandard() {
        final Repair repair = new Repair(); // RFC 5109, 10.1: four packets of 200, 140, 100 and 340 bytes
        final int[] lengths = {200, 140, 100, 340};
        final int[] timestamps = {3, 5, 7, 9};
        final int[] types = {11, 18, 11, 18};
        for (int i = 0; i < 4; i++) {
            final byte[] packet = new byte[12 + lengths[i]];
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, i % 2 == 0, types[i], 8 + i, timestamps[i], 2);
            XorSymbol.add(packet, 0, packet.length, repair.symbol, XorSymbol.bytes(12 + 340));
            repair.mask.set(i);
        }
        repair.symbolBytes = XorSymbol.bytes(12 + 340);
        repair.base = 8;
        final byte[] payload = new byte[400];
        assertEquals(14 + 340, UlpfecFormat.write(repair, payload, 0));
        assertArrayEquals(new byte[] {0, 0, 0, 8, 0, 0, 0, 8, 1, 0x74, 1, 0x54, (byte) 0xF0, 0}, Arrays.copyOf(payload, 14));
    }

    @Test
    void masksOfAllLengthsComeBackAsTheyWere() {
        final SplittableRandom random = new SplittableRandom(3);
        for (final int span : new int[] {1, 15, 16, 17, 46, 47, 48, 60, 110}) {
            final Repair sent = new Repair();
            sent.mask.set(0);
            sent.mask.set(span - 1);
            for (int i = 0; i < span / 3; i++) {
                sent.mask.set(random.nextInt(span));
            }
            sent.symbolBytes = 40;
            sent.base = 65_533;
            final byte[] payload = new byte[100];
            final Repair got = new Repair();
            assertEquals(FlexFecFormat.Kind.PARITY, FlexFecFormat.read(payload, 0, FlexFecFormat.write(sent, payload, 0), got));
            assertSame(sent, got);
            if (span <= UlpfecFormat.MOST_PACKETS) {
                final Repair ulp = new Repair();
                assertTrue(UlpfecFormat.read(payload, 0, UlpfecFormat.write(sent, payload, 0), ulp));
                assertSame(sent, ulp);
            }
        }
    }

    private static void assertSame(final Repair sent, final Repair got) {
        assertEquals(sent.base, got.base);
        assertEquals(sent.symbolBytes, got.symbolBytes);
        for (int i = 0; i < PacketMask.MOST; i++) {
            assertEquals(sent.mask.has(i), got.mask.has(i), "place " + i + " of " + sent.mask.length());
        }
    }

    @Test
    void retransmissionsInFlexFecAreThePacketsThemselves() {
        final List<byte[]> media = media(10, 5, new SplittableRandom(9));
        final byte[] lost = media.get(4);
        final byte[] again = new byte[12 + lost.length];
        RtpHeaderFlyweight.writeFixedHeader(again, 0, false, FEC, 1, 0, 99);
        System.arraycopy(lost, 0, again, 12, lost.length);
        final List<byte[]> sent = new ArrayList<>(media);
        sent.remove(4);
        sent.add(again);
        assertArrayEquals(lost, bySequence(through(new FlexFecReceiver(FEC), sent, 0), MEDIA).get(XorSymbol.u16(lost, 2)));
    }

    @Test
    void keepsWithinTheCap() {
        final List<byte[]> media = media(4000, 5, new SplittableRandom(3));
        final List<byte[]> sent = through(new FlexFecSender(FEC, 1, ProtectionTarget.fixed(300, 5, 400, 0)), media, 5);
        final long mediaBytes = media.stream().mapToLong(packet -> packet.length).sum();
        final long repairBytes = typed(sent, FEC).stream().mapToLong(packet -> packet.length).sum();
        assertTrue(repairBytes < 0.4 * mediaBytes + 110_000, repairBytes + " bytes for " + mediaBytes);
    }

    @Test
    void protectsNothingWhereNothingIsLost() {
        final List<byte[]> media = media(100, 5, new SplittableRandom(1));
        assertEquals(100, through(new FlexFecSender(FEC, 1, new ProtectionTarget()), media, 5).size());
        final List<byte[]> red = through(new UlpfecSender(RED, FEC, new ProtectionTarget()), media, 5);
        final Map<Integer, byte[]> wanted = bySequence(media, MEDIA);
        bySequence(through(new UlpfecReceiver(RED, FEC, MEDIA), red, 0), MEDIA)
            .forEach((sequence, packet) -> assertArrayEquals(wanted.get(sequence), packet));
    }

    @Test
    void repairsOfAllKindsOfNonsenseChangeNothing() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> media = media(400, 5, random);
        final List<byte[]> hostile = new ArrayList<>();
        for (final byte[] packet : media) {
            hostile.add(packet);
            for (int i = 0; i < 3; i++) {
                hostile.add(forged(packet, random));
            }
        }
        for (final Stage stage : List.of(new FlexFecReceiver(FEC), new UlpfecReceiver(RED, FEC, MEDIA))) {
            final Map<Integer, byte[]> wanted = bySequence(media, MEDIA);
            final Set<Integer> whole = new HashSet<>();
            for (final byte[] packet : through(stage, hostile, 0)) {
                final byte[] own = wanted.get(XorSymbol.u16(packet, 2));
                if (own != null && Arrays.equals(own, packet)) {
                    whole.add(XorSymbol.u16(packet, 2));
                }
            }
            assertEquals(wanted.keySet(), whole, "seed " + seed + " " + stage.spec().type());
        }
    }

    private static byte[] forged(final byte[] like, final SplittableRandom random) {
        final byte[] forged = new byte[12 + random.nextInt(1450)];
        random.nextBytes(forged);
        RtpHeaderFlyweight.writeFixedHeader(forged, 0, false, random.nextBoolean() ? FEC : RED, random.nextInt(), random.nextInt(),
            random.nextBoolean() ? SSRC : random.nextInt());
        if (random.nextBoolean()) { // of this time and place
            XorSymbol.put16(forged, 2, XorSymbol.u16(like, 2) + random.nextInt(9) - 4);
            final int base = random.nextBoolean() ? 20 : 14;
            if (forged.length > 40) {
                forged[12] = (byte) (random.nextBoolean() ? FEC : random.nextInt());
                XorSymbol.put16(forged, base + random.nextInt(2), XorSymbol.u16(like, 2) + random.nextInt(9) - 4);
            }
        }
        return forged;
    }

    @Test
    void aLostSourceIsForgottenWhenAnotherBegins() {
        final XorDecoder decoder = new XorDecoder();
        final List<byte[]> media = media(4, 4, new SplittableRandom(2));
        for (final byte[] packet : media.subList(0, 3)) {
            decoder.media(packet, 0, packet.length, SSRC, XorSymbol.u16(packet, 2));
        }
        final byte[] payload = fixed(media, 0, 1, 4, 4, 0);
        decoder.media(media.get(0), 0, media.get(0).length, 99, 5);
        final Repair repair = decoder.slot();
        FlexFecFormat.read(payload, 0, payload.length, repair);
        repair.ssrc = SSRC;
        assertEquals(XorDecoder.Admission.REFUSED, decoder.admit(repair));
        assertFalse(decoder.restore());
    }

    @Test
    void asManyParitiesAsTheRiskAsksFor() {
        assertEquals(0, ParityShare.least(10, 0, 0.01, 10));
        assertEquals(1, ParityShare.least(10, 0.01, 0.02, 10));
        assertTrue(ParityShare.least(10, 0.1, 0.05, 10) > ParityShare.least(10, 0.05, 0.05, 10));
        assertEquals(1 - 0.9 * 0.9 * 0.9 * (1 + 0.3), ParityShare.fails(3, 1, 0.1), 1e-12);
    }
}
