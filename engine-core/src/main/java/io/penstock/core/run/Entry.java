package io.penstock.core.run;

/** A place where work enters a region: an edge, a source, a timer. */
interface Entry {
    /**
     * Does what can be done now.
     *
     * @param nowNs time now.
     * @return work done; 0 = idle.
     */
    int run(long nowNs);

    /**
     * Whether work waits that did not come with time.
     *
     * @return true if the region must not park.
     */
    boolean isPending();

    /**
     * When this entry has to run again.
     *
     * @return time; {@link Long#MAX_VALUE} = when woken.
     */
    long dueNs();
}
