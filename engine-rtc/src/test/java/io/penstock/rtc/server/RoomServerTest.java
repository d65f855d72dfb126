package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.MediaKind;
import io.penstock.rtc.client.JoinedRoom;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server over real sockets: waits are for what has to come, with a long timeout, and never for time to pass. */
class RoomServerTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private final List<Visitor> visitors = new ArrayList<>();
    private Engine engine;
    private RoomServer server;

    @BeforeEach
    void start() {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
    }

    @AfterEach
    void stop() {
        visitors.forEach(Visitor::close);
        server.close();
        engine.close();
    }

    private static String token(final String id, final Role role) {
        return KEY.sign(new Token("hearing", id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")));
    }

    private Visitor visitor(final String token) throws Exception {
        final Visitor visitor = new Visitor(server.port(), token);
        visitors.add(visitor);
        return visitor;
    }

    @Test
    void whoComesInSeesWhoIsThereHearsWhatWasSaidAndIsSeenByOthers() throws Exception {
        final Visitor judge = visitor(token("judge", Role.HOST));
        judge.inside();
        judge.client.say("chat", "The hearing is open.").get(Visitor.SECONDS, TimeUnit.SECONDS);
        final Visitor party = visitor(token("party", Role.SPEAKER));
        final JoinedRoom joined = party.inside();
        assertEquals(List.of("judge", "party"), joined.room().members().stream().map(m -> m.id()).toList());
        assertEquals("The hearing is open.", joined.room().history().get(0).body());
        assertEquals("party", judge.until(RoomEvent.Joined.class, e -> !e.id().equals("judge")).id());
        party.client.say("chat", "Good morning.");
        assertEquals("Good morning.", judge.until(RoomEvent.Message.class, m -> m.id().equals("party")).body());
        assertEquals(party.client.room().members(), judge.client.room().members());
    }

    @Test
    void soundIsForwardedToWhoAskedForItWhileItsSpeakerHasTheFloor() throws Exception {
        final Visitor judge = visitor(token("judge", Role.HOST));
        final JoinedRoom judgeIn = judge.inside();
        final Visitor witness = visitor(token("witness", Role.AUDIENCE));
        final JoinedRoom witnessIn = witness.inside();
        judge.prove(judgeIn);
        witness.prove(witnessIn);
        final int track = witness.publishVoice(4711);
        assertEquals(track, Visitor.next(judge.tracks).track());
        judge.client.subscribe(track, 0, 0).get(Visitor.SECONDS, TimeUnit.SECONDS);
        witness.speak(4711, 1);
        arrived(1);
        judge.ask(new RoomCommand.Grant("", "witness"));
        witness.until(RoomEvent.Seat.class, e -> e.seated());
        witness.speak(4711, 2);
        assertEquals(2, Visitor.content(judge.media()), "what was said before the floor was given is not heard");
        judge.ask(new RoomCommand.Mute("", "witness", MediaKind.AUDIO, true));
        witness.speak(4711, 3);
        arrived(3);
        judge.ask(new RoomCommand.Mute("", "witness", MediaKind.AUDIO, false));
        witness.speak(4711, 4);
        assertEquals(4, Visitor.content(judge.media()));
        judge.ask(new RoomCommand.Kick("", "witness", "enough", false));
        assertEquals("kicked", Visitor.next(witness.ends));
        assertEquals(-1, server.peer("hearing", "witness"));
    }

    /** A packet was looked at before what is asked next can change what becomes of it. */
    private void arrived(final int packets) {
        final int peer = server.peer("hearing", "witness");
        while (server.forwarder().statistics(peer).join().packetsIn() < packets) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoLosesTheConnectionComesBackByItselfToSeatAndTracksAndItsMessagesAreTakenOnce() throws Exception {
        final Visitor judge = visitor(token("judge", Role.HOST));
        judge.inside();
        final Visitor party = visitor(token("party", Role.SPEAKER));
        assertFalse(party.inside().resumed());
        final int track = party.publishVoice(1);
        party.ask(new RoomCommand.TakeSeat(""));
        party.client.dropConnection();
        party.client.say("chat", "still here");
        final JoinedRoom again = party.inside();
        assertTrue(again.resumed());
        assertEquals(List.of(track), again.own());
        assertTrue(again.room().members().stream().filter(m -> m.id().equals("party")).findFirst().orElseThrow().seated());
        judge.until(RoomEvent.Returned.class, e -> e.id().equals("party"));
        judge.until(RoomEvent.Message.class, m -> m.body().equals("still here"));
    }

    @Test
    void refusesWhatTheRoleDoesNotAllowAndWhoHasNoRightToCome() throws Exception {
        final Visitor observer = visitor(token("observer", Role.OBSERVER));
        observer.inside();
        assertEquals("not-allowed", observer.refusal(new RoomCommand.Kick("", "observer", "", false)));
        assertEquals("not-allowed", observer.refusal(new RoomCommand.RaiseHand("", true)));
        assertEquals("token-expired", Visitor.next(visitor(KEY.sign(new Token("hearing", "late", "late", Role.HOST, Instant.EPOCH,
            Instant.EPOCH.plusSeconds(1)))).ends));
        final TokenKey other = TokenKey.secret(new byte[32]);
        assertEquals("token-invalid", Visitor.next(visitor(other.sign(new Token("hearing", "x", "x", Role.HOST, Instant.EPOCH,
            Instant.parse("2100-01-01T00:00:00Z")))).ends));
        server.ask("hearing", new RoomCommand.Lock("", true));
        observer.until(RoomEvent.Locked.class, e -> true);
        assertEquals("locked", Visitor.next(visitor(token("newcomer", Role.SPEAKER)).ends));
    }

    @Test
    void anotherConnectionOfTheSameParticipantTakesItsPlace() throws Exception {
        final Visitor first = visitor(token("party", Role.SPEAKER));
        first.inside();
        final Visitor second = visitor(token("party", Role.SPEAKER));
        assertEquals(1, second.inside().room().members().size());
        assertEquals("replaced", Visitor.next(first.ends));
        second.client.say("chat", "me").get(Visitor.SECONDS, TimeUnit.SECONDS);
    }
}
