package io.penstock.rtc.client;

import java.net.URI;
import java.util.List;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/** One connection of a {@link RoomClient}. */
final class ClientSocket extends WebSocketClient {
    private static final int MOST_BYTES = 16 << 20;
    private static final int CONNECT_MS = 10_000;
    private static final int LOST_SECONDS = 15;
    private final RoomClient client;

    ClientSocket(final URI server, final RoomClient client) {
        super(server, new Draft_6455(List.of(), List.of(new Protocol("")), MOST_BYTES), null, CONNECT_MS);
        this.client = client;
        setTcpNoDelay(true);
        setDaemon(true);
        setConnectionLostTimeout(LOST_SECONDS);
    }

    void deliver(final String text) {
        try {
            send(text);
        } catch (final WebsocketNotConnectedException e) {
            close(); // its end is told by onClose
        }
    }

    void abort() {
        closeConnection(1006, "dropped");
    }

    @Override
    public void onOpen(final ServerHandshake handshake) {
        client.opened(this);
    }

    @Override
    public void onMessage(final String message) {
        client.received(this, message);
    }

    @Override
    public void onClose(final int code, final String reason, final boolean remote) {
        client.closed(this, reason == null || reason.isEmpty() ? "the connection ended (" + code + ')' : reason);
    }

    @Override
    public void onError(final Exception error) {
        // It ends, and onClose says so.
    }
}
