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
     * Whether work waits that did not come with time and that could be done now. Asked after the runner has announced that it parks, so that
     * whoever makes room or adds work after this look wakes it.
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
