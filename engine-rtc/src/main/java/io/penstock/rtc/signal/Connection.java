package io.penstock.rtc.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.framing.CloseFrame;

/** One WebSocket. Its own messages come one after another; what it sends comes from any thread. */
final class Connection implements SignalSession {
    /** What waits is added up now and then only. */
    private static final int LOOK_EVERY = 32;
    /** A snapshot of the largest rooms and what happened since then, several times over. */
    private static final long MOST_WAITING_BYTES = 16 << 20;

    private final WebSocketImpl socket;
    private final Consumer<WebSocketImpl> writes;
    private final long number;
    private final long sinceNs;
    private final SignalLimits limits;
    private final TokenBucket messages;
    private final TokenBucket characters;
    private final ReportPace reports;
    private final Runnable tooSlow;
    private volatile Token token;
    private volatile boolean closing;

    Connection(final WebSocketImpl socket, final Consumer<WebSocketImpl> writes, final long number, final SignalLimits limits, final long nowNs,
               final Runnable tooSlow) {
        this.socket = socket;
        this.writes = writes;
        this.number = number;
        this.limits = limits;
        this.tooSlow = tooSlow;
        sinceNs = nowNs;
        messages = new TokenBucket(limits.messagesPerSecond(), nowNs);
        characters = new TokenBucket(limits.charactersPerSecond(), nowNs);
        reports = new ReportPace(nowNs);
    }

    long sinceNs() {
        return sinceNs;
    }

    Token token() {
        return token;
    }

    void token(final Token accepted) {
        token = accepted;
    }

    boolean isClosing() {
        return closing;
    }

    boolean mayTake(final int length, final long nowNs) {
        return messages.take(1, nowNs) & characters.take(length, nowNs);
    }

    boolean mayReport(final long nowNs) {
        return reports.take(nowNs);
    }

    @Override
    public long connection() {
        return number;
    }

    @Override
    public String room() {
        return token == null ? null : token.room();
    }

    @Override
    public String participant() {
        return token == null ? null : token.id();
    }

    @Override
    public void send(final ObjectNode message) {
        send(SignalFrame.of(message));
    }

    /** Past the library's own way to send, which checks and copies the text of a thousand listeners a thousand times. */
    @Override
    public void send(final SignalFrame message) {
        if (closing) {
            return;
        }
        final int waiting = socket.outQueue.size();
        if (waiting >= limits.queuedMessages() || waiting % LOOK_EVERY == LOOK_EVERY - 1 && waitingBytes() > MOST_WAITING_BYTES) {
            closing = true;
            tooSlow.run();
            // Nothing that is said would be read: the goodbye stays away as well.
            socket.closeConnection(CloseFrame.TRY_AGAIN_LATER, "reads too slowly");
        } else if (socket.isOpen()) {
            socket.outQueue.add(message.wire());
            writes.accept(socket);
        } else {
            closing = true; // it has just gone, and its end is told elsewhere
        }
    }

    private long waitingBytes() {
        long bytes = 0;
        for (final ByteBuffer message : socket.outQueue) {
            bytes += message.remaining();
        }
        return bytes;
    }

    /**
     * Makes sure that what waits is written. The library's selector, having found nothing more to write, may forget what is added at that very
     * moment until something else is.
     */
    void remind() {
        final SelectionKey key = socket.getSelectionKey();
        if (!socket.outQueue.isEmpty() && key.isValid() && socket.isOpen()) {
            writes.accept(socket);
        }
    }

    @Override
    public void accept(final long request, final ObjectNode fields) {
        if (request >= 0) {
            final ObjectNode answer = SignalCodec.message("ok").put("id", request);
            if (fields != null) {
                answer.setAll(fields);
            }
            send(answer);
        }
    }

    @Override
    public void refuse(final long request, final String code, final String words) {
        final ObjectNode answer = SignalCodec.message("error").put("code", code).put("words", words);
        if (request >= 0) {
            answer.put("id", request);
        }
        send(answer);
    }

    @Override
    public void close(final String reason, final String words) {
        if (!closing) {
            send(SignalCodec.message("bye").put("reason", reason).put("words", words));
            closing = true;
            socket.close(CloseFrame.POLICY_VALIDATION, reason);
        }
    }

    @Override
    public String toString() {
        return token == null ? "connection " + number : token.id() + " in " + token.room() + " (connection " + number + ')';
    }
}
