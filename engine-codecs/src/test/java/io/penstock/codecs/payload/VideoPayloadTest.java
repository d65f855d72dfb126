package io.penstock.codecs.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.spi.PayloadFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoPayloadTest {
    private final H264Payload h264 = new H264Payload();
    private final Vp8Payload vp8 = new Vp8Payload();

    private static byte[] annexB(final byte[]... units) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final byte[] unit : units) {
            out.writeBytes(new byte[] {0, 0, 0, 1});
            out.writeBytes(unit);
        }
        return out.toByteArray();
    }

    private static byte[] unit(final int header, final int length, final int seed) {
        final byte[] unit = new byte[length];
        new Random(seed).nextBytes(unit);
        for (int i = 0; i < length; i++) {
            unit[i] |= 1;
        }
        unit[0] = (byte) header;
        unit[1] = (byte) 0x88;
        return unit;
    }

    private static List<byte[]> packets(final PayloadFormat.Packetizer packetizer, final byte[] frame) {
        final List<byte[]> packets = new ArrayList<>();
        final byte[] shifted = new byte[frame.length + 7];
        System.arraycopy(frame, 0, shifted, 5, frame.length);
        packetizer.begin(shifted, 5, frame.length);
        final byte[] to = new byte[2000];
        for (int n = packetizer.next(to, 3); n > 0; n = packetizer.next(to, 3)) {
            packets.add(Arrays.copyOfRange(to, 3, 3 + n));
        }
        assertTrue(packetizer.isLast());
        return packets;
    }

    private static byte[] join(final PayloadFormat.Depacketizer depacketizer, final List<byte[]> packets) {
        final byte[] to = new byte[100_000];
        int length = 0;
        depacketizer.begin();
        for (final byte[] packet : packets) {
            length += depacketizer.append(packet, 0, packet.length, to, length, to.length);
        }
        assertTrue(depacketizer.isComplete());
        return Arrays.copyOf(to, length);
    }

    @Test
    void carriesAKeyFrameAsAggregateAndFragments() {
        final byte[] frame = annexB(unit(0x67, 20, 1), unit(0x68, 8, 2), unit(0x65, 3000, 3), unit(0x65, 100, 4));
        final List<byte[]> packets = packets(h264.packetizer(1000), frame);
        assertEquals(List.of(24, 28, 28, 28, 28, 5), packets.stream().map(p -> p[0] & 31).toList());
        assertEquals(0x78, packets.get(0)[0]);
        assertArrayEquals(frame, join(h264.depacketizer(), packets));
        assertTrue(packets.stream().allMatch(p -> p.length <= 1000));
        assertEquals(List.of(true, true, false, false, false, true),
            packets.stream().map(p -> h264.startsKeyframe(p, 0, p.length)).toList());
    }

    @Test
    void leavesDelimitersOutAndTakesShortStartCodes() {
        final byte[] slice = unit(0x41, 50, 1);
        final byte[] frame = new byte[6 + 3 + slice.length];
        System.arraycopy(new byte[] {0, 0, 0, 1, 9, (byte) 0xF0, 0, 0, 1}, 0, frame, 0, 9);
        System.arraycopy(slice, 0, frame, 9, slice.length);
        final List<byte[]> packets = packets(h264.packetizer(1000), frame);
        assertEquals(1, packets.size());
        assertArrayEquals(slice, packets.get(0));
    }

    @Test
    void knowsWhatNobodyRefersTo() {
        for (final byte[] packet : packets(h264.packetizer(100), annexB(unit(0x01, 500, 1)))) {
            assertTrue(h264.discardable(packet, 0, packet.length));
        }
        for (final byte[] packet : packets(h264.packetizer(100), annexB(unit(0x41, 500, 1)))) {
            assertFalse(h264.discardable(packet, 0, packet.length));
        }
        final byte[] information = unit(0x06, 20, 1);
        assertFalse(h264.discardable(information, 0, 20), "SEI has no reference indication but is not a discardable frame");
    }

    @Test
    void refusesWhatIsOutOfPlace() {
        final List<byte[]> packets = packets(h264.packetizer(100), annexB(unit(0x41, 500, 1)));
        final byte[] to = new byte[1000];
        final PayloadFormat.Depacketizer d = h264.depacketizer();
        d.begin();
        assertThrows(CodecException.class, () -> d.append(packets.get(1), 0, 100, to, 0, 1000));
        d.begin();
        assertEquals(103, d.append(packets.get(0), 0, 100, to, 0, 1000));
        assertFalse(d.isComplete());
        assertThrows(CodecException.class, () -> d.append(packets.get(0), 0, 100, to, 103, 1000));
        assertThrows(CodecException.class, () -> d.append(unit(0x41, 50, 1), 0, 50, to, 103, 1000));
        for (final int type : new int[] {0, 25, 26, 27, 29, 30, 31}) {
            d.begin();
            assertThrows(CodecException.class, () -> d.append(unit(type, 50, 1), 0, 50, to, 0, 1000), "type " + type);
        }
        d.begin();
        assertThrows(CodecException.class, () -> d.append(unit(0x41, 50, 1), 0, 50, to, 0, 53));
        assertThrows(CodecException.class, () -> h264.packetizer(100).begin(new byte[50], 0, 50));
    }

    @Test
    void carriesVp8Frames() {
        final byte[] key = unit(0x10, 3000, 1);
        key[3] = (byte) 0x9D;
        key[4] = 1;
        key[5] = 0x2A;
        final PayloadFormat.Packetizer packetizer = vp8.packetizer(1000);
        final List<byte[]> packets = packets(packetizer, key);
        assertEquals(4, packets.size());
        assertArrayEquals(key, join(vp8.depacketizer(), packets));
        assertEquals(List.of(true, false, false, false), packets.stream().map(p -> vp8.startsKeyframe(p, 0, p.length)).toList());
        final List<byte[]> next = packets(packetizer, unit(0x11, 100, 2));
        assertFalse(vp8.startsKeyframe(next.get(0), 0, next.get(0).length));
        assertEquals(packets.get(0)[3] + 1, next.get(0)[3], "picture number");
    }

    @Test
    void readsAllPartsOfTheVp8Descriptor() {
        final byte[] all = {(byte) 0xB0, (byte) 0xF0, (byte) 0x81, 0x23, 7, (byte) 0x80, 0x10, 0, 0};
        assertTrue(vp8.startsKeyframe(all, 0, all.length));
        assertTrue(vp8.discardable(all, 0, all.length));
        assertEquals(2, vp8.temporalLayer(all, 0, all.length));
        final byte[] to = new byte[10];
        assertEquals(3, vp8.depacketizer().append(all, 0, all.length, to, 0, 10));
        final byte[] shortId = {(byte) 0x90, (byte) 0xA0, 0x23, 0x40, 0x11, 0};
        assertFalse(vp8.startsKeyframe(shortId, 0, shortId.length));
        assertEquals(1, vp8.temporalLayer(shortId, 0, shortId.length));
        for (int length = 0; length < 7; length++) {
            final int cut = length;
            assertEquals(cut == 7, vp8.startsKeyframe(all, 0, cut));
            if (cut < 7) {
                assertThrows(CodecException.class, () -> vp8.depacketizer().append(all, 0, Math.min(cut, 6), to, 0, 10));
            }
        }
    }

    @Test
    void answersAnyBytesWithAFrameOrACodecException() {
        for (int seed = 0; seed < 20_000; seed++) {
            final Random random = new Random(seed);
            final PayloadFormat format = seed % 2 == 0 ? h264 : vp8;
            final PayloadFormat.Depacketizer d = format.depacketizer();
            final byte[] to = new byte[300];
            d.begin();
            int length = 0;
            try {
                for (int i = 0; i < 5; i++) {
                    final byte[] packet = new byte[random.nextInt(80)];
                    random.nextBytes(packet);
                    if (packet.length > 0 && random.nextBoolean()) {
                        packet[0] = (byte) (random.nextBoolean() ? 0x7C : 0x78);
                    }
                    format.startsKeyframe(packet, 0, packet.length);
                    format.discardable(packet, 0, packet.length);
                    format.temporalLayer(packet, 0, packet.length);
                    length += d.append(packet, 0, packet.length, to, length, to.length);
                }
                packets(format.packetizer(60), Arrays.copyOf(to, length));
            } catch (final CodecException expected) {
                continue;
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
