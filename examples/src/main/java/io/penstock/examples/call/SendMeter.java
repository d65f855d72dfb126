package io.penstock.examples.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the sending end knows of its frames: when each was captured, how long the encoder took, when its last packet was ready and when
 * it left. Each method is for
 * one thread, that of the stage that calls it.
 */
final class SendMeter {
    static final int ENCODE_NS = 1;
    static final int RTP_TIMESTAMP = 2;
    static final int SENT_NS = 3;
    static final int PACKETS = 4;
    static final int QUEUED_NS = 5;
    static final int COLUMNS = 5;
    /** IPv4 and UDP headers of a packet. */
    static final int HEADER_BYTES = 28;
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private final FrameTable frames;
    private final AtomicLong captured = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong wireBytes = new AtomicLong();
    private final AtomicLong keyframes = new AtomicLong();
    private final AtomicLong codecNs = new AtomicLong();
    private final AtomicLong codecCalls = new AtomicLong();
    private final AtomicLong codecBytes = new AtomicLong();

    SendMeter(final long frames) {
        this.frames = new FrameTable(frames, COLUMNS);
    }

    /** For another process: everything but the rates over time. */
    JsonNode toJson() {
        final ObjectNode json = Signal.message();
        json.put("captured", captured.get()).put("packets", packets.get()).put("wireBytes", wireBytes.get()).put("keyframes", keyframes.get())
            .put("codecNs", codecNs.get()).put("codecCalls", codecCalls.get());
        final ArrayNode rows = json.putArray("frames");
        for (long n = frames.oldest(); n < frames.opened(); n++) {
            final int row = frames.row(n);
            final ArrayNode cells = rows.addArray().add(frames.key(row));
            for (int column = 1; column <= COLUMNS; column++) {
                cells.add(frames.get(row, column));
            }
        }
        return json;
    }

    /** What another process measured. */
    static SendMeter fromJson(final JsonNode json) {
        final SendMeter meter = new SendMeter(json.path("frames").size());
        meter.captured.set(json.path("captured").asLong());
        meter.packets.set(json.path("packets").asLong());
        meter.wireBytes.set(json.path("wireBytes").asLong());
        meter.keyframes.set(json.path("keyframes").asLong());
        meter.codecNs.set(json.path("codecNs").asLong());
        meter.codecCalls.set(json.path("codecCalls").asLong());
        for (final JsonNode cells : json.path("frames")) {
            final int row = meter.frames.open(cells.path(0).asLong());
            for (int column = 1; column <= COLUMNS; column++) {
                meter.frames.put(row, column, cells.path(column).asLong(FrameTable.EMPTY));
            }
        }
        return meter;
    }

    void captured(final Frame frame) {
        frames.open(frame.captureNs());
        captured.incrementAndGet();
    }

    void encoded(final Frame in, final long tookNs, final long allocatedBytes, final boolean keyframe) {
        final int row = frames.find(in.captureNs());
        if (row >= 0) {
            frames.put(row, ENCODE_NS, tookNs);
        }
        codecNs.addAndGet(tookNs);
        codecCalls.incrementAndGet();
        codecBytes.addAndGet(allocatedBytes);
        if (keyframe) {
            keyframes.incrementAndGet();
        }
    }

    /** A packet is ready to leave, as soon as the network may have it. */
    void queued(final Frame packet, final long nowNs) {
        if (!packet.has(FrameFlags.END_OF_ACCESS_UNIT) || CallEndpoint.isRepair(packet)) {
            return;
        }
        final int row = frames.find(packet.captureNs());
        if (row >= 0) {
            frames.put(row, QUEUED_NS, nowNs);
        }
    }

    /** A packet is about to leave; RTCP and repair count for the rate only. */
    void sent(final Frame packet, final long nowNs) {
        wireBytes.addAndGet(packet.length() + HEADER_BYTES);
        if (RtpHeaderFlyweight.isRtcp(packet.array(), packet.arrayOffset(), packet.length()) || CallEndpoint.isRepair(packet)) {
            return;
        }
        packets.incrementAndGet();
        final int row = frames.find(packet.captureNs());
        if (row >= 0) {
            frames.put(row, RTP_TIMESTAMP, packet.rtpTimestamp() & UNSIGNED);
            frames.add(row, PACKETS, 1);
            if (packet.has(FrameFlags.END_OF_ACCESS_UNIT)) {
                frames.put(row, SENT_NS, nowNs);
            }
        }
    }

    FrameTable frames() {
        return frames;
    }

    long framesCaptured() {
        return captured.get();
    }

    long packets() {
        return packets.get();
    }

    long wireBytes() {
        return wireBytes.get();
    }

    long keyframes() {
        return keyframes.get();
    }

    long codecBytes() {
        return codecBytes.get();
    }

    /** Mean time of a call of the encoder; null before the first. */
    Double encodeMs() {
        final long calls = codecCalls.get();
        return calls == 0 ? null : Series.round(codecNs.get() / 1e6 / calls);
    }

    long encodeNs() {
        return codecNs.get();
    }

    long encodeCalls() {
        return codecCalls.get();
    }
}
