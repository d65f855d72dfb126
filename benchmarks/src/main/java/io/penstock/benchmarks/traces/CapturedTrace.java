package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.spi.PayloadFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A trace of what arrived somewhere, taken from a capture of RTP there: the largest stream of sound in packets of 20 ms, and the largest of
 * pictures (90 kHz). When a packet was sent is not known there: it is told by its timestamp, as if the fastest packet had taken no time. Numbers
 * that are missing were lost. Key frames are told by H.264, and where that finds none (encrypted, another codec), by their size.
 */
final class CapturedTrace {
    private static final int LEAST_PACKETS = 50;
    private static final int NS_PER_US = 1000;
    private static final long NANOS = 1_000_000_000L;
    private static final int[] SOUND_RATES = {48_000, 8_000, 16_000, 24_000, 32_000, 44_100};
    private static final double SAME_RATE = 0.1;
    private static final double SAME_LENGTH = 0.01;
    private static final double KEY_TIMES = 3;
    private static final int MOST_MISSING = 1000;
    private static final int MOST_PACKETS = 10_000_000;

    private CapturedTrace() {
    }

    /** A packet seen. */
    private record Seen(long sequence, long timestamp, int bytes, boolean marker, boolean key, long atNs) {
    }

    /** Packets of one SSRC, with running numbers. */
    private static final class Stream {
        private final List<Seen> packets = new ArrayList<>();
        private long lastSequence;
        private long lastTimestamp;

        void add(final RtpHeaderFlyweight header, final int bytes, final boolean key, final long atNs) {
            final boolean first = packets.isEmpty();
            // 2^20 and 2^33: room for what comes before the first
            lastSequence = first ? (1 << 20) + header.sequence() : lastSequence + (short) (header.sequence() - (int) lastSequence);
            lastTimestamp = first ? (1L << 33) + (header.timestamp() & 0xFFFFFFFFL) : lastTimestamp + (header.timestamp() - (int) lastTimestamp);
            packets.add(new Seen(lastSequence, lastTimestamp, bytes, header.marker(), key, atNs));
        }

        /** Timestamps a second, by how they and the arrivals move on from first to last. */
        double rate() {
            final Seen a = packets.get(0);
            final Seen b = packets.get(packets.size() - 1);
            return (b.timestamp - a.timestamp) * (double) NANOS / Math.max(1, b.atNs - a.atNs);
        }

        /** The usual distance between timestamps. */
        long step() {
            final long[] distinct = packets.stream().mapToLong(Seen::timestamp).distinct().sorted().toArray();
            final long[] steps = new long[Math.max(1, distinct.length - 1)];
            for (int i = 1; i < distinct.length; i++) {
                steps[i - 1] = distinct[i] - distinct[i - 1];
            }
            Arrays.sort(steps);
            return steps[steps.length / 2];
        }
    }

    /**
     * Makes a trace of a capture.
     *
     * @param name    of the trace.
     * @param capture what was seen.
     * @return the trace.
     * @throws IllegalArgumentException if there is neither sound nor pictures in it.
     */
    static LinkTrace of(final String name, final PcapFile.Content capture) {
        final Collection<Stream> streams = streams(capture);
        final Stream pictures = largest(streams, stream -> isNear(stream.rate(), Medium.VIDEO.clockRateHz));
        final Stream sound = largest(streams, stream -> soundRate(stream) > 0);
        if (pictures == null && sound == null) {
            throw new IllegalArgumentException("no RTP stream of at least " + LEAST_PACKETS + " packets that is sound in packets of 20 ms or pictures"
                + " of 90 kHz, among " + streams.size());
        }
        final List<TracePacket> packets = new ArrayList<>();
        final long originNs = capture.datagrams().stream().mapToLong(PcapFile.Datagram::atNs).min().orElse(0);
        if (sound != null) {
            packets.addAll(packets(Medium.AUDIO, sound, soundRate(sound), originNs));
        }
        if (pictures != null) {
            packets.addAll(packets(Medium.VIDEO, pictures, Medium.VIDEO.clockRateHz, originNs));
        }
        final long firstNs = packets.stream().mapToLong(TracePacket::sentNs).min().orElse(0);
        return new LinkTrace(name, "captured", packets.stream().map(packet -> shifted(packet, -firstNs))
            .sorted(Comparator.comparingLong(TracePacket::sentNs)).toList());
    }

    private static TracePacket shifted(final TracePacket packet, final long byNs) {
        return new TracePacket(packet.medium(), packet.sequence(), packet.timestamp(), packet.bytes(), packet.key(), packet.marker(),
            packet.sentNs() + byNs, packet.arrivalsNs().stream().map(atNs -> atNs + byNs).toList());
    }

    private static Collection<Stream> streams(final PcapFile.Content capture) {
        final Map<Integer, Stream> streams = new LinkedHashMap<>();
        final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
        final PayloadFormat h264 = new H264Payload();
        for (final PcapFile.Datagram datagram : capture.datagrams()) {
            final byte[] bytes = capture.bytes();
            if (!RtpHeaderFlyweight.isRtcp(bytes, datagram.offset(), datagram.length())
                && header.parse(bytes, datagram.offset(), datagram.length())) {
                streams.computeIfAbsent(header.ssrc(), ssrc -> new Stream()).add(header, datagram.length(),
                    h264.startsKeyframe(bytes, header.payloadOffset(), header.payloadLength()), datagram.atNs());
            }
        }
        return streams.values();
    }

    private static Stream largest(final Collection<Stream> streams, final Predicate<Stream> which) {
        return streams.stream().filter(stream -> stream.packets.size() >= LEAST_PACKETS).filter(which)
            .max(Comparator.comparingInt(stream -> stream.packets.size())).orElse(null);
    }

    private static boolean isNear(final double rate, final double expected) {
        return Math.abs(rate / expected - 1) < SAME_RATE;
    }

    /** Clock rate of sound in packets of 20 ms; 0 = something else. */
    private static int soundRate(final Stream stream) {
        return Arrays.stream(SOUND_RATES).filter(rate -> isNear(stream.rate(), rate)
            && Math.abs(stream.step() * 50.0 / rate - 1) < SAME_LENGTH).findFirst().orElse(0);
    }

    private static List<TracePacket> packets(final Medium medium, final Stream stream, final int rate, final long originNs) {
        final TreeMap<Long, List<Seen>> bySequence = new TreeMap<>();
        stream.packets.forEach(packet -> bySequence.computeIfAbsent(packet.sequence, number -> new ArrayList<>()).add(packet));
        final Map<Long, Boolean> keys = medium == Medium.VIDEO ? keys(stream) : Map.of();
        final long first = bySequence.firstKey();
        final long firstTimestamp = stream.packets.stream().mapToLong(Seen::timestamp).min().orElseThrow();
        final long leastNs = stream.packets.stream().mapToLong(packet -> packet.atNs - originNs - mediaNs(packet.timestamp - firstTimestamp, rate))
            .min().orElseThrow();
        final List<TracePacket> packets = new ArrayList<>();
        Seen before = null;
        for (final Map.Entry<Long, List<Seen>> entry : bySequence.entrySet()) {
            final Seen packet = entry.getValue().get(0);
            if (before != null) {
                fill(medium, packets, before, packet, first, firstTimestamp, rate, leastNs);
            }
            final List<Long> arrivals = entry.getValue().stream().map(seen -> whole(seen.atNs - originNs)).sorted().toList();
            packets.add(packet(medium, packet, first, firstTimestamp, rate, leastNs, keys.getOrDefault(packet.timestamp, false), arrivals));
            before = packet;
        }
        return packets;
    }

    /** Packets of which nothing was seen: of the picture before if that had not ended; sound goes on by twenty milliseconds. */
    private static void fill(final Medium medium, final List<TracePacket> packets, final Seen before, final Seen after, final long first,
                             final long firstTimestamp, final int rate, final long leastNs) {
        final long missing = after.sequence - before.sequence - 1;
        if (missing > MOST_MISSING || packets.size() > MOST_PACKETS) {
            throw new IllegalArgumentException(missing + " packets missing in a row, " + packets.size() + " in all: accepted are up to "
                + MOST_MISSING + " and " + MOST_PACKETS);
        }
        for (long i = 1; i <= missing; i++) {
            final long pictures = before.marker ? after.timestamp : before.timestamp;
            final long timestamp = medium == Medium.VIDEO ? pictures : before.timestamp + (after.timestamp - before.timestamp) * i / (missing + 1);
            final Seen lost = new Seen(before.sequence + i, timestamp, before.bytes, false, false, 0);
            packets.add(packet(medium, lost, first, firstTimestamp, rate, leastNs, false, List.of()));
        }
    }

    private static TracePacket packet(final Medium medium, final Seen packet, final long first, final long firstTimestamp, final int rate,
                                      final long leastNs, final boolean key, final List<Long> arrivals) {
        final long units = packet.timestamp - firstTimestamp;
        return new TracePacket(medium, packet.sequence - first, units * medium.clockRateHz / rate, packet.bytes, key, packet.marker,
            whole(leastNs + mediaNs(units, rate)), arrivals);
    }

    private static long mediaNs(final long units, final int rate) {
        return units / rate * NANOS + units % rate * NANOS / rate;
    }

    private static long whole(final long ns) {
        return Math.floorDiv(ns, (long) NS_PER_US) * NS_PER_US;
    }

    /** Which timestamps are key frames: of H.264, else those that are large; the first is always taken for one. */
    private static Map<Long, Boolean> keys(final Stream stream) {
        final Map<Long, Long> sizes = new TreeMap<>();
        final Map<Long, Boolean> keys = new TreeMap<>();
        for (final Seen packet : stream.packets) {
            sizes.merge(packet.timestamp, (long) packet.bytes, Long::sum);
            keys.merge(packet.timestamp, packet.key, Boolean::logicalOr);
        }
        if (!keys.containsValue(true)) {
            final long[] sorted = sizes.values().stream().mapToLong(Long::longValue).sorted().toArray();
            sizes.forEach((timestamp, size) -> keys.put(timestamp, size > KEY_TIMES * sorted[sorted.length / 2]));
        }
        keys.put(sizes.keySet().iterator().next(), true);
        return keys;
    }
}
