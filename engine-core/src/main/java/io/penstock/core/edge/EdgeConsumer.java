package io.penstock.core.edge;

import io.penstock.core.memory.SlabFrame;

/** The consuming region's side of an edge. Must not throw: supervision happens inside. */
public interface EdgeConsumer {
    /**
     * Whether one more record can be taken: downstream queues have room, pools have slots.
     *
     * @return false to stop for now.
     */
    boolean isReady();

    /**
     * A frame.
     *
     * @param frame    owned by the edge until return.
     * @param queuedNs how long it was queued.
     */
    void onFrame(SlabFrame frame, long queuedNs);

    /**
     * An event.
     *
     * @param kind {@link EventKind}.
     * @param a    first argument.
     * @param b    second argument.
     */
    void onEvent(int kind, long a, long b);

    /**
     * What follows belongs to a newer epoch than anything before.
     *
     * @param epoch the epoch.
     */
    void onEpoch(int epoch);

    /** The edge shed a reference frame: a key frame is needed. */
    void onKeyframeNeeded();
}
