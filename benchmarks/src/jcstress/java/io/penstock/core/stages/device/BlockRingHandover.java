package io.penstock.core.stages.device;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Blocks of sound pass a ring of two: each arrives once, whole, in order, and is not overwritten while it is read. */
@JCStressTest
@Outcome(id = "[0-4], 0, 0", expect = Expect.ACCEPTABLE, desc = "What was published was read, in order and whole.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A block was lost, repeated, torn or mixed with another.")
@State
public class BlockRingHandover {
    private static final int BYTES = 8;
    private static final int BLOCKS = 4;

    private final BlockRing ring = new BlockRing(2, BYTES);
    private int published;
    private int read;
    private int wrong;

    /** Publishes four blocks, as far as there is room. */
    @Actor
    public void producer() {
        for (int i = 0; i < BLOCKS; i++) {
            final byte[] block = ring.free();
            if (block != null) {
                published++;
                Arrays.fill(block, (byte) published);
                ring.publish(published, published);
            }
        }
    }

    /**
     * Reads what is there.
     *
     * @param r how many blocks it found.
     */
    @Actor
    public void consumer(final III_Result r) {
        for (int i = 0; i < BLOCKS; i++) {
            take();
        }
        r.r1 = read;
    }

    private boolean take() {
        final byte[] block = ring.first();
        if (block == null) {
            return false;
        }
        read++;
        boolean whole = ring.length() == read && ring.timeNs() == read;
        for (final byte value : block) {
            whole &= value == read;
        }
        wrong += whole ? 0 : 1;
        ring.remove();
        return true;
    }

    /**
     * Reads the rest.
     *
     * @param r blocks lost, and blocks that were wrong.
     */
    @Arbiter
    public void rest(final III_Result r) {
        while (take()) {
            continue;
        }
        r.r2 = published - read;
        r.r3 = wrong;
    }
}
