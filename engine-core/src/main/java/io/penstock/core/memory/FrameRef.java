package io.penstock.core.memory;

/**
 * A reference to a claimed slot, as it travels through rings.
 *
 * <pre>
 *   63        52 51                  32 31                              0
 *  +------------+----------------------+---------------------------------+
 *  |   Pool 12  |     Generation 20    |             Slot 32             |
 *  +------------+----------------------+---------------------------------+
 * </pre>
 *
 * The generation is that of the slot when it was claimed; a reference whose generation is not the slot's own is stale.
 */
public final class FrameRef {
    /** Most pools in one engine. Pool 0 is never used, so that no reference is 0. */
    public static final int MAX_POOLS = 1 << 12;
    /** Largest generation before it wraps. */
    public static final int GENERATION_MASK = (1 << 20) - 1;
    /** No frame. */
    public static final long NONE = 0;

    private FrameRef() {
    }

    /**
     * Packs a reference.
     *
     * @param pool       1 to {@link #MAX_POOLS} − 1.
     * @param generation any; the low 20 bits count.
     * @param slot       zero or more.
     * @return the reference, never {@link #NONE}.
     */
    public static long of(final int pool, final int generation, final int slot) {
        return (long) pool << 52 | (long) (generation & GENERATION_MASK) << 32 | slot;
    }

    /**
     * The pool.
     *
     * @param ref a reference.
     * @return its pool.
     */
    public static int pool(final long ref) {
        return (int) (ref >>> 52);
    }

    /**
     * The generation.
     *
     * @param ref a reference.
     * @return its low 20 bits.
     */
    public static int generation(final long ref) {
        return (int) (ref >>> 32) & GENERATION_MASK;
    }

    /**
     * The slot.
     *
     * @param ref a reference.
     * @return its index.
     */
    public static int slot(final long ref) {
        return (int) ref;
    }
}
