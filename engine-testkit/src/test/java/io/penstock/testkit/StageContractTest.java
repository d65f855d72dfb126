package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every rule of the contract, held against a stage that breaks just that rule: a contract that cannot fail is worth nothing. */
class StageContractTest {
    private static final AudioFormat SOUND = AudioFormat.mono(8000, Timebase.ms(10));
    private static final StageSpec SAME = StageSpec.same("broken", FormatSpec.of(SOUND)).build();

    private static final class Contract extends StageContract {
        private final Supplier<Stage> stages;
        private final Format format;

        Contract(final Format format, final Supplier<Stage> stages) {
            this.format = format;
            this.stages = stages;
        }

        @Override
        protected Stage create() {
            return stages.get();
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            if (format != null) {
                setup.input(format);
            }
        }
    }

    private static StageContract contract(final Supplier<Stage> stages) {
        return new Contract(SOUND, stages);
    }

    private static StageContract inPlace(final Stages.InPlaceBody body) {
        return contract(() -> Stages.inPlace(SAME, body));
    }

    private static StageContract transform(final Supplier<Stages.TransformBody> bodies) {
        return contract(() -> Stages.transform(SAME, bodies.get()));
    }

    private static void assertCaught(final String expected, final Executable rule) {
        final AssertionError error = assertThrows(AssertionError.class, rule);
        assertTrue(String.valueOf(error.getMessage()).contains(expected), error.getMessage());
    }

    /** A transform that copies, to break one thing of. */
    private static class Copier implements Transform {
        private final StageSpec spec;
        StageContext context;

        Copier(final StageSpec spec) {
            this.spec = spec;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext newContext) {
            context = newContext;
            newContext.counter("frames");
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            out.commit(out.claim(in.length()).copyPayload(in));
        }
    }

    @Test
    void catchesASpecThatChanges() {
        final AtomicLong calls = new AtomicLong();
        assertCaught("spec() of one stage, twice", contract(() -> new Copier(SAME) {
            @Override
            public StageSpec spec() {
                return StageSpec.same("n" + calls.getAndIncrement(), FormatSpec.of(SOUND)).build();
            }
        })::specIsAlwaysTheSame);
    }

    @Test
    void catchesASpecWithTheWrongPorts() {
        final StageSpec sink = StageSpec.sink("broken", FormatSpec.of(SOUND)).build();
        assertCaught("does not have 1 inputs and 0 outputs", contract(() -> new Copier(sink) {
            @Override
            public void onFrame(final Frame in, final Output out) {
                in.length();
            }
        })::specIsAlwaysTheSame);
    }

    @Test
    void catchesATransformThatEndsItsOwnOutput() {
        assertCaught("only sources say so", contract(() -> new Copier(SAME) {
            @Override
            public void onEndOfStream(final Output out) {
                out.endOfStream();
            }
        })::forwardsEndOfStreamExactlyOnce);
    }

    @Test
    void catchesASourceThatNeverEndsThoughItSaysSo() {
        final StageSpec spec = StageSpec.source("metronome", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build();
        assertCaught("ended 0 times", new StageContract() {
            @Override
            protected Stage create() {
                return new Metronome(spec, 1 << 20);
            }

            @Override
            protected boolean ends() {
                return true;
            }
        }::forwardsEndOfStreamExactlyOnce);
    }

    @Test
    void catchesTimestampsThatGoBack() {
        assertCaught("back in time", inPlace(frame -> {
            frame.ptsNs(-frame.ptsNs());
            return Verdict.FORWARD;
        })::putsOutTimestampsInOrder);
    }

    @Test
    void catchesAStageThatPutsNothingOut() {
        assertCaught("nothing came out", inPlace(frame -> Verdict.DROP)::putsOutTimestampsInOrder);
    }

    @Test
    void catchesAModifiedInput() {
        assertCaught("was modified", transform(() -> (in, out) -> in.array()[in.arrayOffset() + 3] ^= 1)::leavesBorrowedInputUnmodified);
    }

    @Test
    void catchesALeakWhenClosed() {
        assertCaught("leaks 2 frame(s)", contract(() -> new Delay(30_000_000) {
            @Override
            public void close() {
                if (framesHeld() != 2) {
                    super.close();
                }
            }
        })::leaksNothingWhenClosedAtAnyMoment);
    }

    @Test
    void catchesALeakWhenTheOutputThrows() {
        assertCaught("leaks", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND)).framesHeld(9).build()) {
            @Override
            public void onFrame(final Frame in, final Output out) {
                in.retain();
                out.forward(in);
                in.release();
            }
        })::leaksNothingWhenItsOutputThrows);
    }

    @Test
    void catchesADelayThatWasNotDeclared() {
        assertCaught("measured 30.0 ms, declared 0.0 ms", contract(() -> new Delay(30_000_000, Latency.ZERO))::declaresItsLatencyTruly);
    }

    @Test
    void catchesADelayOfTheSignalAlone() {
        assertCaught("measured 20.0 ms, declared 0.0 ms", transform(() -> {
            final byte[][] past = {new byte[SOUND.frameBytes()], new byte[SOUND.frameBytes()]};
            return (in, out) -> {
                final MutableFrame frame = out.claim(in.length());
                frame.buffer().putBytes(0, past[0]);
                past[0] = past[1];
                past[1] = new byte[in.length()];
                in.buffer().getBytes(0, past[1]);
                out.commit(frame);
            };
        })::declaresItsLatencyTruly);
    }

    @Test
    void catchesALatencyThatIsDeclaredTooHigh() {
        assertCaught("measured 0.0 ms, declared 5.0 ms", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND))
            .latency(Latency.of(Timebase.ms(5))).build()))::declaresItsLatencyTruly);
    }

    @Test
    void catchesASourceThatStampsTheFuture() {
        final StageSpec spec = StageSpec.source("prophet", FormatSpec.of(PacketFormat.datagrams())).build();
        final AtomicLong dueNs = new AtomicLong();
        assertCaught("measured -50.0 ms", new Contract(null, () -> new Source() {
            private StageContext context;

            @Override
            public StageSpec spec() {
                return spec;
            }

            @Override
            public void onStart(final StageContext newContext) {
                context = newContext;
            }

            @Override
            public int poll(final Output out, final int limit) {
                final long now = context.clock().nanoTime();
                if (now < dueNs.get()) {
                    return 0;
                }
                dueNs.set(now + 10_000_000);
                out.commit(out.claim(1).captureNs(now + 50_000_000).ptsNs(now));
                return 1;
            }
        })::declaresItsLatencyTruly);
    }

    @Test
    @Tag("allocation")
    void catchesAllocations() {
        final Object[] sink = new Object[1];
        assertCaught("bytes a frame after warm-up", inPlace(frame -> {
            sink[0] = new byte[32];
            return Verdict.FORWARD;
        })::allocatesNothingAfterWarmUp);
    }

    @Test
    @Tag("allocation")
    void catchesAllocationsThatComeSeldom() {
        final Object[] sink = new Object[1];
        assertCaught("bytes a frame after warm-up", inPlace(frame -> {
            if (frame.sequence() % 100 == 0) {
                sink[0] = new byte[32];
            }
            return Verdict.FORWARD;
        })::allocatesNothingAfterWarmUp);
    }

    @Test
    void catchesASourceThatIsNeverIdle() {
        final StageSpec spec = StageSpec.source("busy", FormatSpec.of(PacketFormat.datagrams())).build();
        assertCaught("without letting time pass", new Contract(null, () -> Stages.source(spec, (out, limit) -> 1))::saysThatItIsIdleWhenItIs);
    }

    @Test
    void catchesATickThatClaimsWork() {
        assertCaught("returned work", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND)).ticking().build()) {
            @Override
            public int onTick(final long nowNs, final Output out) {
                context.waker().run();
                return 1;
            }
        })::saysThatItIsIdleWhenItIs);
    }

    @Test
    void catchesWakeUpsWithNothingToDo() {
        assertCaught("with nothing to do", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND)).ticking().build()) {
            @Override
            public int onTick(final long nowNs, final Output out) {
                context.wakeAtNs(nowNs + 100_000);
                return 0;
            }
        })::saysThatItIsIdleWhenItIs);
    }

    @Test
    void catchesWakeUpsWithoutTimePassing() {
        assertCaught("without letting time pass", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND)).ticking().build()) {
            @Override
            public int onTick(final long nowNs, final Output out) {
                context.wakeAtNs(nowNs);
                return 0;
            }
        })::saysThatItIsIdleWhenItIs);
    }

    @Test
    void catchesRawExceptionsOnGarbage() {
        assertCaught("ArrayIndexOutOfBoundsException", transform(() -> (in, out) -> {
            final byte[] first = new byte[in.length()];
            first[SOUND.frameBytes() - 1] = 1;
        })::answersGarbageWithCountedErrorsOrCodecExceptions);
    }

    @Test
    void catchesAHangOnGarbage() {
        final StageContract contract = transform(() -> (in, out) -> {
            while (in.length() != SOUND.frameBytes() && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        assertCaught("hangs on garbage", () -> contract.garbage(Duration.ofMillis(300)));
    }

    @Test
    void catchesGarbageThatIsSwallowedInSilence() {
        final PacketFormat packets = PacketFormat.rtcp();
        final StageSpec spec = StageSpec.same("broken", FormatSpec.of(packets)).build();
        assertCaught("without a CodecException or a count",
            new Contract(packets, () -> new Copier(spec))::answersGarbageWithCountedErrorsOrCodecExceptions);
    }

    @Test
    void catchesAStageThatCannotTakeAGap() {
        assertCaught("no gaps please", contract(() -> new Copier(SAME) {
            @Override
            public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
                throw new AssertionError("no gaps please");
            }
        })::survivesGapsAndDiscontinuities);
    }

    @Test
    void catchesAMemoryThatSurvivesAFlush() {
        assertCaught("still holds 2 frame(s) after a flush", contract(() -> new Delay(30_000_000) {
            @Override
            public void onFlush() {
                // forgets to forget
            }
        })::forgetsThePastWhenFlushed);
    }

    @Test
    void catchesOldMediaAfterAFlush() {
        assertCaught("before the flush after it", contract(() -> new Copier(StageSpec.same("broken", FormatSpec.of(SOUND)).ticking().build()) {
            private long lastNs;

            @Override
            public void onFrame(final Frame in, final Output out) {
                super.onFrame(in, out);
                lastNs = in.ptsNs();
                context.wakeAtNs(lastNs + 15_000_000);
            }

            @Override
            public int onTick(final long nowNs, final Output out) {
                if (lastNs == 0) {
                    return 0;
                }
                out.commit(out.claim(0).ptsNs(lastNs));
                return 1;
            }
        })::forgetsThePastWhenFlushed);
    }

    @Test
    void catchesACloseThatNeedsAStart() {
        assertCaught("never started", contract(() -> new Copier(SAME) {
            @Override
            public void close() {
                context.counter("x");
            }
        })::closesAtAnyTimeAndTwice);
    }

    @Test
    void catchesACloseThatWorksOnlyOnce() {
        assertCaught("a second close()", contract(() -> new Copier(SAME) {
            private boolean closed;

            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("twice");
                }
                closed = true;
            }
        })::closesAtAnyTimeAndTwice);
    }

    @Test
    void catchesACloseThatFailsAfterAFailedStart() {
        assertCaught("after a failed onStart", contract(() -> new Copier(SAME) {
            private boolean begun;
            private boolean ready;

            @Override
            public void onStart(final StageContext newContext) {
                begun = true;
                super.onStart(newContext);
                newContext.clock();
                ready = true;
            }

            @Override
            public void close() {
                if (begun && !ready) {
                    throw new IllegalStateException("half open");
                }
            }
        })::closesAtAnyTimeAndTwice);
    }
}
