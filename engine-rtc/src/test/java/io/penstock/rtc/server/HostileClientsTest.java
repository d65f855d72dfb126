package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.rtc.client.JoinedRoom;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.SignalLimits;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What strangers and bad members send, while two decent ones talk: it is refused and counted, and those two do not notice. */
class HostileClientsTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final Instant EVER = Instant.parse("2100-01-01T00:00:00Z");
    private static final int PENDING = 200;
    private static final int QUEUED = 100;
    private Engine engine;
    private RoomServer server;
    private Visitor judge;
    private Visitor witness;
    private int said;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY)
            .limits(SignalLimits.standard().connections(50, PENDING, Duration.ofSeconds(1)).queued(QUEUED)), engine);
        judge = new Visitor(server.port(), token("judge", Role.HOST));
        final JoinedRoom judgeIn = judge.inside();
        witness = new Visitor(server.port(), token("witness", Role.SPEAKER));
        final JoinedRoom witnessIn = witness.inside();
        judge.prove(judgeIn);
        witness.prove(witnessIn);
        final int track = witness.publishVoice(4711);
        judge.client.subscribe(track, 0, 0).get(Visitor.SECONDS, TimeUnit.SECONDS);
        witness.ask(new RoomCommand.TakeSeat(""));
        theyTalk();
    }

    @AfterEach
    void stop() {
        judge.close();
        witness.close();
        server.close();
        engine.close();
    }

    private static String token(final String id, final Role role) {
        return KEY.sign(new Token("hearing", id, id, role, Instant.EPOCH, EVER));
    }

    /** A message and a packet get through. */
    private void theyTalk() throws Exception {
        final String words = "message " + said++;
        judge.client.say("chat", words).get(Visitor.SECONDS, TimeUnit.SECONDS);
        assertEquals(words, witness.until(RoomEvent.Message.class, m -> m.body().equals(words)).body());
        witness.speak(4711, said);
        while (Visitor.content(judge.media()) != said) {
            // One from before.
        }
        assertTrue(judge.ends.isEmpty() && witness.ends.isEmpty(), "nobody was sent away");
    }

    private long count(final String name) {
        return server.counters().get("signal." + name);
    }

    private void counted(final String name, final long atLeast) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Visitor.SECONDS);
        while (count(name) < atLeast) {
            assertTrue(System.nanoTime() < deadlineNs, () -> name + " is " + count(name) + ", expected are " + atLeast + "; " + server.counters());
            LockSupport.parkNanos(1_000_000L);
        }
    }

    /** How many were sent away for too much, waited for. */
    private long sentAway() {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Visitor.SECONDS);
        while (count("flooded") + count("slow-readers") == 0 && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(1_000_000L);
        }
        return count("flooded") + count("slow-readers");
    }

    private static String base64(final String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void forgedTokensOpenNothing() throws Exception {
        final String good = token("eve", Role.AUDIENCE);
        final String[] parts = good.split("\\.");
        final String asHost = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("audience", "host");
        final long before = count("refused");
        int tried = 0;
        for (final String bad : List.of("", ".", "..", "a.b.c", good.substring(0, good.length() - 2), good + "A", good + ".x",
            parts[0] + '.' + base64(asHost) + '.' + parts[2], base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + '.' + parts[1] + '.',
            base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + '.' + parts[1] + '.' + parts[2], base64("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}") + '.'
                + parts[1] + '.' + parts[2],
            KEY.sign(new Token("hearing", "eve", "eve", Role.HOST, Instant.EPOCH, Instant.EPOCH.plusSeconds(1))),
            KEY.sign(new Token("hearing", "eve", "eve", Role.HOST, EVER.minusSeconds(9), EVER)),
            TokenKey.secret(new byte[32]).sign(new Token("hearing", "eve", "eve", Role.HOST, Instant.EPOCH, EVER)), "x".repeat(20_000))) {
            try (RawClient eve = new RawClient(server.port())) {
                final String answer = eve.upgrade().join(bad).rest();
                assertTrue(answer.contains("\"error\"") && !answer.contains("joined"), answer);
                tried++;
            }
        }
        counted("refused", before + tried);
        theyTalk();
        assertEquals(2, count("clients"));
    }

    @Test
    void roleAndSenderCannotBeClaimed() throws Exception {
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade().join(token("eve", Role.AUDIENCE));
            while (!eve.next().contains("\"joined\"")) {
                // What was before.
            }
            for (final String forged : List.of("{\"type\":\"kick\",\"id\":2,\"target\":\"judge\",\"reason\":\"\",\"ban\":true}",
                "{\"type\":\"say\",\"id\":2,\"clientKey\":\"1\",\"topic\":\"chat\",\"body\":\"x\",\"by\":\"judge\"}",
                "{\"type\":\"change-role\",\"id\":2,\"target\":\"eve\",\"role\":\"HOST\"}", "{\"type\":\"grant\",\"id\":2,\"target\":\"eve\"}",
                "{\"type\":\"join\",\"id\":2,\"token\":\"" + token("judge", Role.HOST) + "\"}",
                "{\"type\":\"connection-lost\",\"id\":2,\"connection\":1}", "{\"type\":\"close\",\"id\":2,\"reason\":\"\"}",
                "{\"type\":\"unpublish\",\"id\":2,\"track\":1}")) {
                eve.text(forged);
                String answer = eve.next();
                while (!answer.contains("\"id\":2")) {
                    answer = eve.next();
                }
                assertTrue(answer.contains("\"error\""), () -> forged + " was answered " + count("refused"));
            }
        }
        theyTalk();
    }

    @Test
    void aThousandHalfOpenConnectionsAreBoundedAndEnd() throws Exception {
        final List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                silent.add(new RawClient(server.port()));
                if (i % 100 == 0) {
                    theyTalk();
                }
            }
            counted("turned-away", 1000 - PENDING - 2);
            counted("silent", PENDING - 2); // those that were let in have had their second
            theyTalk();
            for (int i = 0; i < 50; i++) {
                silent.add(new RawClient(server.port()).upgrade());
            }
            counted("silent", PENDING - 2 + 50);
            theyTalk();
        } finally {
            for (final RawClient one : silent) {
                one.close();
            }
        }
        try (Visitor late = new Visitor(server.port(), token("late", Role.AUDIENCE))) {
            late.inside();
        }
    }

    @Test
    void whatCannotBeReadIsRefusedAndTheWorstOfItDisconnects() throws Exception {
        for (final String first : List.of("{", "[]", "null", "{\"type\":\"say\"}", "{\"type\":5}", "\u0000",
            "{\"type\":\"ping\"}", "[".repeat(10_000))) {
            try (RawClient eve = new RawClient(server.port())) {
                assertTrue(eve.upgrade().text(first).rest().contains("\"error\""), first);
            }
        }
        for (final byte[] large : List.of(new byte[100_000], new byte[3_000_000])) {
            try (RawClient eve = new RawClient(server.port())) {
                java.util.Arrays.fill(large, (byte) ' ');
                eve.upgrade().frame(0x81, large);
                eve.rest();
            } catch (final IOException e) {
                // Ended while it was still sending.
            }
            theyTalk();
        }
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade().frame(0x82, new byte[100]).rest();
        }
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade();
            for (int i = 0; i < 1000; i++) {
                eve.frame(i == 0 ? 0x01 : 0x00, new byte[1000]); // a message in pieces that never ends
            }
            eve.rest();
        } catch (final IOException e) {
            // Ended while it was still sending.
        }
        try (RawClient eve = new RawClient(server.port())) {
            eve.socket.getOutputStream().write(new byte[70_000]);
            eve.rest();
        } catch (final IOException e) {
            // Ended while it was still sending.
        }
        theyTalk();
    }

    @Test
    void whoSendsTooMuchIsSentAway() throws Exception {
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade().join(token("eve", Role.SPEAKER));
            for (int i = 0; i < 1000; i++) {
                eve.text("{\"type\":\"ping\",\"id\":" + i + "}");
            }
            eve.rest(); // why it was sent away is among it, unless the network has thrown that away with what was never read
        } catch (final IOException e) {
            // Ended while it was still sending.
        }
        assertEquals(1, sentAway(), "for what it sent, or for the answers that it did not read meanwhile");
        theyTalk();
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade().join(token("eve", Role.SPEAKER));
            for (int i = 0; i < 60; i++) {
                eve.text("{\"type\":\"say\",\"id\":" + (i + 2) + ",\"clientKey\":\"k" + i + "\",\"topic\":\"chat\",\"body\":\"spam\"}");
            }
            int limited = 0;
            for (int answers = 0; answers < 60;) {
                final String text = eve.next();
                limited += text.contains("\"limit\"") ? 1 : 0;
                answers += text.split("\"id\":\\d", -1).length - 1 > 0 && (text.contains("\"ok\"") || text.contains("\"error\"")) ? 1 : 0;
            }
            assertTrue(limited >= 30, limited + " of 60 messages at once were refused");
        }
        theyTalk();
    }

    @Test
    void whoDoesNotReadIsNotWaitedFor() throws Exception {
        final long before = count("slow-readers");
        try (RawClient eve = new RawClient(server.port())) {
            eve.upgrade().join(token("eve", Role.AUDIENCE));
            witness.until(RoomEvent.Joined.class, e -> e.id().equals("eve"));
            final String body = "x".repeat(8000);
            for (int i = 0; count("slow-readers") == before; i++) {
                assertTrue(i < 20_000, "what waits for one who does not read grows without bound");
                final String key = "key" + i;
                server.ask("hearing", new RoomCommand.Say("", key, "chat", body));
                if (i % 10 == 0) { // those who read get everything
                    witness.until(RoomEvent.Message.class, m -> m.clientKey().equals(key));
                    judge.until(RoomEvent.Message.class, m -> m.clientKey().equals(key));
                }
            }
        }
        theyTalk();
    }

    @Test
    void datagramsOfStrangersChangeNothing() throws Exception {
        final Random random = new Random(11);
        final InetSocketAddress media = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.mediaPort());
        try (DatagramSocket stranger = new DatagramSocket()) {
            for (int i = 0; i < 20_000; i++) {
                final byte[] packet = new byte[random.nextInt(1, 1400)];
                random.nextBytes(packet);
                int length = packet.length;
                switch (i % 4) {
                    case 0 -> packet[0] = (byte) 0x80;
                    case 1 -> packet[0] = 0;
                    case 2 -> length = new StunWriter(packet.length < 600 ? new byte[600] : packet).request(new byte[12]).username("p1:xxxx")
                        .finish(new StunIntegrity("wrong"));
                    default -> {
                        // Anything.
                    }
                }
                stranger.send(new DatagramPacket(packet, Math.min(length, packet.length), media));
                if (i % 4000 == 0) {
                    theyTalk();
                }
            }
        }
        theyTalk();
    }
}
