package io.penstock.core.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Slots that are still held when they should be free.
 *
 * @param pool name of the pool.
 * @param held one line a slot.
 */
public record LeakReport(String pool, List<String> held) {
    /**
     * Copies the list.
     *
     * @param pool see the record
     * @param held see the record
     */
    public LeakReport {
        held = List.copyOf(held);
    }

    static LeakReport of(final SlabPool pool, final FrameGuard guard) {
        final List<String> held = new ArrayList<>();
        for (int slot = 0; slot < pool.slots(); slot++) {
            final SlabFrame frame = pool.frame(slot);
            if (frame.owners() > 0) {
                held.add("slot " + slot + ", " + frame.owners() + " owners, pts " + frame.ptsNs() + " ns"
                    + (guard == null ? "" : ", last seen by " + guard.lastOwners(slot)));
            }
        }
        return new LeakReport(pool.name(), held);
    }

    /**
     * Whether nothing is held.
     *
     * @return true if so.
     */
    public boolean isEmpty() {
        return held.isEmpty();
    }

    @Override
    public String toString() {
        return "pool \"" + pool + "\": " + held.size() + " slots still held" + (held.isEmpty() ? "" : "\n   " + String.join("\n   ", held));
    }
}
