package io.penstock.stage;

/** The outputs of a junction, by port. */
public interface Outputs {
    /**
     * One output.
     *
     * @param port index of an output port.
     * @return the output, the same at every call.
     */
    Output port(int port);

    /**
     * Number of output ports.
     *
     * @return the count.
     */
    int count();

    /**
     * Whether anything is connected to a port. Frames sent to an unconnected port are dropped at no cost.
     *
     * @param port index of an output port.
     * @return true if so.
     */
    boolean isConnected(int port);
}
