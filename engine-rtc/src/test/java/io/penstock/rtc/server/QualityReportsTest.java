package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.FreezeCause;
import io.penstock.rtc.statistics.Limitation;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StallQuality;
import io.penstock.rtc.statistics.StreamQuality;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What participants report reaches those who want to know, and what cannot be reaches nobody; over real sockets. */
class QualityReportsTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private final List<AutoCloseable> guests = new ArrayList<>();
    private final BlockingQueue<ParticipantQuality> observed = new LinkedBlockingQueue<>();
    private Engine engine;
    private RoomServer server;
    private Visitor judge;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
        server.observe(new RoomObserver() {
            @Override
            public void quality(final Room room, final String participant, final ParticipantQuality quality) {
                assertEquals("hearing", room.view().name());
                assertEquals(participant, quality.participant());
                observed.add(quality);
            }
        });
        judge = visitor("judge", Role.HOST);
    }

    @AfterEach
    void stop() throws Exception {
        for (final AutoCloseable guest : guests) {
            guest.close();
        }
        server.close();
        engine.close();
    }

    private static String token(final String id, final Role role) {
        return KEY.sign(new Token("hearing", id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")));
    }

    private Visitor visitor(final String id, final Role role) throws Exception {
        final Visitor visitor = new Visitor(server.port(), token(id, role));
        guests.add(visitor);
        visitor.prove(visitor.inside());
        return visitor;
    }

    private RawClient raw(final String id) throws Exception {
        final RawClient client = new RawClient(server.port());
        guests.add(client);
        client.upgrade().join(token(id, Role.AUDIENCE));
        while (!client.next().contains("\"joined\"")) {
            // What was before.
        }
        return client;
    }

    private static ParticipantQuality report(final String id, final int streams) {
        final StreamQuality stream = new StreamQuality(9, MediaKind.VIDEO, 500_000, 15, 1, 2, 60, 180,
            new StallQuality(2, 3, 1, 0.5, Map.of(FreezeCause.LOSS, 2L, FreezeCause.CPU, 1L)));
        return new ParticipantQuality(id, 1, new DirectionQuality(55, 1.5, 1, 300_000, Limitation.NONE, List.of()),
            new DirectionQuality(55, 2.5, 500_000, -1, Limitation.NONE, Collections.nCopies(streams, stream)));
    }

    private static String message(final ParticipantQuality report) {
        return SignalCodec.text(SignalCodec.message("quality").put("id", 2).set("report", SignalCodec.tree(report)));
    }

    /** The answer to request 2. */
    private static String answer(final RawClient client) throws Exception {
        String text = client.next();
        while (!text.contains("\"id\":2") && !text.isEmpty()) {
            text = client.next();
        }
        return text;
    }

    private Map<String, Long> gauges() {
        final Map<String, Long> values = new HashMap<>();
        engine.counters().forEach((id, type, label, value) -> values.put(label, value));
        return values;
    }

    @Test
    void aReportIsToldToAllWithWhatTheServerMeasures() throws Exception {
        final Visitor witness = visitor("witness", Role.SPEAKER);
        final int voice = witness.publishVoice(4711);
        witness.client.quality(report("witness", 1));
        final Visitor.Heard heard = Visitor.next(judge.qualities);
        assertEquals("witness", heard.participant());
        final JsonNode down = heard.report().path("down");
        assertEquals(60, down.path("jitterBufferMs").asDouble());
        assertEquals(180, down.path("endToEndMs").asDouble());
        assertEquals(3, down.path("stalls").asInt());
        assertEquals(2, down.path("freezes").asInt());
        assertEquals(2, down.path("causes").path("LOSS").asInt());
        assertEquals("FAIR", down.path("grade").asText());
        assertEquals(300_000, heard.report().path("up").path("estimateBps").asInt());
        assertTrue(heard.report().path("atMs").asLong() > 1_000_000_000_000L, "by the server's clock");
        assertEquals(heard, Visitor.next(witness.qualities), "everybody hears the same, and so does who it is about");
        final ParticipantQuality seen = Visitor.next(observed);
        assertEquals(voice, seen.up().streams().get(0).track(), "the server knows what is sent to it");
        assertEquals(report("witness", 1).down().streams(), server.quality("hearing", "witness").join().down().streams());
        assertEquals(180_000_000L, gauges().get("witness down: video end to end"));
        judge.ask(new RoomCommand.Kick("", "witness", "enough", false));
        judge.until(RoomEvent.Left.class, left -> left.id().equals("witness"));
        assertFalse(gauges().containsKey("witness down: video end to end"));
        assertNull(server.quality("hearing", "witness").join());
    }

    @Test
    void inLargeRoomsOnlyHostsHearOfOthers() throws Exception {
        final Visitor witness = visitor("witness", Role.SPEAKER);
        final Visitor other = visitor("other", Role.SPEAKER);
        for (int i = 0; i < 48; i++) {
            raw("guest-" + i);
        }
        witness.client.quality(report("witness", 1));
        assertEquals("witness", Visitor.next(judge.qualities).participant());
        assertEquals("witness", Visitor.next(witness.qualities).participant());
        judge.client.say("chat", "after that");
        other.until(RoomEvent.Message.class, said -> said.body().equals("after that"));
        assertEquals(0, other.qualities.size());
    }

    @Test
    void ofAFloodFewArePassedOnAndTheRestIsCounted() throws Exception {
        final RawClient eve = raw("eve");
        for (int i = 0; i < 40; i++) {
            eve.text(message(report("eve", 1)));
        }
        int taken = 0;
        int tooOften = 0;
        for (int i = 0; i < 40; i++) {
            final String answer = answer(eve);
            tooOften += answer.contains("\"too-often\"") ? 1 : 0;
            taken += answer.contains("\"ok\"") ? 1 : 0;
        }
        assertEquals(40, taken + tooOften);
        assertTrue(taken < tooOften, taken + " of 40 reports at once were passed on");
        for (int i = 0; i < taken; i++) {
            Visitor.next(judge.qualities);
        }
        assertEquals(taken, server.counters().get("signal.reports"));
        assertEquals(tooOften, server.counters().get("signal.reports-too-often"));
        assertEquals(0, judge.qualities.size());
    }

    @Test
    void whatCannotBeIsRefusedAndCounted() throws Exception {
        final RawClient eve = raw("eve");
        final String good = message(report("eve", 1));
        final List<String> bad = List.of(good.replace("\"rttMs\":55.0", "\"rttMs\":\"NaN\""),
            good.replace("\"rttMs\":55.0", "\"rttMs\":1e999"),
            good.replace("\"rttMs\":55.0", "\"rttMs\":-2"), good.replace("\"rttMs\":55.0", "\"rttMs\":\"55\""),
            good.replace("\"rttMs\":55.0", "\"rttMs\":null"), good.replace("\"rttMs\":55.0,", ""), good.replace("\"rttMs\":55.0", "\"rtt\":55"),
            good.replace("\"lossPercent\":2.5", "\"lossPercent\":101"), good.replace("\"stalls\":3", "\"stalls\":-7"),
            good.replace("\"stalls\":3", "\"stalls\":3.5"), good.replace("\"stalls\":3", "\"stalls\":99999999999999999999999"),
            good.replace("\"LOSS\":2", "\"SPITE\":2"), good.replace("\"track\":9", "\"track\":9999999999"),
            good.replace("\"VIDEO\"", "\"SMELL\""), good.replace("\"atMs\":1", "\"atMs\":1,\"more\":[1,2,3]"),
            good.replace("\"eve\"", "\"judge\""), good.replace("\"eve\"", "\"" + "e".repeat(300) + "\""),
            good.replace("\"id\":2", "\"id\":2,\"more\":1"), "{\"type\":\"quality\",\"id\":2}",
            "{\"type\":\"quality\",\"id\":2,\"report\":[]}",
            "{\"type\":\"quality\",\"id\":2,\"report\":{}}", "{\"type\":\"quality\",\"id\":2,\"report\":null}",
            message(report("eve", 64)).replace("\"streams\":[{",
                "\"streams\":[" + SignalCodec.tree(report("eve", 1).down().streams().get(0)) + ",{"));
        for (final String one : bad) {
            assertFalse(one.equals(good));
            eve.text(one);
            final String answer = answer(eve);
            assertTrue(answer.contains("\"malformed\""), one + " was answered " + answer);
        }
        assertEquals(bad.size(), server.counters().get("signal.reports-refused"));
        eve.text(good.replace("\"rttMs\":55.0", "\"rttMs\":NaN"));
        assertTrue(eve.next().contains("\"malformed\""), "not even JSON");
        eve.text(good);
        assertTrue(answer(eve).contains("\"ok\""));
        assertEquals(180, Visitor.next(judge.qualities).report().path("down").path("endToEndMs").asDouble());
        assertEquals(1, server.counters().get("signal.reports"));
        assertEquals(0, judge.qualities.size());
    }
}
