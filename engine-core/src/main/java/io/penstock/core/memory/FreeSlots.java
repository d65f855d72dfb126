package io.penstock.core.memory;

/** The slots that the claiming thread of a pool knows to be free. That thread only. */
final class FreeSlots extends CacheLinePadding {
    private final int[] slots;
    private int count;
    private int fewest;

    FreeSlots(final int slots) {
        this.slots = new int[slots];
        for (int slot = slots - 1; slot >= 0; slot--) {
            this.slots[count++] = slot;
        }
        fewest = slots;
    }

    int count() {
        return count;
    }

    /** Whether there were never fewer than now: one more claim is a new high-water mark, or would be if nothing has come back. */
    boolean isFewest() {
        return count <= fewest;
    }

    int take() {
        return slots[--count];
    }

    void give(final int slot) {
        slots[count++] = slot;
    }

    /** Notes that there are fewer than ever; returns false if not. */
    boolean noteFewest() {
        if (count >= fewest) {
            return false;
        }
        fewest = count;
        return true;
    }
}
