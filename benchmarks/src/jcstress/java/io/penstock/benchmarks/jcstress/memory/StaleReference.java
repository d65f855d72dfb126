package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.error.EngineException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reference that outlived its frame resolves no more once another thread has seen the slot's next claim. */
@JCStressTest
@Outcome(id = "0, [01]", expect = Expect.ACCEPTABLE, desc = "Looked before the next claim was announced: the old frame, or already refused.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Looked after the next claim: refused.")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "The old reference resolved to the next frame.")
@State
public class StaleReference {
    private static final PoolRegistry POOLS = new PoolRegistry();
    private static final FormatTable FORMATS = new FormatTable();

    private final SlabPool pool = POOLS.register(id -> new SlabPool(id, "stress", 1, Long.BYTES, false, FORMATS, false));
    private final SlabFrame frame = pool.claim(Long.BYTES, 0);
    private final long reference = frame.ref();
    private volatile boolean claimedAgain;

    /** Releases the frame and claims its slot for another. */
    @Actor
    public void reuse() {
        frame.release();
        pool.claim(Long.BYTES, 0);
        claimedAgain = true;
    }

    /**
     * Resolves the old reference.
     *
     * @param r whether the next claim was announced before, and whether the reference resolved.
     */
    @Actor
    public void resolve(final II_Result r) {
        r.r1 = claimedAgain ? 1 : 0;
        try {
            r.r2 = POOLS.resolve(reference) == null ? 0 : 1;
        } catch (final EngineException e) {
            r.r2 = 0;
        }
    }

    /**
     * Gives the pool's number back.
     *
     * @param r stays as it is.
     */
    @Arbiter
    public void close(final II_Result r) {
        POOLS.unregister(pool);
    }
}
