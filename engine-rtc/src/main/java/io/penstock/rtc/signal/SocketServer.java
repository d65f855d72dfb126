package io.penstock.rtc.signal;

import io.penstock.clock.MediaClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;

/**
 * The sockets of a {@link SignalServer}. Beside what Java-WebSocket does, it bounds what has no token yet: connections that do not shake hands,
 * or shake hands and say nothing.
 */
final class SocketServer extends WebSocketServer {
    private static final int PING_SECONDS = 15;
    private static final long JANITOR_MS = 500;
    private static final long REMIND_MS = 100;
    private static final long NS_PER_MS = 1_000_000L;

    private final SignalServer server;
    private final SignalLimits limits;
    private final MediaClock clock;
    private final SignalCounters counters;
    private final CountDownLatch started = new CountDownLatch(1);
    /** Since when those are there that have shown no token. */
    private final Map<SocketChannel, Long> handshaking = new ConcurrentHashMap<>();
    private final Map<Connection, WebSocket> silent = new ConcurrentHashMap<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService janitor = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "penstock-signal-janitor");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Exception failure;

    SocketServer(final InetSocketAddress address, final SignalLimits limits, final MediaClock clock, final SignalServer server,
                 final SignalCounters counters) {
        super(address, Math.max(1, Runtime.getRuntime().availableProcessors()),
            List.of(new Draft_6455(Collections.emptyList(), Collections.singletonList(new Protocol("")), 4 * SignalCodec.MOST_CHARACTERS)));
        this.server = server;
        this.limits = limits;
        this.clock = clock;
        this.counters = counters;
        setReuseAddr(true);
        setTcpNoDelay(true);
        setDaemon(true);
        setConnectionLostTimeout(PING_SECONDS);
        setMaxPendingConnections(limits.pending());
        setWebSocketFactory(new DefaultWebSocketServerFactory() {
            @Override
            public SocketChannel wrapChannel(final SocketChannel channel, final SelectionKey key) {
                return accepted(channel);
            }
        });
    }

    CountDownLatch started() {
        return started;
    }

    Exception failure() {
        return failure;
    }

    @Override
    public void onStart() {
        janitor.scheduleWithFixedDelay(this::clean, JANITOR_MS, JANITOR_MS, TimeUnit.MILLISECONDS);
        janitor.scheduleWithFixedDelay(() -> open.forEach(Connection::remind), REMIND_MS, REMIND_MS, TimeUnit.MILLISECONDS);
        started.countDown();
    }

    /** A connection was accepted, and has not shaken hands. */
    private SocketChannel accepted(final SocketChannel channel) {
        if (silent.size() + handshaking.size() >= limits.pending()) {
            counters.turnedAway();
            closeQuietly(channel);
        } else {
            handshaking.put(channel, clock.nanoTime());
        }
        return channel;
    }

    @Override
    protected boolean addConnection(final WebSocket socket) {
        if (socket instanceof WebSocketImpl own && own.getChannel() instanceof SocketChannel channel) {
            handshaking.remove(channel);
        }
        return super.addConnection(socket);
    }

    @Override
    public void onOpen(final WebSocket socket, final ClientHandshake handshake) {
        final Connection connection = server.opened(socket);
        socket.setAttachment(connection);
        silent.put(connection, socket);
        open.add(connection);
    }

    @Override
    public void onClose(final WebSocket socket, final int code, final String reason, final boolean remote) {
        final Connection connection = socket.getAttachment();
        if (connection != null) {
            silent.remove(connection);
            open.remove(connection);
            server.closed(connection);
        }
    }

    @Override
    public void onMessage(final WebSocket socket, final String message) {
        final Connection connection = socket.getAttachment();
        if (connection != null) {
            server.message(connection, message);
            if (connection.token() != null) {
                silent.remove(connection);
            }
        }
    }

    @Override
    public void onMessage(final WebSocket socket, final ByteBuffer message) {
        final Connection connection = socket.getAttachment();
        if (connection != null) {
            server.binary(connection);
        }
    }

    @Override
    public void onError(final WebSocket socket, final Exception error) {
        if (socket == null) {
            failure = error; // of the server itself: it could not listen
            started.countDown();
        }
    }

    private void clean() {
        final long deadlineNs = clock.nanoTime() - limits.joinWithin().toMillis() * NS_PER_MS;
        silent.forEach((connection, socket) -> {
            if (connection.sinceNs() < deadlineNs) {
                counters.silent();
                connection.close("too-late", "no token was shown within " + limits.joinWithin().toSeconds() + " s");
                silent.remove(connection);
            }
        });
        handshaking.forEach((channel, sinceNs) -> {
            if (!channel.isOpen()) {
                handshaking.remove(channel);
            } else if (sinceNs < deadlineNs && handshaking.remove(channel) != null) {
                counters.silent();
                closeQuietly(channel);
            }
        });
    }

    private static void closeQuietly(final SocketChannel channel) {
        try {
            channel.close();
        } catch (final IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void stop(final int timeoutMs, final String reason) throws InterruptedException {
        janitor.shutdownNow();
        super.stop(timeoutMs, reason);
    }
}
