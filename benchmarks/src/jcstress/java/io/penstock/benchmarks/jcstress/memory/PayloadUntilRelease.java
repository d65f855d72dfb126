package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJI_Result;

/** Whoever holds a frame reads what was written for it, however soon after its release the slot is claimed and filled again. */
@JCStressTest
@Outcome(id = "1, 1, [01]", expect = Expect.ACCEPTABLE, desc = "The holder read its own frame; the slot was claimed again after that or not yet.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The holder read the next frame's bytes or metadata.")
@State
public class PayloadUntilRelease {
    private static final long NEXT = 2;

    private final SlabPool pool = Pools.pool(1);
    private final SlabFrame held = Pools.claim(pool);

    /** The frame says 1 in its payload and in its metadata. */
    public PayloadUntilRelease() {
        held.buffer().putLong(0, 1);
        held.ptsNs(1);
    }

    /**
     * Reads and releases.
     *
     * @param r what it read.
     */
    @Actor
    public void readAndRelease(final JJI_Result r) {
        r.r1 = held.ptsNs();
        r.r2 = held.buffer().getLong(0);
        held.release();
    }

    /**
     * Claims the same slot and fills it.
     *
     * @param r whether there was one.
     */
    @Actor
    public void claimAndFill(final JJI_Result r) {
        final SlabFrame frame = Pools.claim(pool);
        if (frame != null) {
            frame.buffer().putLong(0, NEXT);
            frame.ptsNs(NEXT);
            r.r3 = 1;
        }
    }
}
