package io.penstock.core.run;

/** A source whose frames come from the host: a drain delivers what the host has handed over already. */
public interface HostFed {
    /** Bound on the polls of a drain. */
    int MAX_DRAIN_POLLS = 1 << 16;

    /**
     * Whether frames wait that the host has handed over.
     *
     * @return true if so.
     */
    boolean hasPending();
}
