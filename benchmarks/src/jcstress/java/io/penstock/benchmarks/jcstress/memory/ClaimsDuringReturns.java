package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import java.util.Arrays;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The claimer takes what comes back while another thread is still returning: no slot is handed out twice, none is lost. */
@JCStressTest
@Outcome(id = "[0-3], 3", expect = Expect.ACCEPTABLE, desc = "Some are claimed early, and in the end all three slots are there once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A slot was lost, or handed out twice.")
@State
public class ClaimsDuringReturns {
    private static final int SLOTS = 3;

    private final SlabPool pool = Pools.pool(SLOTS);
    private final SlabFrame[] given = new SlabFrame[SLOTS];
    private final SlabFrame[] claimed = new SlabFrame[SLOTS];

    /** All slots are out. */
    public ClaimsDuringReturns() {
        for (int i = 0; i < SLOTS; i++) {
            given[i] = Pools.claim(pool);
        }
    }

    /** The releaser. */
    @Actor
    public void release() {
        for (final SlabFrame frame : given) {
            frame.release();
        }
    }

    /**
     * The claimer.
     *
     * @param r how many claims succeeded.
     */
    @Actor
    public void claim(final II_Result r) {
        for (int i = 0; i < SLOTS; i++) {
            claimed[i] = Pools.claim(pool);
            r.r1 += claimed[i] == null ? 0 : 1;
        }
    }

    /**
     * The claimer, later.
     *
     * @param r slots that are held or free.
     */
    @Arbiter
    public void claimTheRest(final II_Result r) {
        final SlabFrame[] held = Arrays.stream(claimed).filter(Objects::nonNull).toArray(SlabFrame[]::new);
        final int rest = Arrays.stream(held).distinct().count() == held.length ? Pools.drain(pool, held) : Pools.BROKEN;
        r.r2 = rest == Pools.BROKEN ? Pools.BROKEN : held.length + rest;
    }
}
