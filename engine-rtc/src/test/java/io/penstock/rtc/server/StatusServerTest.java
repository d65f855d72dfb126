package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.error.EngineException;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.Limitation;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StreamQuality;
import io.penstock.testkit.TestClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final StatusServer server = StatusServer.start(loopback(0), this::status, clock, 300);
    private final HttpClient client = HttpClient.newHttpClient();

    private static InetSocketAddress loopback(final int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ServerStatus status() {
        final int number = asked.incrementAndGet();
        final DirectionQuality up = new DirectionQuality(80, 3, 500_000, 900_000, Limitation.NONE, List.of());
        final DirectionQuality down = new DirectionQuality(82, 0, 900_000, 2_000_000, Limitation.NONE,
            List.of(new StreamQuality(3, MediaKind.VIDEO, 600_000, 30, 0, 2, 60, 180 + number, null)));
        return new ServerStatus(number, 1000L * number, List.of(new RoomStatus("hearing", 5000, true, true, 4, 20, "ann", List.of(
            new MemberStatus("ann", "Ann <script>alert(1)</script>", Role.HOST, true, false, -1, false, false, true, true,
                new ParticipantQuality("ann", number, up, down)),
            new MemberStatus("bob", "Bob", Role.AUDIENCE, false, false, 2500, true, true, false, false, null)),
            List.of("ann joined", "bob raised a hand"))), Map.of("packets forwarded", 123L));
    }

    private HttpResponse<String> get(final String path) throws Exception {
        return request(path, "GET");
    }

    private HttpResponse<String> request(final String path, final String method) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    @Test
    void tellsRoomsAndTheHistoryOfTheirFiguresAsJson() throws Exception {
        for (int i = 0; i < 3; i++) {
            get("/status.json");
            clock.advanceNs(SECOND_NS);
        }
        final HttpResponse<String> response = get("/status.json");
        assertEquals(200, response.statusCode());
        assertEquals("application/json; charset=utf-8", response.headers().firstValue("Content-Type").orElseThrow());
        final JsonNode json = new ObjectMapper().readTree(response.body());
        final JsonNode room = json.at("/status/rooms/0");
        assertEquals("hearing", room.path("id").asText());
        assertTrue(room.path("recording").asBoolean());
        assertEquals("HOST", room.at("/members/0/role").asText());
        assertEquals(184, room.at("/members/0/quality/down/streams/0/endToEndMs").asDouble());
        assertTrue(room.at("/members/1/quality").isNull());
        final JsonNode line = json.path("history").path("hearing\nann");
        assertEquals(4, line.size());
        assertEquals(82, line.get(0).path("rtt").asDouble());
        assertEquals(181, line.get(0).path("delay").asDouble());
        assertEquals(123, json.at("/status/counters/packets forwarded").asLong());
    }

    @Test
    void asksTheSourceAtMostTwiceASecondHoweverManyLook() throws Exception {
        for (int i = 0; i < 20; i++) {
            get("/status.json");
            clock.advanceNs(SECOND_NS / 10);
        }
        assertEquals(4, asked.get());
    }

    @Test
    void showsAPageThatLoadsNothingFromElsewhere() throws Exception {
        final HttpResponse<String> response = get("/");
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Security-Policy").orElseThrow().startsWith("default-src 'none'"));
        assertTrue(response.body().contains("<title>Rooms</title>"));
        assertFalse(response.body().matches("(?s).*(src|href)=.*"), "no assets");
        assertFalse(response.body().contains("innerHTML"), "names come from outside and must stay text");
        assertEquals("", request("/", "HEAD").body());
    }

    @Test
    void takesNothingElse() throws Exception {
        assertEquals("ok\n", get("/health").body());
        assertEquals(404, get("/../../etc/passwd").statusCode());
        assertEquals(404, get("/status.json/x").statusCode());
        assertEquals(405, request("/status.json", "POST").statusCode());
        assertEquals(405, request("/", "DELETE").statusCode());
        assertEquals(0, asked.get());
    }

    @Test
    void cutsOffWhoSendsHalfARequestAndAnswersTheOthers() throws Exception {
        final List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                slow.add(socket);
                socket.setSoTimeout(20_000);
                final OutputStream out = socket.getOutputStream();
                out.write("GET /status.json HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            assertEquals("ok\n", get("/health").body());
            for (final Socket socket : slow) {
                assertTrue(closed(socket));
            }
        } finally {
            for (final Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean closed(final Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait(); // an answer that says so may come first
            }
            return true;
        } catch (final IOException e) {
            return !(e instanceof java.net.SocketTimeoutException);
        }
    }

    @Test
    void saysSoWhenThePortIsTaken() {
        final EngineException e =
            assertThrows(EngineException.class, () -> StatusServer.start(loopback(server.port()), this::status, clock));
        assertTrue(e.getMessage().startsWith("status page: cannot listen on "), e.getMessage());
    }

    @Test
    void boundsTheHistory() {
        final QualityHistory history = new QualityHistory();
        for (int second = 0; second < 300; second++) {
            final List<MemberStatus> members = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                final String id = "p" + (i + (second < 200 ? 0 : 300));
                members.add(new MemberStatus(id, id, Role.SPEAKER, true, true, -1, false, false, true, true,
                    new ParticipantQuality(id, second, null, null)));
            }
            history.add(new ServerStatus(second, second,
                List.of(new RoomStatus("r", 0, false, false, 1, 1000, null, members, List.of())), Map.of()));
        }
        final Map<String, List<QualityHistory.Point>> lines = history.copy();
        assertEquals(QualityHistory.MOST_PARTICIPANTS, lines.size());
        assertTrue(lines.keySet().stream().noneMatch(key -> key.equals(QualityHistory.key("r", "p0"))), "who left is forgotten");
        lines.values().forEach(points -> assertTrue(points.size() <= QualityHistory.LENGTH));
    }
}
