package io.penstock.benchmarks.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.examples.call.CallFigures;
import io.penstock.examples.call.CallSetup;
import io.penstock.examples.call.MeasuredCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Main of a process that holds calls, or one end of one, and writes down what it measured. */
public final class CallProcess {
    private static final String SEAT = "seat";

    private CallProcess() {
    }

    /**
     * Ports on loopback of an end in a process of its own.
     *
     * @param end             0 = A, 1 = B.
     * @param signalPort      TCP port where B listens.
     * @param videoPort       own.
     * @param audioPort       own.
     * @param videoRemotePort where pictures go.
     * @param audioRemotePort where sound goes.
     */
    record Ports(int end, int signalPort, int videoPort, int audioPort, int videoRemotePort, int audioRemotePort) {
        private CallSetup.Seat seat() {
            return new CallSetup.Seat(end, at(signalPort), videoPort, audioPort, at(videoRemotePort), at(audioRemotePort));
        }

        private static InetSocketAddress at(final int port) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
    }

    /** The order that {@link #main} reads; null ports = both ends in one process. */
    static void order(final Path file, final CallSetup setup, final Ports ports) throws IOException {
        final ObjectNode order = FiguresJson.JSON.createObjectNode();
        order.set("setup", FiguresJson.JSON.valueToTree(setup));
        order.set(SEAT, FiguresJson.JSON.valueToTree(ports));
        FiguresJson.JSON.writeValue(file.toFile(), order);
    }

    /**
     * Holds the calls.
     *
     * @param args file with what to hold; file for the figures.
     * @throws IOException if one of them cannot be read or written.
     */
    public static void main(final String... args) throws IOException {
        final JsonNode order = FiguresJson.JSON.readTree(Path.of(args[0]).toFile());
        final CallSetup setup = FiguresJson.JSON.treeToValue(order.path("setup"), CallSetup.class);
        final PrintWriter out = new PrintWriter(System.out, true);
        final CallFigures figures = order.path(SEAT).isNull() ? MeasuredCalls.both(setup, out)
            : MeasuredCalls.oneEnd(setup, FiguresJson.JSON.treeToValue(order.path(SEAT), Ports.class).seat(), out);
        FiguresJson.JSON.writeValue(Path.of(args[1]).toFile(), FiguresJson.write(figures));
        // Threads of libraries must not keep a process alive that has done its work.
        System.exit(0);
    }
}
