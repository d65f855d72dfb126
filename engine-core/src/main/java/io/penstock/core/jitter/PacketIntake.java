package io.penstock.core.jitter;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.rtp.SequenceUnwrapper;
import io.penstock.core.rtp.TimestampUnwrapper;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/**
 * Checks packets at the door of a jitter buffer: well formed, of the right type, of one source, in a plausible order (RFC 3550, A.1), not seen
 * before.
 */
final class PacketIntake {
    /** A step forward that is taken for lost packets; more is a new start (RFC 3550, A.1). */
    private static final int MAX_DROPOUT = 3000;
    /** A step back that is taken for reordering. */
    private static final int MAX_MISORDER = 500;
    /** A step of the RTP clock away from that of time: more is a new start, or forged. */
    private static final long MAX_TIME_JUMP_NS = 5_000_000_000L;
    private static final int HISTORY = 1024;

    /** What became of a packet. */
    enum Verdict { REFUSED, GOOD, NEW_SOURCE }

    private final int payloadType;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final SequenceUnwrapper sequences = new SequenceUnwrapper();
    private final TimestampUnwrapper timestamps;
    private final long[] seen = new long[HISTORY];
    private final Counter packets;
    private final Counter malformed;
    private final Counter otherType;
    private final Counter jumps;
    private final Counter duplicated;
    private final Counter reordered;
    private boolean started;
    private int ssrc;
    private int expectedAfterJump = -1;
    private int packetAt;
    private long sequence;
    private long units;
    private long arrivalNs;

    PacketIntake(final StageContext context, final int clockRateHz, final int payloadType) {
        this.payloadType = payloadType;
        timestamps = new TimestampUnwrapper(clockRateHz);
        packets = context.counter("packets");
        malformed = context.counter("errors.malformed");
        otherType = context.counter("dropped.payload-type");
        jumps = context.counter("dropped.jump");
        duplicated = context.counter("duplicated");
        reordered = context.counter("reordered");
    }

    Verdict check(final Frame in) {
        if (!header.parse(in.array(), in.arrayOffset(), in.length())) {
            malformed.increment();
            return Verdict.REFUSED;
        }
        if (payloadType >= 0 && header.payloadType() != payloadType) {
            otherType.increment();
            return Verdict.REFUSED;
        }
        packets.increment();
        packetAt = in.arrayOffset();
        if (!started || header.ssrc() != ssrc) {
            return begin(in);
        }
        final int step = (short) (header.sequence() - (int) sequences.highest());
        final long timeStepNs = timestamps.toNs(header.timestamp() - (int) units);
        if (step > MAX_DROPOUT || step < -MAX_MISORDER || Math.abs(timeStepNs - (in.captureNs() - arrivalNs)) > MAX_TIME_JUMP_NS) {
            if (header.sequence() == expectedAfterJump) {
                return begin(in);
            }
            expectedAfterJump = header.sequence() + 1 & 0xFFFF;
            jumps.increment();
            return Verdict.REFUSED;
        }
        expectedAfterJump = -1;
        sequence = sequences.unwrap(header.sequence());
        units = timestamps.unwrap(header.timestamp());
        arrivalNs = in.captureNs();
        final int place = (int) sequence & HISTORY - 1;
        if (seen[place] == sequence) {
            duplicated.increment();
            return Verdict.REFUSED;
        }
        seen[place] = sequence;
        if (step < 0) {
            reordered.increment();
        }
        return Verdict.GOOD;
    }

    private Verdict begin(final Frame in) {
        reset();
        started = true;
        ssrc = header.ssrc();
        sequence = sequences.unwrap(header.sequence());
        units = timestamps.unwrap(header.timestamp());
        arrivalNs = in.captureNs();
        seen[(int) sequence & HISTORY - 1] = sequence;
        return Verdict.NEW_SOURCE;
    }

    void reset() {
        started = false;
        expectedAfterJump = -1;
        sequences.reset();
        timestamps.reset();
        java.util.Arrays.fill(seen, Long.MIN_VALUE);
    }

    long sequence() {
        return sequence;
    }

    long units() {
        return units;
    }

    boolean marker() {
        return header.marker();
    }

    int ssrc() {
        return ssrc;
    }

    int payloadAt() {
        return header.payloadOffset() - packetAt;
    }

    int payloadLength() {
        return header.payloadLength();
    }

    long toNs(final long span) {
        return timestamps.toNs(span);
    }

    long toUnits(final long ns) {
        return timestamps.toUnits(ns);
    }
}
