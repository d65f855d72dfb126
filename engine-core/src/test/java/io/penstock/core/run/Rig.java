package io.penstock.core.run;

import io.penstock.clock.Timebase;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stages that graphs of the runtime's tests are made of: sound frames whose payload is their number. */
final class Rig {
    static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(10));

    private Rig() {
    }

    /** Puts out numbered frames: all at once, or one every so often by the clock. */
    static final class Numbers implements Source {
        final List<Event.Upstream> upstream = new CopyOnWriteArrayList<>();
        final AtomicInteger flushes = new AtomicInteger();
        private final int count;
        private final long intervalNs;
        private StageContext context;
        private long nextNs;
        volatile int sent;
        volatile boolean closed;

        Numbers(final int count, final long intervalNs) {
            this.count = count;
            this.intervalNs = intervalNs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.source("numbers", FormatSpec.of(FORMAT)).maxOutputBytes(960).build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
            nextNs = given.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            int work = 0;
            while (work < limit && sent < count && context.clock().nanoTime() >= nextNs) {
                final MutableFrame frame = out.claim(960);
                if (frame == null) {
                    return work;
                }
                frame.buffer().putInt(0, sent);
                out.commit(frame.sequence(sent).ptsNs(nextNs).captureNs(context.clock().nanoTime()));
                sent++;
                nextNs += intervalNs;
                work++;
            }
            if (sent == count) {
                out.endOfStream();
            } else if (intervalNs > 0) {
                context.wakeAtNs(nextNs);
            }
            return work;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            upstream.add(event);
            return true;
        }

        @Override
        public void onFlush() {
            flushes.incrementAndGet();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Adds to the number in place; may throw at a given frame. */
    static final class Add implements InPlace {
        private final int amount;
        private final int throwAt;
        volatile boolean closed;
        int seen;

        Add(final int amount, final int throwAt) {
            this.amount = amount;
            this.throwAt = throwAt;
        }

        Add(final int amount) {
            this(amount, -1);
        }

        @Override
        public StageSpec spec() {
            return StageSpec.same("add", FormatSpec.any()).build();
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            if (seen++ == throwAt) {
                throw new IllegalArgumentException("frame " + throwAt + " is bad");
            }
            frame.buffer().putInt(0, frame.buffer().getInt(0) + amount);
            return Verdict.FORWARD;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Copies into a new frame. */
    static class Copy implements Transform {
        private final int outputs;

        Copy(final int outputs) {
            this.outputs = outputs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.same("copy", FormatSpec.any()).maxOutputsPerInput(outputs).build();
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            for (int i = 0; i < outputs; i++) {
                final MutableFrame frame = out.claim(in.length());
                out.commit(frame.copyPayload(in));
            }
        }
    }

    /** Holds a frame back until the next one comes. */
    static class Hold implements Transform {
        private Frame held;

        @Override
        public StageSpec spec() {
            return StageSpec.same("hold", FormatSpec.any()).framesHeld(1).build();
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            release(out);
            in.retain();
            held = in;
        }

        private void release(final Output out) {
            if (held != null) {
                out.forward(held);
                held.release();
                held = null;
            }
        }

        @Override
        public void onEndOfStream(final Output out) {
            release(out);
        }

        @Override
        public void onFlush() {
            close();
        }

        @Override
        public void close() {
            if (held != null) {
                held.release();
                held = null;
            }
        }
    }

    /** Puts frames of any input on one output. */
    static final class Merge implements Junction {
        private final int inputs;

        Merge(final int inputs) {
            this.inputs = inputs;
        }

        @Override
        public StageSpec spec() {
            final StageSpec.Builder spec = StageSpec.junction("merge");
            for (int i = 0; i < inputs; i++) {
                spec.optionalInput("in" + i, FormatSpec.of(FORMAT));
            }
            return spec.output("out", FormatSpec.of(FORMAT)).build();
        }

        @Override
        public void onFrame(final int port, final Frame in, final Outputs out) {
            out.port(0).forward(in);
        }
    }

    /** Remembers numbers; may ask for a key frame at each. */
    static final class Collect implements Sink {
        final List<Integer> numbers = new CopyOnWriteArrayList<>();
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger flushes = new AtomicInteger();
        private final boolean asks;
        private StageContext context;
        Counter counter;
        volatile boolean closed;

        Collect(final boolean asks) {
            this.asks = asks;
        }

        Collect() {
            this(false);
        }

        @Override
        public StageSpec spec() {
            return StageSpec.sink("collect", FormatSpec.any()).build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
            counter = given.counter("collected");
        }

        @Override
        public void onFrame(final Frame in) {
            numbers.add(in.buffer().getInt(0));
            counter.increment();
            if (asks) {
                context.sendUpstream(0, Event.KeyframeRequest.ALL);
            }
        }

        @Override
        public void onFlush() {
            flushes.incrementAndGet();
        }

        @Override
        public void onEndOfStream() {
            ends.incrementAndGet();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    static List<Integer> range(final int from, final int to) {
        return java.util.stream.IntStream.range(from, to).boxed().toList();
    }
}
