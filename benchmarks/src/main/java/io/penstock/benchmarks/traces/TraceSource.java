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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Puts out the packets of a trace when they arrived, as a socket would. What is in them is made here: traces hold only what is seen of them. */
final class TraceSource implements Source {
    private static final int HEADER = RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
    private static final int SSRC = 0x7ACE;

    private final PacketFormat format;
    private final Voice voice;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final StageSpec spec;
    private StageContext context;
    private long originNs;
    private int next;

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
        while (work < limit && next < arrivals.size() && arrivals.get(next).atNs <= nowNs && emit(arrivals.get(next), out)) {
            next++;
            work++;
        }
        context.wakeAtNs(next < arrivals.size() ? originNs + arrivals.get(next).atNs : Long.MAX_VALUE);
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
}
