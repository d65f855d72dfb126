package io.penstock.core.jitter;

import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.PayloadFormat;

/** Tells a {@link PictureWatch}, if there is one, and notices when the buffer's thread is held up. One thread. */
final class WatchPost {
    /** So often the thread is to come round while packets come, so that nobody takes its absence for that of packets. */
    private static final long ROUND_NS = 50_000_000L;
    /** Later than this is not the timer's slack any more. */
    private static final long HELD_UP_NS = 20_000_000L;
    /** Packets that come at all come so often. */
    private static final long ALIVE_NS = 2_000_000_000L;

    private final PictureWatch watch;
    private final PayloadFormat payloadFormat;
    private long wakeNs = Long.MAX_VALUE;
    private long arrivalNs = Long.MIN_VALUE / 2;

    WatchPost(final PictureWatch watch, final PayloadFormat payloadFormat) {
        this.watch = watch;
        this.payloadFormat = payloadFormat;
    }

    /** A packet that the intake has looked at; whether it was asked for, and others overtook it. */
    void packet(final Frame in, final PacketIntake intake, final PlayoutClock clock, final boolean repaired) {
        arrivalNs = in.captureNs();
        if (watch != null) {
            watch.packet(intake.sequence(), intake.toNs(intake.units()), clock.arrivalNs(intake.units()), arrivalNs,
                repaired || in.has(FrameFlags.RETRANSMITTED),
                payloadFormat.startsKeyframe(in.array(), in.arrayOffset() + intake.payloadAt(), intake.payloadLength()));
        }
    }

    void putOut(final long mediaNs, final int rtpTimestamp, final long dueNs, final long nowNs) {
        if (watch != null) {
            watch.putOut(mediaNs, rtpTimestamp, dueNs, nowNs);
        }
    }

    void keyframeAsked(final long nowNs) {
        if (watch != null) {
            watch.keyframeAsked(nowNs);
        }
    }

    void restarted() {
        if (watch != null) {
            watch.restarted();
        }
    }

    /** The thread is here. */
    void passes(final long nowNs) {
        if (watch != null && wakeNs != Long.MAX_VALUE && nowNs - wakeNs > HELD_UP_NS) {
            watch.heldUp(wakeNs, nowNs);
        }
        wakeNs = Long.MAX_VALUE;
    }

    /** When it is to come again, given when the buffer needs it. */
    long wakeNs(final long neededNs, final long nowNs) {
        if (watch != null) {
            wakeNs = nowNs - arrivalNs < ALIVE_NS ? Math.min(neededNs, nowNs + ROUND_NS) : neededNs;
            return wakeNs;
        }
        return neededNs;
    }
}
