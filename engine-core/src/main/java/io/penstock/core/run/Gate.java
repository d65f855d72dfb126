package io.penstock.core.run;

import io.penstock.core.memory.SlabPool;

/**
 * Whether an entry may run once: every blocking edge downstream has room for what may come, every pool on the way has slots. Because of it a
 * commit cannot fail, and only sources see an empty pool.
 */
final class Gate {
    /** Nothing to wait for. */
    static final Gate OPEN = new Gate(new EdgeLink[0], new int[0], new SlabPool[0], new int[0], null);

    private final EdgeLink[] links;
    private final int[] room;
    private final SlabPool[] pools;
    private final int[] slots;
    private final RegionAgent region;

    Gate(final EdgeLink[] links, final int[] room, final SlabPool[] pools, final int[] slots, final RegionAgent region) {
        this.links = links;
        this.room = room;
        this.pools = pools;
        this.slots = slots;
        this.region = region;
    }

    boolean isUnconditional() {
        return links.length == 0 && pools.length == 0;
    }

    boolean isOpen() {
        for (int i = 0; i < links.length; i++) {
            if (!links[i].hasRoom(room[i])) {
                return false;
            }
        }
        for (int i = 0; i < pools.length; i++) {
            if (!pools[i].hasFree(slots[i])) {
                pools[i].exhausted();
                region.starved();
                return false;
            }
        }
        return true;
    }
}
