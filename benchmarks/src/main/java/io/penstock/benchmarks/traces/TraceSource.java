package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Puts out the packets of a trace when they arrived, as a socket would. What is in them is made here: traces hold only what is seen of them. */
final class TraceSource implements Source {
    private static final int HEADER = RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
    private static final int SSRC = 0x7ACE;
    private static final int REPORT_BYTES = 28;
    private static final long REPORT_DISTANCE_NS = 1_000_000_000L;
    private static final long NANOS = 1_000_000_000L;
    /** Some day of 2026 in seconds since 1900. */
    private static final long NTP_SECONDS = 3_985_000_000L;

    private final PacketFormat format;
    private final Voice voice;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final StageSpec spec;
    private StageContext context;
    private long originNs;
    private int next;
    private boolean reports;
    private long reportNs;
    private Arrival reported;

    private record Arrival(long atNs, TracePacket packet, long picture, boolean first) {
    }

    TraceSource(final List<TracePacket> packets, final PacketFormat format, final Voice voice) {
        this.format = format;
        this.voice = voice;
        spec = StageSpec.source("trace", FormatSpec.of(format)).wakesItself().build();
        final long[] pictures = LinkTrace.pictures(packets);
        for (int i = 0; i < pictures.length; i++) {
            final TracePacket packet = packets.get(i);
            final long picture = pictures[i];
            final boolean first = i == 0 || pictures[i - 1] != picture;
            packet.arrivalsNs().forEach(atNs -> arrivals.add(new Arrival(atNs, packet, picture, first)));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::atNs)); // stable: what arrives at once stays in the order in which it was sent
    }

    /** Puts a sender report among them every second, from which a receiver knows what belongs together (RFC 3550, 6.4.1). */
    TraceSource withReports() {
        reports = true;
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext given) {
        context = given;
        originNs = given.clock().nanoTime();
    }

    @Override
    public int poll(final Output out, final int limit) {
        final long nowNs = context.clock().nanoTime() - originNs;
        int work = 0;
        if (reported != null && limit > 0 && emitReport(reported.packet, out)) {
            reported = null;
            work++;
        }
        while (work < limit && next < arrivals.size() && arrivals.get(next).atNs <= nowNs && emit(arrivals.get(next), out)) {
            report(arrivals.get(next++));
            work++;
        }
        context.wakeAtNs(reported != null ? nowNs + originNs : next < arrivals.size() ? originNs + arrivals.get(next).atNs : Long.MAX_VALUE);
        return work;
    }

    private boolean emit(final Arrival arrival, final Output out) {
        final TracePacket packet = arrival.packet;
        final byte[] payload = packet.medium() == Medium.AUDIO ? voice.payload(packet.frame()) : null;
        final int bytes = HEADER + (payload != null ? payload.length : Math.max(TracePayload.HEADER_BYTES,
            Math.min(packet.bytes(), PacketFormat.RECEIVE_PACKET_BYTES) - HEADER));
        final MutableFrame frame = out.claim(bytes);
        if (frame == null) {
            return false;
        }
        final byte[] to = frame.array();
        final int at = frame.arrayOffset();
        RtpHeaderFlyweight.writeFixedHeader(to, at, packet.marker(), format.payloadType(), (int) packet.sequence() & 0xFFFF,
            (int) packet.timestamp(), SSRC);
        if (payload != null) {
            System.arraycopy(payload, 0, to, at + HEADER, payload.length);
        } else {
            Arrays.fill(to, at + HEADER, at + bytes, (byte) 0);
            TracePayload.write(to, at + HEADER, arrival.first, packet, arrival.picture);
        }
        out.commit(frame.length(bytes).ptsNs(originNs + arrival.atNs).captureNs(originNs + arrival.atNs));
        return true;
    }

    private void report(final Arrival arrival) {
        if (reports && arrival.first && arrival.atNs >= reportNs) {
            reportNs = arrival.atNs + REPORT_DISTANCE_NS;
            reported = arrival;
        }
    }

    /** A report of when a packet was sent, without any of what was received. */
    private boolean emitReport(final TracePacket packet, final Output out) {
        final MutableFrame frame = out.claim(REPORT_BYTES);
        if (frame == null) {
            return false;
        }
        final long seconds = NTP_SECONDS + packet.sentNs() / NANOS;
        final long fraction = (packet.sentNs() % NANOS << 32) / NANOS;
        ByteBuffer.wrap(frame.array(), frame.arrayOffset(), REPORT_BYTES).put((byte) 0x80).put((byte) 200)
            .putShort((short) (REPORT_BYTES / Integer.BYTES - 1)).putInt(SSRC).putInt((int) seconds).putInt((int) fraction)
            .putInt((int) packet.timestamp()).putInt(0).putInt(0);
        out.commit(frame.length(REPORT_BYTES).captureNs(context.clock().nanoTime()));
        return true;
    }
}
