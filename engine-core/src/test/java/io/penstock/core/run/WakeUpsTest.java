package io.penstock.core.run;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.run.Rig.Collect;
import io.penstock.core.run.Rig.Copy;
import io.penstock.core.run.Rig.Numbers;
import io.penstock.core.stages.AppSource;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import io.penstock.testkit.TestClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When stages are called: timers, wakers, room in a queue; and that a region with nothing it could do sleeps. */
class WakeUpsTest {
    private static final long MS = 1_000_000;

    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));

    @AfterEach
    void closed() {
        engine.close();
    }

    private void run() {
        for (int idle = 0; idle < 3; ) {
            idle = engine.invoke() > 0 ? 0 : idle + 1;
        }
    }

    /** Asks for one wake-up when it starts; puts out a frame for each thing that a thread of its own brought. */
    private static final class Fed implements Source {
        private final long wakeInNs;
        private StageContext context;
        private int waiting;
        private int polls;

        private Fed(final long wakeInNs) {
            this.wakeInNs = wakeInNs;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.source("fed", FormatSpec.of(Rig.FORMAT)).maxOutputBytes(960).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
            context.wakeAtNs(context.clock().nanoTime() + wakeInNs);
        }

        @Override
        public int poll(final Output out, final int limit) {
            polls++;
            int work = 0;
            for (; work < limit && waiting > 0; work++, waiting--) {
                out.commit(out.claim(960));
            }
            return work;
        }
    }

    private static final class Ticking implements Transform {
        private StageContext context;
        private int ticks;

        @Override
        public StageSpec spec() {
            return StageSpec.same("ticking", FormatSpec.any()).ticking().build();
        }

        @Override
        public void onStart(final StageContext given) {
            context = given;
        }

        @Override
        public int onTick(final long nowNs, final Output out) {
            ticks++;
            return 1;
        }

        @Override
        public void onFrame(final Frame in, final Output out) {
            out.forward(in);
        }
    }

    @Test
    void aTickingStageIsCalledWhenItsWakerRuns() {
        final Ticking ticking = new Ticking();
        engine.graph("g").source("src", new Fed(1_000_000 * MS)).via("ticking", ticking).to("sink", new Collect()).build().start();
        run();
        assertEquals(1, ticking.ticks, "once after the start");
        ticking.context.waker().run();
        run();
        assertEquals(2, ticking.ticks);
    }

    @Test
    void aSignalDoesNotUseUpAWakeUpThatIsNotDue() {
        final Fed fed = new Fed(10 * MS);
        engine.graph("g").source("src", fed).to("sink", new Collect()).build().start();
        run();
        assertEquals(0, fed.polls);
        fed.context.waker().run();
        engine.invoke();
        assertEquals(1, fed.polls);
        engine.invoke();
        assertEquals(1, fed.polls, "the wake-up is still pending");
        clock.advanceNs(10 * MS);
        engine.invoke();
        assertEquals(2, fed.polls);
    }

    @Test
    void aSignalHoldsUntilAllThatCameIsTakenThroughAFullQueue() {
        final Fed fed = new Fed(1_000_000 * MS);
        final Collect sink = new Collect();
        engine.graph("g").source("src", fed).async(Edges.block(2)).to("sink", sink).build().start();
        run();
        fed.waiting = 100;
        fed.context.waker().run();
        run();
        assertEquals(100, sink.numbers.size());
    }

    @Test
    void aSignalHoldsUntilAllThatCameIsTakenHoweverMuch() {
        final Fed fed = new Fed(1_000_000 * MS);
        final Collect sink = new Collect();
        engine.graph("g").source("src", fed).to("sink", sink).build().start();
        fed.waiting = 100;
        fed.context.waker().run();
        run();
        assertEquals(100, sink.numbers.size());
    }

    @Test
    void aDrainLosesNothingThatTheHostHandedOverBeforeAFullQueue() {
        final AppSource source = AppSource.of(Rig.FORMAT, 64);
        final Collect sink = new Collect();
        final Graph graph = engine.graph("g").source("in", source).async(Edges.block(2)).to("sink", sink).build().start();
        for (int i = 0; i < 50; i++) {
            final MutableFrame frame = source.claim(4);
            frame.buffer().putInt(0, i);
            assertTrue(source.offer(frame));
        }
        assertTrue(graph.drain(ofSeconds(1)));
        assertEquals(Rig.range(0, 50), sink.numbers, () -> graph.snapshot().toString());
        assertEquals(1, sink.ends.get());
    }

    /** Does not return from its first frame until it may. */
    static final class Stuck implements Sink {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public StageSpec spec() {
            return StageSpec.sink("stuck", FormatSpec.any()).build();
        }

        @Override
        public void onFrame(final Frame in) {
            entered.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    release.await();
                    interrupted = false;
                } catch (final InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    @Test
    @Timeout(30)
    void regionsBeforeAFullQueueSleepUntilThereIsRoom() throws Exception {
        final Stuck stuck = new Stuck();
        final Collect end = new Collect();
        try (Engine threaded = Engine.launch(new EngineContext().threadingMode(ThreadingMode.DEDICATED))) {
            final Graph graph = threaded.graph("full").source("src", new Numbers(1_000, 1)).async(Edges.block(4)).via("mid", new Copy(1))
                .async(Edges.block(2)).to("stuck", stuck).build().start();
            stuck.entered.await();
            // All three threads come to rest: one in the stage, two for want of room. One that polls never would for long.
            final long deadlineNs = System.nanoTime() + 10_000_000_000L;
            int atRest = 0;
            while (atRest < 2_000 && System.nanoTime() < deadlineNs) {
                atRest = busy().isEmpty() ? atRest + 1 : 0;
            }
            assertEquals(2_000, atRest, () -> "still busy: " + busy());
            stuck.release.countDown();
            assertTrue(graph.awaitEnd(ofSeconds(20)), () -> graph.snapshot().toString());
        }
    }

    private static List<String> busy() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("full/"))
            .filter(thread -> thread.getState() == Thread.State.RUNNABLE).map(Thread::getName).toList();
    }
}
