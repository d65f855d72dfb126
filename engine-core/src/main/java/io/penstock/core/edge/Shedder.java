package io.penstock.core.edge;

/** Decides what a full or late queue gives up. Called by the consumer before it delivers. */
interface Shedder {
    /**
     * Sheds what the policy says.
     *
     * @param queue    what waits.
     * @param capacity frames that may wait.
     * @param nowNs    time now.
     * @param consumer told when a key frame is needed.
     */
    void shed(LocalQueue queue, int capacity, long nowNs, EdgeConsumer consumer);
}
