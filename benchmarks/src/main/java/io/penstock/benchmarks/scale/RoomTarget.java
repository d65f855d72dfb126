package io.penstock.benchmarks.scale;

import java.net.InetSocketAddress;

/** What forwards in rooms: the engine's forwarder, or a bare loop over one socket. */
interface RoomTarget extends AutoCloseable {
    InetSocketAddress address();

    ThreadSet threads();

    @Override
    void close();
}
