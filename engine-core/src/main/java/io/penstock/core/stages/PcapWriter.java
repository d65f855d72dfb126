package io.penstock.core.stages;

import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes packets to a capture file that Wireshark and tcpdump read: a {@link FrameTap.Observer} for edges of {@link PacketFormat}.
 *
 * <p>Classic pcap with nanosecond times (magic {@code a1b23c4d}, little endian) and link type 101, raw IP
 * (<a href="https://www.tcpdump.org/linktypes.html">LINKTYPE_RAW</a>). Each packet gets made-up IPv4 and UDP headers (RFC 791 with its
 * checksum; RFC 768 without one), from {@code 127.0.0.1} to {@code 127.0.0.1} with the given ports; in Wireshark, choose "Decode as RTP".
 * Its time is when it passed the tap.
 *
 * <p>Packets beyond the size limit are not written, but counted. Writing allocates nothing.
 */
public final class PcapWriter implements FrameTap.Observer {
    /** Largest file unless stated otherwise: 1 GiB, an hour and more at 2 Mbps. */
    public static final long DEFAULT_MAX_BYTES = 1L << 30;

    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int LINKTYPE_RAW = 101;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int MAX_PAYLOAD = 65_535 - IP_HEADER - UDP_HEADER;
    private static final int TTL = 64;
    private static final int PROTOCOL_UDP = 17;
    private static final int LOOPBACK = 0x7F000001;
    private static final long NANOS = 1_000_000_000L;

    private final OutputStream file;
    private final int sourcePort;
    private final int destinationPort;
    private final long maxBytes;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] payload = new byte[MAX_PAYLOAD];
    private int used;
    private long written;
    private long packets;
    private long omitted;
    private MediaClock clock;

    private PcapWriter(final OutputStream file, final int sourcePort, final int destinationPort, final long maxBytes) {
        this.file = file;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
        this.maxBytes = maxBytes;
    }

    /**
     * A capture file of at most {@link #DEFAULT_MAX_BYTES}.
     *
     * @param file            replaced if it exists.
     * @param sourcePort      shown as sender, 1–65535.
     * @param destinationPort shown as receiver, 1–65535.
     * @return the writer.
     * @throws EngineException of category IO if the file cannot be made.
     */
    public static PcapWriter to(final Path file, final int sourcePort, final int destinationPort) {
        return to(file, sourcePort, destinationPort, DEFAULT_MAX_BYTES);
    }

    /**
     * A capture file of limited size.
     *
     * @param file            replaced if it exists.
     * @param sourcePort      shown as sender, 1–65535.
     * @param destinationPort shown as receiver, 1–65535.
     * @param maxBytes        largest file, at least its header of 24 bytes.
     * @return the writer.
     * @throws ConfigurationException if a number is out of range.
     * @throws EngineException        of category IO if the file cannot be made.
     */
    public static PcapWriter to(final Path file, final int sourcePort, final int destinationPort, final long maxBytes) {
        if (sourcePort < 1 || sourcePort > 65_535 || destinationPort < 1 || destinationPort > 65_535 || maxBytes < FILE_HEADER) {
            throw new ConfigurationException("pcap " + file + ": ports " + sourcePort + " and " + destinationPort + " (accepted 1–65535), size "
                + maxBytes + " (accepted from " + FILE_HEADER + ')');
        }
        try {
            final PcapWriter writer = new PcapWriter(Files.newOutputStream(file), sourcePort, destinationPort, maxBytes);
            writer.fileHeader();
            return writer;
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "pcap " + file + " cannot be made: " + e, e);
        }
    }

    private void fileHeader() {
        le32(MAGIC_NANOSECONDS);
        le16(2);
        le16(4);
        le32(0);
        le32(0);
        le32(65_535);
        le32(LINKTYPE_RAW);
        written = FILE_HEADER;
    }

    @Override
    public void onFormat(final Format format, final MediaClock mediaClock) {
        if (!(format instanceof PacketFormat)) {
            throw new ConfigurationException("pcap takes packets, and this edge carries " + format.describe());
        }
        clock = mediaClock;
    }

    @Override
    public void onFrame(final Frame frame) throws IOException {
        final int length = frame.length();
        final int ipLength = IP_HEADER + UDP_HEADER + length;
        if (length > MAX_PAYLOAD || written + RECORD_HEADER + ipLength > maxBytes) {
            omitted++;
            return;
        }
        if (used + RECORD_HEADER + IP_HEADER + UDP_HEADER > buffer.length) {
            flush();
        }
        final long epochNs = clock.epochNs(clock.nanoTime());
        le32((int) (epochNs / NANOS));
        le32((int) (epochNs % NANOS));
        le32(ipLength);
        le32(ipLength);
        ipHeader(ipLength);
        be16(sourcePort);
        be16(destinationPort);
        be16(UDP_HEADER + length);
        be16(0);
        payload(frame, length);
        written += RECORD_HEADER + ipLength;
        packets++;
    }

    private void ipHeader(final int ipLength) {
        final int start = used;
        be16(0x4500);
        be16(ipLength);
        be16((int) packets);
        be16(0x4000);
        be16(TTL << 8 | PROTOCOL_UDP);
        be16(0);
        be16(LOOPBACK >>> 16);
        be16(LOOPBACK);
        be16(LOOPBACK >>> 16);
        be16(LOOPBACK);
        int sum = 0;
        for (int i = start; i < used; i += 2) {
            sum += (buffer[i] & 0xFF) << 8 | buffer[i + 1] & 0xFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = ~((sum & 0xFFFF) + (sum >>> 16));
        buffer[start + 10] = (byte) (sum >> 8);
        buffer[start + 11] = (byte) sum;
    }

    private void payload(final Frame frame, final int length) throws IOException {
        if (used + length > buffer.length) {
            flush();
        }
        if (length <= buffer.length - used) {
            frame.buffer().getBytes(0, buffer, used, length);
            used += length;
        } else {
            frame.buffer().getBytes(0, payload, 0, length);
            file.write(payload, 0, length);
        }
    }

    private void be16(final int value) {
        buffer[used++] = (byte) (value >> 8);
        buffer[used++] = (byte) value;
    }

    private void le16(final int value) {
        buffer[used++] = (byte) value;
        buffer[used++] = (byte) (value >> 8);
    }

    private void le32(final int value) {
        le16(value);
        le16(value >>> 16);
    }

    private void flush() throws IOException {
        file.write(buffer, 0, used);
        used = 0;
    }

    /**
     * Packets written.
     *
     * @return the count; exact after {@link #close()}.
     */
    public long packets() {
        return packets;
    }

    /**
     * Packets that no longer fitted the size limit.
     *
     * @return the count; exact after {@link #close()}.
     */
    public long omitted() {
        return omitted;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            flush();
        }
    }
}
