package io.penstock.benchmarks;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.InPlace;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;

/** Stages that do next to nothing, so that what is measured is what the engine does around them. Several classes, as in a real graph. */
final class BenchmarkStages {
    static final AudioFormat FORMAT = AudioFormat.mono(48_000, Timebase.ms(10));
    static final int FRAME_BYTES = 960;

    private BenchmarkStages() {
    }

    /** The i-th stage of a chain that works in place: three classes in turn, so that no call can be bound to one. */
    static Stage inPlace(final int i) {
        return switch (i % 3) {
            case 0 -> new First();
            case 1 -> new Second();
            default -> new Third();
        };
    }

    /** Puts out as many frames as it is asked for. */
    static final class Endless implements Source {
        private final StageSpec spec = StageSpec.source("endless", FormatSpec.of(FORMAT)).maxOutputBytes(FRAME_BYTES).wakesItself().build();
        private long sequence;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public int poll(final Output out, final int limit) {
            int work = 0;
            for (; work < limit; work++) {
                final MutableFrame frame = out.claim(FRAME_BYTES);
                if (frame == null) {
                    break;
                }
                out.commit(frame.sequence(sequence++));
            }
            return work;
        }
    }

    /** Counts in place. */
    static final class First implements InPlace {
        private final StageSpec spec = StageSpec.same("first", FormatSpec.any()).build();
        private long sum;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            sum += frame.sequence();
            return Verdict.FORWARD;
        }
    }

    /** Another class that counts in place. */
    static final class Second implements InPlace {
        private final StageSpec spec = StageSpec.same("second", FormatSpec.any()).build();
        private long sum;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            sum ^= frame.sequence();
            return Verdict.FORWARD;
        }
    }

    /** A third class that counts in place. */
    static final class Third implements InPlace {
        private final StageSpec spec = StageSpec.same("third", FormatSpec.any()).build();
        private long sum;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            sum -= frame.sequence();
            return Verdict.FORWARD;
        }
    }

    /** Passes frames on untouched. */
    static final class Forward implements Transform {
        private final StageSpec spec = StageSpec.same("forward", FormatSpec.any()).build();
        private long sum;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            sum += in.sequence();
            out.forward(in);
        }
    }

    /** Counts what arrives; the count is read by the thread that waits for it. */
    static final class Count implements Sink {
        private final StageSpec spec = StageSpec.sink("count", FormatSpec.any()).build();
        private volatile long frames;

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public void onFrame(final Frame in) {
            FRAMES.setRelease(this, frames + 1);
        }

        long frames() {
            return frames;
        }

        private static final java.lang.invoke.VarHandle FRAMES = handle();

        private static java.lang.invoke.VarHandle handle() {
            try {
                return java.lang.invoke.MethodHandles.lookup().findVarHandle(Count.class, "frames", long.class);
            } catch (final ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
