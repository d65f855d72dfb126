package io.penstock.core.run;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads post commands to a runner that is about to park: both are run, and at once. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Both commands were run.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A command waited until the runner looked by itself.")
@State
public class CommandWake {
    private static final RegionRunner RUNNER = Wakes.runner("commands");
    private static final long TIMEOUT_NS = 3_000_000_000L;
    private static int turn;

    static {
        Wakes.launch(RUNNER);
    }

    /**
     * One thread.
     *
     * @param r 1 if its command came late.
     */
    @Actor
    public void first(final II_Result r) {
        Wakes.delay(turn++);
        r.r1 = execute();
    }

    /**
     * Another.
     *
     * @param r 1 if its command came late.
     */
    @Actor
    public void second(final II_Result r) {
        r.r2 = execute();
    }

    private static int execute() {
        final long beginNs = System.nanoTime();
        return RUNNER.execute(() -> { }, TIMEOUT_NS) && System.nanoTime() - beginNs < Wakes.LATE_NS ? 0 : 1;
    }
}
