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

/** The claimer takes its short cut while another owner releases: the slot is freed once, on whichever of the two ways. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "No owner is left, and the slot is free once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The count is wrong, or the slot was freed never or twice.")
@State
public class LastReleaseByClaimer {
    private final SlabPool pool = Pools.pool(1);
    private final SlabFrame frame = Pools.claim(pool);

    /** Each actor owns the frame once. */
    public LastReleaseByClaimer() {
        frame.retain();
    }

    /** The thread that claimed the frame. */
    @Actor
    public void claimer() {
        frame.releaseByClaimer();
    }

    /** Another owner. */
    @Actor
    public void other() {
        frame.release();
    }

    /**
     * The claimer, later.
     *
     * @param r owners, and slots that can be claimed.
     */
    @Arbiter
    public void count(final II_Result r) {
        r.r1 = frame.owners();
        r.r2 = Pools.drain(pool);
    }
}
