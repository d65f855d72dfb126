package io.penstock.core.jitter;

import io.penstock.frame.Frame;
import io.penstock.spi.PayloadFormat;

/** Tells an estimator of each frame of sound once, when it could first be played: from its packet, or from the next if that repeats it. */
final class ArrivedFrames {
    private static final int MEMORY = 1024;

    private final PayloadFormat payloadFormat;
    private final DelayEstimator delay;
    private final PacketIntake intake;
    private final long frameUnits;
    private final long[] told = new long[MEMORY];
    /** What came before it was never sent, or to somebody else. */
    private long first;

    ArrivedFrames(final PayloadFormat payloadFormat, final DelayEstimator delay, final PacketIntake intake, final long frameUnits) {
        this.payloadFormat = payloadFormat;
        this.delay = delay;
        this.intake = intake;
        this.frameUnits = frameUnits;
        reset();
    }

    /** A packet that was not there before, which the intake has looked at. */
    void packet(final Frame packet) {
        final long sequence = intake.sequence();
        final long units = intake.units();
        first = Math.min(first, sequence);
        if (sequence > first && isNew(sequence - 1)
            && payloadFormat.carriesPrevious(packet.array(), packet.arrayOffset() + intake.payloadAt(), intake.payloadLength())) {
            told[place(sequence - 1)] = sequence - 1;
            delay.unitCompleted(intake.toNs(units - frameUnits), packet.captureNs());
        }
        if (isNew(sequence)) {
            told[place(sequence)] = sequence;
            delay.unitCompleted(intake.toNs(units), packet.captureNs());
        }
    }

    private boolean isNew(final long sequence) {
        return told[place(sequence)] != sequence;
    }

    private static int place(final long sequence) {
        return (int) sequence & MEMORY - 1;
    }

    void reset() {
        first = Long.MAX_VALUE;
        java.util.Arrays.fill(told, Long.MIN_VALUE);
    }
}
