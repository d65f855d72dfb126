package io.penstock.rtc.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.clock.MediaClock;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Shows in a browser what a server of rooms does: {@code /} is a page that renews itself, {@code /status.json} what it shows, {@code /health}
 * answers {@code ok}. It can only be looked at: nothing is taken from outside but the path.
 *
 * <p>It tells who is in which room. Bind it to the loopback address, or to one that only those reach who may know.
 *
 * <p>However many look, the source is asked at most twice a second. Who keeps one of its few threads for more than
 * {@value RequestThreads#LONGEST_MS} ms, by sending or reading slowly, is cut off; the rooms do not notice either.
 */
public final class StatusServer implements AutoCloseable {
    private static final long FRESH_NS = 500_000_000L;
    private static final long POINT_NS = 1_000_000_000L;
    private static final String JSON = "application/json; charset=utf-8";
    private static final int BACKLOG = 16;

    private final StatusSource source;
    private final MediaClock clock;
    private final ObjectMapper mapper = new ObjectMapper();
    private final QualityHistory history = new QualityHistory();
    private final RequestThreads threads;
    private final HttpServer http;
    private final byte[] page;
    private byte[] answer;
    private long answeredNs;
    private long pointNs;

    /**
     * What is sent as JSON.
     *
     * @param status  the moment.
     * @param history of the figures, by room and participant.
     */
    record Snapshot(ServerStatus status, Map<String, List<QualityHistory.Point>> history) { }

    private StatusServer(final InetSocketAddress address, final StatusSource source, final MediaClock clock, final long longestMs)
        throws IOException {
        threads = new RequestThreads(longestMs);
        this.source = source;
        this.clock = clock;
        try (InputStream in = StatusServer.class.getResourceAsStream("status.html")) {
            page = in.readAllBytes();
        }
        http = HttpServer.create(address, BACKLOG);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
    }

    /**
     * Starts a status page.
     *
     * @param address where to listen; port 0 = any free one.
     * @param source  tells what there is to show.
     * @param clock   the server's clock.
     * @return the running server.
     * @throws EngineException of category IO if the address cannot be had.
     */
    public static StatusServer start(final InetSocketAddress address, final StatusSource source, final MediaClock clock) {
        return start(address, source, clock, RequestThreads.LONGEST_MS);
    }

    static StatusServer start(final InetSocketAddress address, final StatusSource source, final MediaClock clock, final long longestMs) {
        try {
            final StatusServer server = new StatusServer(address, source, clock, longestMs);
            server.http.start();
            return server;
        } catch (final IOException e) {
            throw new EngineException(Category.IO, "status page: cannot listen on " + address + ": " + e.getMessage()
                + ". Choose another port, or 0 for any", e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port.
     */
    public int port() {
        return http.getAddress().getPort();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final String method = exchange.getRequestMethod();
            if (!"GET".equals(method) && !"HEAD".equals(method)) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", utf8("only GET and HEAD\n"));
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, 200, "text/html; charset=utf-8", page);
                case "/status.json" -> send(exchange, 200, JSON, json());
                case "/health" -> send(exchange, 200, "text/plain; charset=utf-8", utf8("ok\n"));
                default -> send(exchange, 404, "text/plain; charset=utf-8", utf8("there are /, /status.json and /health\n"));
            }
        }
    }

    private synchronized byte[] json() throws JsonProcessingException {
        final long nowNs = clock.nanoTime();
        if (answer == null || nowNs - answeredNs >= FRESH_NS) {
            final ServerStatus status = source.status();
            if (answer == null || nowNs - pointNs >= POINT_NS) {
                pointNs = nowNs;
                history.add(status);
            }
            answer = mapper.writeValueAsBytes(new Snapshot(status, history.copy()));
            answeredNs = nowNs;
        }
        return answer;
    }

    private static void send(final HttpExchange exchange, final int code, final String type, final byte[] body) throws IOException {
        final Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'");
        if ("HEAD".equals(exchange.getRequestMethod())) {
            exchange.sendResponseHeaders(code, -1);
        } else {
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Ends at once; who is being answered is cut off. Does nothing the second time. */
    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
