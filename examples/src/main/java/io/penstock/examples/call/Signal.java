package io.penstock.examples.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * What the two processes of a call tell each other beside the media, over TCP on the port of the pictures: a JSON object a line. Who calls
 * says what will be sent; both say when they are ready; afterwards each tells what it measured.
 */
final class Signal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 1 << 26;
    private static final int WAIT_MS = 60_000;
    private static final long RETRY_NS = 200_000_000L;
    private static final int PINGS = 16;
    private static final String TIME = "time";
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Signal(final Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAIT_MS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Waits for a caller. */
    static Signal listen(final int port) {
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(port));
            return new Signal(server.accept());
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "call: cannot listen at port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Calls; tries for a while, because the other end may only be starting. */
    static Signal connect(final InetSocketAddress remote, final MediaClock clock) {
        final long untilNs = clock.nanoTime() + WAIT_MS / 2 * 1_000_000L;
        while (true) {
            final Socket socket = new Socket();
            try {
                socket.connect(remote, WAIT_MS);
                return new Signal(socket);
            } catch (final IOException e) {
                closeQuietly(socket);
                if (clock.nanoTime() > untilNs) {
                    throw new EngineException(EngineException.Category.IO, "call: nobody listens at " + remote.getHostString() + ':'
                        + remote.getPort() + " (" + e.getMessage() + "); start \"call --listen " + remote.getPort() + "\" there, or use --plain", e);
                }
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private static void closeQuietly(final Socket socket) {
        try {
            socket.close();
        } catch (final IOException e) {
            // A socket that never connected has nothing to lose.
        }
    }

    static ObjectNode message() {
        return JSON.createObjectNode();
    }

    static JsonNode tree(final Object value) {
        return JSON.valueToTree(value);
    }

    static <T> T as(final JsonNode node, final Class<T> type) {
        try {
            return node == null || node.isNull() ? null : JSON.treeToValue(node, type);
        } catch (final JsonProcessingException e) {
            throw new EngineException(EngineException.Category.IO, "call: the other end sent what cannot be understood: "
                + e.getOriginalMessage(), e);
        }
    }

    void send(final JsonNode message) {
        try {
            out.write((JSON.writeValueAsString(message) + '\n').getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    JsonNode receive() {
        try {
            final ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0 || line.size() > LONGEST_LINE) {
                    throw new IOException(b < 0 ? "it hung up" : "its message is too long");
                }
                line.write(b);
            }
            return JSON.readTree(line.toByteArray());
        } catch (final IOException e) {
            throw lost(e);
        }
    }

    /** Waits until the other end is as far as this one. */
    void meet() {
        send(message().put("ready", true));
        receive();
    }

    private static EngineException lost(final IOException cause) {
        return new EngineException(EngineException.Category.IO, "call: lost the other end: " + cause.getMessage(), cause);
    }

    /**
     * Compares clocks; the caller asks, the other end answers.
     *
     * @param clock  this end's clock.
     * @param caller whether this end called.
     * @return by how much the other end's clock is ahead, and how sure that is, in nanoseconds.
     */
    long[] compareClocks(final MediaClock clock, final boolean caller) {
        long bestRtt = Long.MAX_VALUE;
        long ahead = 0;
        for (int i = 0; i < PINGS; i++) {
            if (caller) {
                final long sentNs = clock.nanoTime();
                send(message().put(TIME, sentNs));
                final long remoteNs = receive().path(TIME).asLong();
                final long rtt = clock.nanoTime() - sentNs;
                if (rtt < bestRtt) {
                    bestRtt = rtt;
                    ahead = remoteNs - sentNs - rtt / 2;
                }
            } else {
                receive();
                send(message().put(TIME, clock.nanoTime()));
            }
        }
        if (caller) {
            send(message().put("ahead", ahead).put("rtt", bestRtt));
            return new long[] {ahead, bestRtt};
        }
        final JsonNode result = receive();
        return new long[] {-result.path("ahead").asLong(), result.path("rtt").asLong()};
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }
}
