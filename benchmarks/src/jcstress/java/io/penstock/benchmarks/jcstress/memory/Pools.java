package io.penstock.benchmarks.jcstress.memory;

import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import java.util.Arrays;

/** Small pools, and what is in them once nothing runs any more. */
final class Pools {
    /** What {@link #drain} returns for a pool that handed a slot out twice, or more slots than it has. */
    static final int BROKEN = -1;

    private static final FormatTable FORMATS = new FormatTable();
    private static final int POOL_ID = 1;
    private static final int SLOT_BYTES = 16;

    private Pools() {
    }

    static SlabPool pool(final int slots) {
        return new SlabPool(POOL_ID, "stress", slots, SLOT_BYTES, false, FORMATS, false);
    }

    static SlabFrame claim(final SlabPool pool) {
        return pool.claim(Long.BYTES, 0);
    }

    /** Claims until the pool is empty: how many different slots it gave beside those that are held already. */
    static int drain(final SlabPool pool, final SlabFrame... held) {
        final SlabFrame[] seen = Arrays.copyOf(held, held.length + pool.slots() + 1);
        int count = held.length;
        try {
            for (SlabFrame frame = claim(pool); frame != null; frame = claim(pool)) {
                for (int i = 0; i < count; i++) {
                    if (seen[i] == frame) {
                        return BROKEN;
                    }
                }
                seen[count++] = frame;
            }
        } catch (final ArrayIndexOutOfBoundsException e) {
            return BROKEN;
        }
        return count - held.length;
    }
}
