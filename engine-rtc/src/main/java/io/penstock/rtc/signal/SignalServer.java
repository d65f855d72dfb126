package io.penstock.rtc.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import io.penstock.rtc.signal.RoomHost.Publication;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;

/**
 * Talks to the clients of a server of rooms, over WebSocket: checks their tokens and messages, limits what they send and what waits for them, and
 * hands what they ask to a {@link RoomHost}.
 *
 * <p>A client's first message is {@code join} with a token. Whoever sends nothing, too much, or what is none of it, is told why and
 * disconnected; others do not notice. Any thread may call.
 */
public final class SignalServer implements AutoCloseable {
    private static final int STOP_MS = 2000;
    private static final int START_SECONDS = 30;
    private static final String TRACK = "track";
    private static final int MOST_LAYERS = 4;
    private static final int LONGEST_LABEL = 64;
    private static final int LARGEST_PICTURE = 8192;
    private static final int MOST_PICTURES = 1000;

    private final RoomHost host;
    private final TokenKey key;
    private final MediaClock clock;
    private final SignalLimits limits;
    private final SocketServer sockets;
    private final AtomicLong connections = new AtomicLong();
    private final SignalCounters counters = new SignalCounters();

    private SignalServer(final InetSocketAddress address, final TokenKey key, final SignalLimits limits, final MediaClock clock,
                         final RoomHost host) {
        this.host = host;
        this.key = key;
        this.clock = clock;
        this.limits = limits;
        sockets = new SocketServer(address, limits, clock, this, counters);
    }

    /**
     * Listens.
     *
     * @param address port 0 = any free one.
     * @param key     checks tokens.
     * @param limits  how much is taken.
     * @param clock   time of limits and, as wall clock, of tokens.
     * @param host    answers.
     * @return the server, listening.
     * @throws EngineException if the port cannot be had.
     */
    public static SignalServer listen(final InetSocketAddress address, final TokenKey key, final SignalLimits limits, final MediaClock clock,
                                      final RoomHost host) {
        final SignalServer server = new SignalServer(address, key, limits, clock, host);
        final CountDownLatch started = server.sockets.started();
        server.sockets.start();
        try {
            if (!started.await(START_SECONDS, TimeUnit.SECONDS) || server.sockets.failure() != null) {
                throw new EngineException(EngineException.Category.IO, "signalling: cannot listen at " + address + ": "
                    + (server.sockets.failure() == null ? "no answer" : server.sockets.failure().getMessage())
                    + "; choose another port, or 0 for any free one", server.sockets.failure());
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            server.close();
        }
        return server;
    }

    /**
     * Port that it listens at.
     *
     * @return 1–65535.
     */
    public int port() {
        return sockets.getPort();
    }

    /**
     * What was counted.
     *
     * @return live figures.
     */
    public SignalCounters counters() {
        return counters;
    }

    Connection opened(final WebSocket socket) {
        final Connection connection = new Connection((WebSocketImpl) socket, sockets::onWriteDemand, connections.incrementAndGet(), limits,
            clock.nanoTime(), counters::slowReader);
        counters.opened();
        return connection;
    }

    void closed(final Connection connection) {
        if (connection.token() != null) {
            counters.left();
            host.gone(connection);
        }
    }

    /** Something came. Whatever it is, it harms nobody but its sender. */
    void message(final Connection connection, final String text) {
        if (connection.isClosing()) {
            return;
        }
        if (!connection.mayTake(text.length(), clock.nanoTime())) {
            counters.flooded();
            connection.close("too-much", "more messages than the " + limits.messagesPerSecond() + " a second that are accepted");
            return;
        }
        counters.message();
        long request = -1;
        try {
            final ObjectNode message = SignalCodec.parse(text);
            request = id(message);
            take(connection, request, message);
        } catch (final SignalException e) {
            counters.refused();
            connection.refuse(request, e.code(), e.getMessage());
            if (connection.token() == null) {
                connection.close(e.code(), e.getMessage());
            }
        }
    }

    void binary(final Connection connection) {
        counters.refused();
        connection.close("malformed", "messages are text");
    }

    private static long id(final ObjectNode message) {
        final JsonNode id = message.get("id");
        if (id == null) {
            return -1;
        }
        if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() < 0) {
            throw new SignalException("malformed", "\"id\" is a whole number from 0 on");
        }
        return id.longValue();
    }

    private void take(final Connection connection, final long request, final ObjectNode message) {
        final String type = message.get("type").textValue();
        if (connection.token() == null) {
            if (!"join".equals(type)) {
                throw new SignalException("not-joined", "the first message is \"join\" with a token");
            }
            join(connection, request, message);
            return;
        }
        switch (type) {
            case "join" -> throw new SignalException("joined", "this connection has joined already");
            case "ping" -> connection.send(SignalCodec.message("pong").put("id", request));
            case "publish" -> host.publish(connection, request, publication(message));
            case "unpublish" -> host.unpublish(connection, request, integer(message, TRACK, 0, Integer.MAX_VALUE));
            case "subscribe" -> host.subscribe(connection, request, integer(message, TRACK, 0, Integer.MAX_VALUE),
                message.has("maxHeight") ? integer(message, "maxHeight", 0, LARGEST_PICTURE) : 0,
                message.has("priority") ? integer(message, "priority", -100, 100) : 0);
            case "unsubscribe" -> host.unsubscribe(connection, request, integer(message, TRACK, 0, Integer.MAX_VALUE));
            case "mix" -> host.mix(connection, request, flag(message, "on"));
            case "last-n" -> host.lastN(connection, request, message.has("n") ? integer(message, "n", 0, MOST_PICTURES) : Integer.MAX_VALUE);
            case "quality" -> quality(connection, request, message);
            default -> host.command(connection, request, SignalCodec.command(message, connection.participant()));
        }
    }

    /** What a join says. */
    private record Join(String type, Long id, String token, String resume) { }

    private void join(final Connection connection, final long request, final ObjectNode message) {
        final ObjectNode whole = message.deepCopy();
        for (final String optional : new String[] {"id", "resume"}) {
            if (!whole.has(optional)) {
                whole.putNull(optional);
            }
        }
        final JsonNode text = whole.get("token");
        final JsonNode resume = whole.get("resume");
        if (text == null || !text.isTextual() || !(resume.isNull() || resume.isTextual())
            || whole.size() != Join.class.getRecordComponents().length) {
            throw new SignalException("malformed", "join has a \"token\", may have a \"resume\", and nothing else");
        }
        final Token token = key.check(text.textValue(), Instant.ofEpochSecond(0, clock.epochNs(clock.nanoTime())));
        if (!counters.joined(limits.connections())) {
            throw new SignalException("full", "this server takes no more clients now");
        }
        connection.token(token);
        host.join(connection, request, token, resume.isNull() ? null : resume.textValue());
    }

    private void quality(final Connection connection, final long request, final ObjectNode message) {
        final ParticipantQuality report;
        try {
            report = report(message, connection.participant());
        } catch (final SignalException e) {
            counters.reportRefused();
            throw e;
        }
        if (connection.mayReport(clock.nanoTime())) {
            counters.report();
            host.quality(connection, request, report);
        } else {
            counters.reportTooOften();
            if (request >= 0) {
                connection.refuse(request, "too-often", "one report a second is taken");
            }
        }
    }

    private static ParticipantQuality report(final ObjectNode message, final String participant) {
        if (message.size() != (message.has("id") ? 3 : 2) || !(message.get("report") instanceof ObjectNode fields)) {
            throw new SignalException("malformed", "quality has a \"report\", may have an \"id\", and nothing else");
        }
        final ParticipantQuality report = SignalCodec.fields(fields, ParticipantQuality.class);
        if (!report.participant().equals(participant)) {
            throw new SignalException("malformed", "one reports about oneself only");
        }
        return report;
    }

    private static int integer(final ObjectNode message, final String field, final int least, final int most) {
        final JsonNode value = message.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            throw new SignalException("malformed", '"' + field + "\" is a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    private static boolean flag(final ObjectNode message, final String field) {
        final JsonNode value = message.get(field);
        if (value == null || !value.isBoolean()) {
            throw new SignalException("malformed", '"' + field + "\" is true or false");
        }
        return value.booleanValue();
    }

    private static Publication publication(final ObjectNode message) {
        final ObjectNode fields = message.deepCopy();
        fields.remove("type");
        fields.remove("id");
        final PublicationFields wanted = SignalCodec.fields(fields, PublicationFields.class);
        return wanted.checked(MOST_LAYERS, LONGEST_LABEL, LARGEST_PICTURE);
    }

    @Override
    public void close() {
        try {
            sockets.stop(STOP_MS, "the server ends");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
