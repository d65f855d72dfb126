package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads release slots at the same time: the claimer finds both. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both slots are back.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A slot was lost, or is there twice.")
@State
public class ReturnsFromTwoThreads {
    private final SlabPool pool = Pools.pool(2);
    private final SlabFrame first = Pools.claim(pool);
    private final SlabFrame second = Pools.claim(pool);

    /** One releaser. */
    @Actor
    public void releaseFirst() {
        first.release();
    }

    /** Another. */
    @Actor
    public void releaseSecond() {
        second.release();
    }

    /**
     * The claimer.
     *
     * @param r slots that came back.
     */
    @Arbiter
    public void claimAll(final I_Result r) {
        r.r1 = Pools.drain(pool);
    }
}
