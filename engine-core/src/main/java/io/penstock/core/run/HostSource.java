package io.penstock.core.run;

/** A source whose frames are claimed and filled on a thread of the host. */
public interface HostSource extends HostFed {
    /**
     * Connects the source with its pool; called once, when the graph is built.
     *
     * @param port what the host's thread needs.
     */
    void bind(HostPort port);
}
