package io.penstock.testkit;

import java.net.SocketAddress;

/** Who is at one end of a proxy: given, or learnt from the first packet. */
final class LinkPeer {
    private final boolean given;
    private SocketAddress address;

    LinkPeer(final SocketAddress address) {
        this.address = address;
        given = address != null;
    }

    /** Null while unknown. */
    SocketAddress address() {
        return address;
    }

    /** Whether a packet from there is this peer's; the first one makes it so. A given peer may send from another port than it receives at. */
    boolean isFrom(final SocketAddress source) {
        if (address == null) {
            address = source;
        }
        return given || address.equals(source);
    }
}
