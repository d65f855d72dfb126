package io.penstock.core.jitter;

import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/** What {@link AudioJitterBuffer} counts beside what comes in at the door. */
final class AudioCounters {
    final Counter frames;
    final Counter decoded;
    final Counter concealed;
    final Counter recovered;
    final Counter silent;
    final Counter lost;
    final Counter late;
    final Counter resyncs;
    final Counter heldNs;
    final Counter overflow;
    final Counter codecErrors;
    final Counter noise;
    final Counter skippedNs;

    AudioCounters(final StageContext context) {
        frames = context.counter("frames");
        decoded = context.counter("decoded");
        concealed = context.counter("concealed");
        recovered = context.counter("recovered");
        silent = context.counter("silent");
        lost = context.counter("lost");
        late = context.counter("late");
        resyncs = context.counter("resyncs");
        heldNs = context.counter("heldNs");
        overflow = context.counter("dropped.overflow");
        noise = context.counter("noise");
        skippedNs = context.counter("skippedNs");
        codecErrors = context.counter("errors.codec");
    }
}
