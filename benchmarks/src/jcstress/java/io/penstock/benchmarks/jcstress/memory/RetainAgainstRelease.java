package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two owners retain and release: the last release, and only that one, frees the slot. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "No owner is left, and the slot is free once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The count is wrong, or the slot was freed never or twice.")
@State
public class RetainAgainstRelease {
    private final SlabPool pool = Pools.pool(1);
    private final SlabFrame frame = Pools.claim(pool);

    /** Each actor owns the frame once. */
    public RetainAgainstRelease() {
        frame.retain();
    }

    /** One owner. */
    @Actor
    public void first() {
        frame.retain();
        frame.release();
        frame.release();
    }

    /** Another. */
    @Actor
    public void second() {
        frame.release();
    }

    /**
     * Afterwards.
     *
     * @param r owners, and slots that can be claimed.
     */
    @Arbiter
    public void count(final II_Result r) {
        r.r1 = frame.owners();
        r.r2 = Pools.drain(pool);
    }
}
