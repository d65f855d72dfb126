package io.penstock.benchmarks.scale;

import java.net.InetSocketAddress;

/** Something that receives packets on one socket and sends each to several others. */
interface Forwarder extends AutoCloseable {
    /**
     * Where it listens.
     *
     * @return address and port on the loopback interface.
     */
    InetSocketAddress address();

    /**
     * The threads that forward.
     *
     * @return all of them.
     */
    ThreadSet threads();

    @Override
    void close();
}
