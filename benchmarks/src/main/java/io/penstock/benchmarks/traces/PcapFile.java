package io.penstock.benchmarks.traces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP payloads of a capture file, classic pcap of microseconds or nanoseconds, either byte order; over Ethernet (VLAN tags too), Linux cooked,
 * loopback or raw IP, IPv4 and IPv6. What is anything else, cut short or a fragment is left out.
 */
final class PcapFile {
    private static final long MAX_BYTES = 1L << 30;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int MAGIC_MICROS = 0xA1B2C3D4;
    private static final int MAGIC_NANOS = 0xA1B23C4D;
    private static final int PCAPNG = 0x0A0D0D0A;
    private static final int MAX_RECORD = 1 << 18;
    private static final int ETHERTYPE_IP4 = 0x0800;
    private static final int ETHERTYPE_IP6 = 0x86DD;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int IP6_HEADER = 40;

    private PcapFile() {
    }

    /** A datagram: when it was seen, and where it lies in the file's bytes. */
    record Datagram(long atNs, int offset, int length) {
    }

    /** What a file holds. */
    record Content(byte[] bytes, List<Datagram> datagrams) {
    }

    static boolean isCapture(final Path file) throws IOException {
        final byte[] head = new byte[Integer.BYTES];
        try (var in = Files.newInputStream(file)) {
            if (in.readNBytes(head, 0, head.length) < head.length) {
                return false;
            }
        }
        final int big = ByteBuffer.wrap(head).getInt();
        final int little = Integer.reverseBytes(big);
        return big == PCAPNG || isMagic(big) || isMagic(little);
    }

    private static boolean isMagic(final int value) {
        return value == MAGIC_MICROS || value == MAGIC_NANOS;
    }

    static Content read(final Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("a capture of " + Files.size(file) + " bytes: accepted are up to " + MAX_BYTES);
        }
        return read(Files.readAllBytes(file));
    }

    /**
     * Reads a capture.
     *
     * @param bytes of the file.
     * @return its datagrams.
     * @throws IllegalArgumentException if it is none, or over a link that is not known.
     */
    static Content read(final byte[] bytes) {
        final ByteBuffer file = ByteBuffer.wrap(bytes);
        if (bytes.length < FILE_HEADER || !isMagic(file.getInt(0)) && !isMagic(Integer.reverseBytes(file.getInt(0)))) {
            throw new IllegalArgumentException(bytes.length >= Integer.BYTES && file.getInt(0) == PCAPNG
                ? "pcapng: accepted is classic pcap; editcap -F pcap in.pcapng out.pcap makes one" : "no capture file");
        }
        file.order(isMagic(file.getInt(0)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        final long fraction = file.getInt(0) == MAGIC_NANOS ? 1 : 1000;
        final int link = file.getInt(20) & 0xFFFF;
        final List<Datagram> datagrams = new ArrayList<>();
        int at = FILE_HEADER;
        while (bytes.length - at >= RECORD_HEADER) {
            final long atNs = (file.getInt(at) & 0xFFFFFFFFL) * 1_000_000_000L + (file.getInt(at + 4) & 0xFFFFFFFFL) * fraction;
            final int length = file.getInt(at + 8);
            at += RECORD_HEADER;
            if (length < 0 || length > MAX_RECORD || length > bytes.length - at) {
                break;
            }
            final Datagram datagram = datagram(bytes, at, at + length, link, atNs);
            if (datagram != null) {
                datagrams.add(datagram);
            }
            at += length;
        }
        return new Content(bytes, datagrams);
    }

    private static Datagram datagram(final byte[] bytes, final int from, final int end, final int link, final long atNs) {
        int at = from;
        switch (link) {
            case 1 -> at += 12;      // Ethernet
            case 113 -> at += 14;    // Linux cooked: the type is at the end, as with Ethernet
            case 276 -> {            // Linux cooked, version 2: the type is at the beginning
                return from + 20 > end ? null : ip(bytes, from + 20, end, atNs);
            }
            case 0, 108 -> {         // loopback: a family in front
                return from + 4 > end ? null : ip(bytes, from + 4, end, atNs);
            }
            case 12, 101, 228, 229 -> {
                return ip(bytes, from, end, atNs);
            }
            default -> throw new IllegalArgumentException("link type " + link + ": accepted are Ethernet, Linux cooked, loopback and raw IP");
        }
        while (at + 2 <= end && u16(bytes, at) == ETHERTYPE_VLAN) {
            at += 4;
        }
        final int type = at + 2 <= end ? u16(bytes, at) : 0;
        return type == ETHERTYPE_IP4 || type == ETHERTYPE_IP6 ? ip(bytes, at + 2, end, atNs) : null;
    }

    private static Datagram ip(final byte[] bytes, final int at, final int end, final long atNs) {
        if (at >= end) {
            return null;
        }
        final int version = (bytes[at] & 0xF0) >> 4;
        if (version == 4 && end - at >= 20 && bytes[at + 9] == UDP && (u16(bytes, at + 6) & 0x3FFF) == 0) {
            final int header = 4 * (bytes[at] & 0xF);
            return header < 20 ? null : udp(bytes, at + header, end, atNs);
        }
        return version == 6 && end - at >= IP6_HEADER && bytes[at + 6] == UDP ? udp(bytes, at + IP6_HEADER, end, atNs) : null;
    }

    private static Datagram udp(final byte[] bytes, final int at, final int end, final long atNs) {
        if (end - at < UDP_HEADER) {
            return null;
        }
        final int length = u16(bytes, at + 4);
        return length < UDP_HEADER || length > end - at ? null : new Datagram(atNs, at + UDP_HEADER, length - UDP_HEADER);
    }

    private static int u16(final byte[] bytes, final int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
