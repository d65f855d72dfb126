package io.penstock.testkit;

import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** A frame of one byte every 10 ms, so many times. */
final class Metronome implements Source {
    private final StageSpec spec;
    private final int count;
    private StageContext context;
    private Counter ticks;
    private long nextNs = -1;
    private int made;

    Metronome(final StageSpec spec, final int count) {
        this.spec = spec;
        this.count = count;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext newContext) {
        context = newContext;
        ticks = newContext.counter("ticks");
    }

    @Override
    public int poll(final Output out, final int limit) {
        final long now = context.clock().nanoTime();
        if (nextNs < 0) {
            nextNs = now;
        }
        if (now < nextNs) {
            context.wakeAtNs(nextNs);
            return 0;
        }
        if (made == count) {
            out.endOfStream();
            return 1;
        }
        final MutableFrame frame = out.claim(1);
        if (frame == null) {
            context.wakeAtNs(now + 1_000_000);
            return 0;
        }
        frame.buffer().putByte(0, (byte) made);
        out.commit(frame.ptsNs(nextNs).captureNs(nextNs).sequence(made++));
        ticks.increment();
        nextNs += 10_000_000;
        context.wakeAtNs(nextNs);
        return 1;
    }
}
