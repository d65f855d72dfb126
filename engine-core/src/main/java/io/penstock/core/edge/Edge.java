package io.penstock.core.edge;

import io.penstock.core.memory.SlabFrame;

/**
 * A bounded queue between two regions. One producing thread, one consuming thread. Nothing allocates, locks or blocks.
 */
public interface Edge {
    /**
     * Offers a frame. Producer only.
     *
     * @param frame the frame; on success its ownership passes to the edge.
     * @param nowNs time of entry.
     * @param epoch epoch of the producing region.
     * @return true if taken; false if refused and counted (the caller still owns it).
     */
    boolean offer(SlabFrame frame, long nowNs, int epoch);

    /**
     * Offers an event. End of stream always fits. Producer only.
     *
     * @param kind  {@link EventKind}.
     * @param a     first argument.
     * @param b     second argument.
     * @param epoch epoch of the producing region.
     */
    void offerEvent(int kind, long a, long b, int epoch);

    /**
     * Frames that may still be offered before the queue is full. Producer only.
     *
     * @return the room.
     */
    int room();

    /**
     * Whether so many frames may still be offered; cheaper than {@link #room()}, because what the consumer has done since is looked at only
     * if it matters. Producer only.
     *
     * @param frames how many.
     * @return true if there is room for them.
     */
    default boolean hasRoom(final int frames) {
        return room() >= frames;
    }

    /**
     * Whether the time of entry matters: frames grow too old here. Where it does not, the time of the turn will do. Producer only.
     *
     * @return true if so.
     */
    default boolean isAged() {
        return false;
    }

    /**
     * Delivers what is queued. Consumer only.
     *
     * @param consumer receives it.
     * @param limit    most records to deliver.
     * @param nowNs    time now.
     * @param epoch    epoch of the consuming region; older records are dropped.
     * @return work done: records delivered or shed.
     */
    int poll(EdgeConsumer consumer, int limit, long nowNs, int epoch);

    /**
     * Whether nothing waits. Consumer only.
     *
     * @return true if so.
     */
    boolean isEmpty();

    /**
     * Whether so little waits that a blocked producer is worth waking: to be woken for every frame would cost it more than the frame.
     * Consumer only.
     *
     * @return true if so; always when nothing waits.
     */
    default boolean isLow() {
        return true;
    }

    /** Releases everything queued. Only while neither side runs. */
    void clear();

    /**
     * The counters.
     *
     * @return the counters.
     */
    EdgeStatistics statistics();
}
