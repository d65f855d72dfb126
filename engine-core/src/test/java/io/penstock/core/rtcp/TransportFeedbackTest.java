package io.penstock.core.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtcpFlyweight;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jitsi.impl.neomedia.rtcp.RTCPTCCPacket;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

/** Transport-wide feedback, against the chunks of the draft and against libjitsi. */
class TransportFeedbackTest {
    private static final long SEED = 11;
    private static final long MS = 1_000_000L;

    private final byte[] array = new byte[1500];
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final TransportFeedback reader = new TransportFeedback();

    /** What a report says: sequence number → arrival in ticks, null = lost. */
    private TreeMap<Integer, Long> read(final byte[] from, final int bytes) {
        final RtcpFlyweight compound = new RtcpFlyweight();
        assertTrue(compound.isValid(from, 0, bytes));
        compound.wrap(from, 0, bytes).next();
        assertEquals(TransportFeedback.TYPE, compound.type());
        assertEquals(TransportFeedback.FORMAT, compound.count());
        assertTrue(reader.wrap(from, 0, compound.length()));
        final TreeMap<Integer, Long> packets = new TreeMap<>();
        while (reader.nextPacket()) {
            packets.put(reader.sequence(), reader.isReceived() ? (Long) (reader.arrivalNs() / TransportFeedback.DELTA_NS) : null);
        }
        return packets;
    }

    /** A report of packets with random losses, jitter and pauses; returns what it should say. */
    private TreeMap<Integer, Long> fill(final Random random) {
        final TreeMap<Integer, Long> wanted = new TreeMap<>();
        writer.begin(array, 0, array.length, 0x11, 0x22);
        final int loss = random.nextInt(100);
        final int jitter = random.nextBoolean() ? 1 : 1 + random.nextInt(400);
        int sequence = random.nextInt(60_000);
        long arrivalNs = (1 + random.nextInt(100_000)) * MS;
        int last = -1;
        for (int i = 1 + random.nextInt(300); i > 0; i--) {
            final long at = arrivalNs + random.nextInt(jitter) * MS;
            if (random.nextInt(100) >= loss) {
                if (!writer.packet(sequence, at)) {
                    break;
                }
                for (int lost = last < 0 ? sequence : last + 1; lost < sequence; lost++) {
                    wanted.put(lost, null);
                }
                wanted.put(sequence, at / TransportFeedback.DELTA_NS);
                last = sequence;
            }
            sequence += random.nextInt(40) == 0 ? random.nextInt(200) : 1;
            arrivalNs += random.nextInt(20) * MS / 3;
        }
        return wanted;
    }

    @Test
    void readsTheChunksOfTheDraft() {
        // Run of 3 lost; one-bit symbols with 2 of 14 received; two-bit symbols: small, large, lost, …; deltas 4, 8, 1, −4.
        final byte[] bytes = HexFormat.of().parseHex(("8fcd000800000001000000020064001800000207" + "0003" + "9001" + "d800" + "0408" + "01" + "fffc"
            + "000000").replace(" ", ""));
        Arrays.fill(bytes, bytes.length - 3, bytes.length, (byte) 0);
        bytes[3] = (byte) (bytes.length / 4 - 1);
        assertTrue(reader.wrap(bytes, 0, bytes.length));
        assertEquals(0x64, reader.baseSequence());
        assertEquals(24, reader.count());
        assertEquals(2, reader.referenceTime());
        assertEquals(7, reader.reportNumber());
        final TreeMap<Integer, Long> packets = new TreeMap<>();
        while (reader.nextPacket()) {
            if (reader.isReceived()) {
                packets.put(reader.sequence() - 100, reader.arrivalNs());
            }
        }
        final long origin = 2 * TransportFeedback.REFERENCE_NS;
        final TreeMap<Integer, Long> wanted = new TreeMap<>();
        wanted.put(4, origin + 1 * MS);
        wanted.put(16, origin + 3 * MS);
        wanted.put(17, origin + 3 * MS + MS / 4);
        wanted.put(18, origin + 2 * MS + MS / 4);
        assertEquals(wanted, packets);
    }

    @Test
    void readsBackWhateverItWrote() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 3000; round++) {
            final TreeMap<Integer, Long> wanted = fill(random);
            final int bytes = writer.finish();
            assertEquals(wanted.isEmpty(), bytes == 0);
            if (bytes > 0) {
                assertEquals(wanted, read(array, bytes), "seed " + SEED + " round " + round);
            }
        }
    }

    @Test
    void libjitsiReadsTheSame() {
        final Random random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < 500; round++) {
            final TreeMap<Integer, Long> wanted = fill(random);
            final int bytes = writer.finish();
            wanted.values().removeIf(Objects::isNull);
            if (bytes > 0 && wanted.lastKey() < 65_536 && !hasStepBack(wanted)) {
                read++;
                final RTCPTCCPacket.PacketMap theirs = RTCPTCCPacket.getPackets(new RawPacket(array, 0, bytes));
                theirs.values().removeIf(ticks -> ticks < 0);
                assertEquals(wanted, new TreeMap<>(theirs), "seed " + SEED + " round " + round);
            }
        }
        assertTrue(read > 100, read + " reports");
    }

    /** libjitsi takes a delta of −1 for a lost packet. */
    private static boolean hasStepBack(final TreeMap<Integer, Long> packets) {
        long before = 0;
        for (final long ticks : packets.values()) {
            if (ticks == before - 1) {
                return true;
            }
            before = ticks;
        }
        return false;
    }

    /** By reflection: what its constructor takes refers to annotations that are not here, which the compiler warns of. */
    private static byte[] written(final RTCPTCCPacket.PacketMap packets, final int number) throws ReflectiveOperationException, IOException {
        final Constructor<?> constructor = Arrays.stream(RTCPTCCPacket.class.getConstructors()).filter(c -> c.getParameterCount() == 5)
            .findFirst().orElseThrow();
        final Object context = constructor.getParameterTypes()[4].getConstructor().newInstance();
        return ((RTCPTCCPacket) constructor.newInstance(1L, 2L, packets, (byte) number, context)).toRawPacket().getBuffer();
    }

    @Test
    void readsWhatLibjitsiWrites() throws Exception {
        final Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            final RTCPTCCPacket.PacketMap theirs = new RTCPTCCPacket.PacketMap();
            long ms = 1000;
            final int base = random.nextInt(60_000);
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                ms += random.nextInt(15);
                if (i == 0 || random.nextInt(4) > 0) {
                    theirs.put(base + i, ms);
                }
            }
            final byte[] bytes = written(theirs, round);
            final TreeMap<Integer, Long> ours = read(bytes, bytes.length);
            ours.values().removeIf(Objects::isNull);
            final TreeMap<Integer, Long> wanted = new TreeMap<>();
            theirs.forEach((sequence, at) -> wanted.put(sequence, at * 4));
            assertEquals(wanted, ours, "seed " + SEED + " round " + round);
            assertEquals(round & 0xFF, reader.reportNumber());
        }
    }

    @Test
    void tellsOfALongLossInARun() {
        writer.begin(array, 0, array.length, 1, 2);
        assertTrue(writer.packet(65_530, 64 * MS));
        assertTrue(writer.packet(65_530 + 1500, 65 * MS));
        final int bytes = writer.finish();
        assertTrue(bytes <= 36, bytes + " bytes");
        assertTrue(reader.wrap(array, 0, bytes - (array[bytes - 1] & 3)));
        assertEquals(1501, reader.count());
    }

    @Test
    void refusesWhatDoesNotFitAndKeepsWhatDid() {
        writer.begin(array, 0, 28, 1, 2);
        assertTrue(writer.packet(5, 10 * MS));
        assertFalse(writer.packet(5, 10 * MS), "the same again");
        assertFalse(writer.packet(6, 10_000 * MS), "10 s later");
        assertFalse(writer.packet(4000, 11 * MS), "too far");
        assertTrue(writer.packet(6, 11 * MS));
        assertTrue(writer.packet(7, 12 * MS));
        assertFalse(writer.packet(8, 2000 * MS), "no room");
        assertEquals(3, read(array, writer.finish()).size());
    }

    @Test
    void refusesReservedSymbolsEmptyRunsAndHugeCounts() {
        for (final String chunk : new String[] {"6001", "c003" + "0000", "0000"}) {
            final byte[] bytes = HexFormat.of().parseHex("8fcd0005" + "0000000100000002" + "00640007" + "00000207"
                + (chunk + "00000000").substring(0, 8));
            assertFalse(reader.wrap(bytes, 0, bytes.length), chunk);
        }
        final byte[] huge = HexFormat.of().parseHex("8fcd0007" + "0000000100000002" + "0064ffff" + "00000207" + "1fff".repeat(6));
        assertFalse(reader.wrap(huge, 0, huge.length));
    }

    @Test
    void staysInBoundsWhateverTheBytes() {
        final int cases = Integer.getInteger("penstock.fuzz.cases", 20_000);
        final long seed = Long.getLong("penstock.fuzz.seed", SEED);
        final Random random = new Random(seed);
        for (int round = 0; round < cases; round++) {
            fill(random);
            final byte[] bytes = Arrays.copyOf(array, Math.max(0, writer.finish() - random.nextInt(8)));
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(Math.min(bytes.length, 40))] = (byte) random.nextInt();
            }
            if (reader.wrap(bytes, 0, bytes.length)) {
                int packets = 0;
                while (reader.nextPacket()) {
                    packets++;
                }
                assertEquals(reader.count(), packets, "seed " + seed + " round " + round);
            }
        }
    }
}
