package io.penstock.codecs.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opus packets in and out of an Ogg file (RFC 3533, RFC 7845): just enough to exchange them with ffmpeg. */
public final class OggOpus {
    private OggOpus() {
    }

    /** A file with one packet a page. */
    public static byte[] write(final List<byte[]> packets, final int channels, final int samplesPerPacket) {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        final byte[] head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN).put("OpusHead".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1).put((byte) channels).putShort((short) 0).putInt(48_000).putShort((short) 0).put((byte) 0).array();
        final byte[] tags = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).put("OpusTags".getBytes(StandardCharsets.US_ASCII)).array();
        file.writeBytes(page(head, 2, 0, 0));
        file.writeBytes(page(tags, 0, 0, 1));
        for (int i = 0; i < packets.size(); i++) {
            file.writeBytes(page(packets.get(i), i == packets.size() - 1 ? 4 : 0, (i + 1L) * samplesPerPacket, i + 2));
        }
        return file.toByteArray();
    }

    /** The packets of a file, without its two headers. */
    public static List<byte[]> read(final byte[] file) {
        final List<byte[]> packets = new ArrayList<>();
        final ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int at = 0;
        while (at + 27 <= file.length) {
            final int segments = file[at + 26] & 0xFF;
            int body = at + 27 + segments;
            for (int s = 0; s < segments; s++) {
                final int length = file[at + 27 + s] & 0xFF;
                packet.write(file, body, length);
                body += length;
                if (length < 255) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
            at = body;
        }
        return packets.subList(2, packets.size());
    }

    private static byte[] page(final byte[] packet, final int type, final long granule, final int number) {
        final int segments = packet.length / 255 + 1;
        final ByteBuffer page = ByteBuffer.allocate(27 + segments + packet.length).order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) type).putLong(granule).putInt(1).putInt(number).putInt(0)
            .put((byte) segments);
        final byte[] lacing = new byte[segments];
        Arrays.fill(lacing, (byte) 255);
        lacing[segments - 1] = (byte) (packet.length % 255);
        page.put(lacing).put(packet);
        page.putInt(22, crc(page.array()));
        return page.array();
    }

    private static int crc(final byte[] bytes) {
        int crc = 0;
        for (final byte b : bytes) {
            crc ^= b << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04C1_1DB7 : 0);
            }
        }
        return crc;
    }
}
