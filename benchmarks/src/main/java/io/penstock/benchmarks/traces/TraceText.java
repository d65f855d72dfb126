package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Traces as text, a line a packet: medium ({@code a} or {@code v}), sequence number, RTP timestamp, bytes, flags ({@code k} = of a key frame,
 * {@code m} = marker, {@code -} = none), microseconds when it was sent and when it arrived, or {@code lost}; more arrivals for copies.
 *
 * <pre>
 * penstock-trace 1 wifi-busy
 * # a busy radio: jitter and bursts of loss
 * v 0 0 1188 k 0 23012
 * v 1 0 640 km 500 lost
 * a 0 0 95 - 0 22700 22900
 * </pre>
 */
final class TraceText {
    private static final String MAGIC = "penstock-trace 1";
    private static final int MAX_PACKETS = 10_000_000;
    private static final int MAX_ARRIVALS = 64;
    private static final int MAX_BYTES = 65_507;
    private static final int LEAST_BYTES = 13;
    private static final long MAX_US = 24L * 3_600_000_000L;
    private static final long MAX_NUMBER = 1L << 40;
    private static final int NS_PER_US = 1000;
    private static final int FIELDS = 7;

    private TraceText() {
    }

    static String write(final LinkTrace trace) {
        final StringBuilder text = new StringBuilder(64 * trace.packets().size());
        text.append(MAGIC).append(' ').append(trace.name()).append('\n');
        text.append("# ").append(trace.described()).append('\n');
        for (final TracePacket packet : trace.packets()) {
            text.append(packet.medium().letter).append(' ').append(packet.sequence()).append(' ').append(packet.timestamp()).append(' ')
                .append(packet.bytes()).append(' ').append(packet.key() ? "k" : "").append(packet.marker() ? "m" : "")
                .append(packet.key() || packet.marker() ? "" : "-").append(' ').append(packet.sentNs() / NS_PER_US);
            if (packet.isLost()) {
                text.append(" lost");
            }
            packet.arrivalsNs().forEach(atNs -> text.append(' ').append(atNs / NS_PER_US));
            text.append('\n');
        }
        return text.toString();
    }

    /**
     * Reads a trace.
     *
     * @param text as written by {@link #write}.
     * @return the trace.
     * @throws IllegalArgumentException if it is none; the message names the line.
     */
    static LinkTrace read(final String text) {
        final List<TracePacket> packets = new ArrayList<>();
        final Map<Medium, Long> last = new EnumMap<>(Medium.class);
        String name = null;
        String described = "";
        int number = 0;
        try (BufferedReader lines = new BufferedReader(new StringReader(text))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (name == null) {
                    check(line.startsWith(MAGIC + ' '), "no trace: accepted begins with \"" + MAGIC + "\" and a name");
                    name = line.substring(MAGIC.length() + 1).trim();
                    check(name.matches("[\\w.+-]{1,40}"), "name \"" + name + "\": accepted are up to 40 letters, digits, _ . + -");
                } else if (line.startsWith("#")) {
                    described = described.isEmpty() ? line.substring(1).trim() : described;
                } else if (!line.isBlank()) {
                    check(packets.size() < MAX_PACKETS, "more than " + MAX_PACKETS + " packets");
                    final TracePacket packet = packet(line);
                    check(packet.sequence() == last.getOrDefault(packet.medium(), packet.sequence() - 1) + 1,
                        "sequence number " + packet.sequence() + ": accepted is the one after the packet before; lost ones have lines too");
                    last.put(packet.medium(), packet.sequence());
                    packets.add(packet);
                }
            }
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        } catch (final IOException e) {
            throw new IllegalStateException("reading memory failed", e);
        }
        if (name == null || packets.isEmpty()) {
            throw new IllegalArgumentException("line " + number + ": no packets");
        }
        return new LinkTrace(name, described, packets);
    }

    private static TracePacket packet(final String line) {
        final String[] fields = line.trim().split(" +", FIELDS + MAX_ARRIVALS);
        check(fields.length >= FIELDS && fields.length < FIELDS + MAX_ARRIVALS, fields.length + " fields: accepted are medium, sequence number, "
            + "timestamp, bytes, flags, time sent, and times of arrival or \"lost\"");
        check(fields[0].equals("a") || fields[0].equals("v"), "medium \"" + fields[0] + "\": accepted are a and v");
        check(fields[4].matches("-|km?|m"), "flags \"" + fields[4] + "\": accepted are k, m, km and -");
        final long sentUs = number("time sent", fields[5], 0, MAX_US);
        final List<Long> arrivals = new ArrayList<>();
        for (int i = FIELDS - 1; i < fields.length && !(i == FIELDS - 1 && fields.length == FIELDS && fields[i].equals("lost")); i++) {
            arrivals.add(number("time of arrival", fields[i], 0, MAX_US) * NS_PER_US);
        }
        return new TracePacket(fields[0].equals("a") ? Medium.AUDIO : Medium.VIDEO, number("sequence number", fields[1], 0, MAX_NUMBER),
            number("timestamp", fields[2], 0, MAX_NUMBER), (int) number("bytes", fields[3], LEAST_BYTES, MAX_BYTES), fields[4].contains("k"),
            fields[4].contains("m"), sentUs * NS_PER_US, List.copyOf(arrivals));
    }

    private static long number(final String what, final String text, final long least, final long most) {
        check(text.matches("\\d{1,13}"), what + " \"" + text + "\": accepted are whole numbers");
        final long value = Long.parseLong(text);
        check(value >= least && value <= most, what + ' ' + value + ": accepted are " + least + "–" + most);
        return value;
    }

    private static void check(final boolean holds, final String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
