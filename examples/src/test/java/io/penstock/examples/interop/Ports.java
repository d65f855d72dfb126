package io.penstock.examples.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Ports for peers that must be told one: free a moment ago. */
final class Ports {
    private static final int ATTEMPTS = 200;

    private Ports() {
    }

    /** Even ports whose successor, for RTCP, is free as well (RFC 3550, section 11). */
    static int[] pairs(final int count) {
        final List<DatagramSocket> held = new ArrayList<>();
        final int[] ports = new int[count];
        try {
            int found = 0;
            for (int i = 0; i < ATTEMPTS && found < count; i++) {
                final DatagramSocket rtp = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                held.add(rtp);
                final int port = rtp.getLocalPort();
                if (port % 2 == 0 && take(port + 1, held)) {
                    ports[found++] = port;
                }
            }
            if (found < count) {
                throw new IllegalStateException("no " + count + " pairs of free UDP ports");
            }
            return ports;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            held.forEach(DatagramSocket::close);
        }
    }

    private static boolean take(final int port, final List<DatagramSocket> held) {
        try {
            held.add(new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}
