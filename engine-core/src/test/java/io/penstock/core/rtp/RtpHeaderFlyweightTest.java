package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

class RtpHeaderFlyweightTest {
    private static final long SEED = 20_260_101L;

    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final RtpExtensions extensions = new RtpExtensions();

    /** A random packet written with the flyweights into the middle of an array. */
    private static byte[] random(final Random random, final int lead) {
        final byte[] array = new byte[lead + 400];
        RtpHeaderFlyweight.writeFixedHeader(array, lead, random.nextBoolean(), random.nextInt(128), random.nextInt(65_536), random.nextInt(),
            random.nextInt());
        final RtpHeaderFlyweight h = new RtpHeaderFlyweight().wrap(array, lead, 12);
        int length = 12;
        for (int i = random.nextInt(4); i > 0; i--) {
            length = h.addCsrc(random.nextInt());
        }
        if (random.nextBoolean()) {
            final RtpExtensionWriter writer = new RtpExtensionWriter().begin(h, false);
            for (int id = 1; id <= 1 + random.nextInt(4); id++) {
                final byte[] data = new byte[1 + random.nextInt(16)];
                random.nextBytes(data);
                writer.add(id, data, 0, data.length);
            }
            length = writer.finish() - lead;
        }
        length += random.nextInt(100);
        h.wrap(array, lead, length);
        if (random.nextInt(3) == 0) {
            length = h.pad(1 + random.nextInt(20));
        }
        return Arrays.copyOf(array, lead + length);
    }

    @Test
    void agreesWithTheParserOfLibjitsi() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 3000; round++) {
            final int lead = random.nextInt(5);
            final byte[] packet = random(random, lead);
            final String where = "seed " + SEED + " round " + round;
            assertTrue(header.parse(packet, lead, packet.length - lead), where);
            final RawPacket oracle = new RawPacket(packet, lead, packet.length - lead);
            assertFalse(oracle.isInvalid(), where);
            assertEquals(oracle.getVersion(), header.version(), where);
            assertEquals(oracle.isPacketMarked(), header.marker(), where);
            assertEquals(oracle.getPayloadType() & 0x7F, header.payloadType(), where);
            assertEquals(oracle.getSequenceNumber(), header.sequence(), where);
            assertEquals(oracle.getTimestamp(), header.timestamp() & 0xFFFF_FFFFL, where);
            assertEquals(oracle.getSSRC(), header.ssrc(), where);
            assertEquals(oracle.getCsrcCount(), header.csrcCount(), where);
            for (int i = 0; lead == 0 && i < header.csrcCount(); i++) { // the oracle forgets its offset here
                assertEquals((int) oracle.extractCsrcList()[i], header.csrc(i), where);
            }
            assertEquals(oracle.getExtensionBit(), header.hasExtension(), where);
            assertEquals(oracle.getHeaderLength(), header.payloadOffset() - lead, where);
            assertEquals(oracle.getPaddingSize(), header.paddingLength(), where);
            assertEquals(oracle.getPayloadLength(true), header.payloadLength(), where);
            if (!header.hasExtension()) {
                continue;
            }
            final RawPacket.HeaderExtensions theirs = oracle.getHeaderExtensions();
            extensions.of(header);
            // The oracle overlooks a last element of one byte, and takes padding at the end for an element.
            while (theirs.hasNext() && extensions.next()) {
                final RawPacket.HeaderExtension extension = theirs.next();
                assertEquals(extension.getExtId(), extensions.id(), where);
                assertEquals(extension.getExtLength(), extensions.length(), where);
                assertEquals(extension.getOffset() + 1, extensions.offset(), where);
            }
        }
    }

    @Test
    void readsTwoByteExtensionsBack() {
        final byte[] array = new byte[400];
        RtpHeaderFlyweight.writeFixedHeader(array, 3, true, 96, 1, 2, 3);
        header.wrap(array, 3, 12);
        final byte[] data = new byte[40];
        Arrays.fill(data, (byte) 9);
        final int payload = new RtpExtensionWriter().begin(header, true).add(200, data, 0, 40).add(7, data, 0, 0).finish();
        assertTrue(header.parse(array, 3, payload - 3 + 5));
        assertEquals(5, header.payloadLength());
        assertTrue(extensions.find(header, 200));
        assertArrayEquals(data, Arrays.copyOfRange(array, extensions.offset(), extensions.offset() + extensions.length()));
        assertTrue(extensions.find(header, 7));
        assertEquals(0, extensions.length());
        assertFalse(extensions.find(header, 8));
    }

    @Test
    void refusesHostileLengths() {
        final byte[] packet = new byte[20];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 96, 1, 2, 3);
        assertTrue(header.parse(packet, 0, 20));
        for (int length = 0; length < 12; length++) {
            assertFalse(header.parse(packet, 0, length), "length " + length);
        }
        packet[0] = (byte) 0x8F; // 15 CSRCs
        assertFalse(header.parse(packet, 0, 20));
        packet[0] = (byte) 0x90; // an extension of 65535 words
        packet[14] = (byte) 0xFF;
        packet[15] = (byte) 0xFF;
        assertFalse(header.parse(packet, 0, 20));
        packet[0] = (byte) 0xA0; // more padding than packet
        packet[19] = 9;
        assertFalse(header.parse(packet, 0, 20));
        packet[19] = 0;
        assertFalse(header.parse(packet, 0, 20));
        packet[19] = 8;
        assertTrue(header.parse(packet, 0, 20));
        assertEquals(0, header.payloadLength());
        packet[0] = 0x40;
        assertFalse(header.parse(packet, 0, 20));
        assertThrows(IllegalArgumentException.class, () -> header.pad(256));
    }

    @Test
    void staysInBoundsWhateverTheBytes() {
        final Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            final byte[] bytes;
            if (round % 2 == 0) {
                bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
            } else {
                final byte[] valid = random(random, 0);
                bytes = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
                for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                    bytes[random.nextInt(Math.min(bytes.length, 24))] = (byte) random.nextInt();
                }
            }
            final int number = round;
            if (header.parse(bytes, 0, bytes.length)) {
                assertTrue(header.payloadOffset() >= 12 && header.payloadLength() >= 0
                    && header.payloadOffset() + header.payloadLength() <= bytes.length, () -> "seed " + SEED + " round " + number);
                extensions.of(header);
                while (extensions.next()) {
                    assertTrue(extensions.offset() + extensions.length() <= header.payloadOffset(), () -> "seed " + SEED + " round " + number);
                }
            }
        }
    }
}
