package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;

/** What an output is connected to. All calls come from the region's thread and never throw. */
interface Target {
    /**
     * Hands a frame on.
     *
     * @param frame the frame.
     * @param owned whether the caller gives its ownership away.
     * @return true if ownership was taken; false if the caller still holds it (always when {@code owned} is false).
     */
    boolean accept(SlabFrame frame, boolean owned);

    /**
     * Hands an event on.
     *
     * @param kind {@link io.penstock.core.edge.EventKind}.
     * @param a    first argument.
     * @param b    second argument.
     */
    void event(int kind, long a, long b);

    /** Nothing is connected. */
    Target NOWHERE = new Target() {
        @Override
        public boolean accept(final SlabFrame frame, final boolean owned) {
            return false;
        }

        @Override
        public void event(final int kind, final long a, final long b) {
            // Nobody listens.
        }
    };
}
