package io.penstock.examples.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.examples.Main;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two terminals in a room, over real sockets: waits are for what has to come, with a long timeout. */
class JoinTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final int SECONDS = 30;

    /** A terminal of which every line can be waited for. */
    private static final class Seat implements AutoCloseable {
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        final PipedOutputStream keyboard = new PipedOutputStream();
        final ExecutorService thread = Executors.newSingleThreadExecutor();
        final Engine engine = Engine.launch(new EngineContext().maxCounters(4096));
        final CompletableFuture<Boolean> ended;

        Seat(final int port, final String id, final Role role, final String video) throws IOException {
            final PipedInputStream typed = new PipedInputStream(keyboard);
            final String token = TokenKey.secret(SECRET.getBytes(StandardCharsets.UTF_8))
                .sign(new Token("hearing", id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")));
            final JoinMedia media = new JoinMedia(video, video.equals("none") ? "none" : "voice", 160, 96, 10, 80_000, false, false, false);
            final Terminal terminal = new Terminal(new PrintWriter(new StringWriter()) {
                @Override
                public void println(final String line) {
                    lines.addAll(line.lines().toList());
                }
            });
            ended = CompletableFuture.supplyAsync(() -> new JoinRun(engine, media, terminal, 0, 0)
                .run(URI.create("ws://127.0.0.1:" + port + "/"), token, typed), thread);
        }

        String until(final String part) throws InterruptedException {
            while (true) {
                final String line = lines.poll(SECONDS, TimeUnit.SECONDS);
                assertNotNull(line, "never said: " + part);
                if (line.contains(part)) {
                    return line;
                }
            }
        }

        /** Asks again and again. */
        void askUntil(final String command, final String part) throws Exception {
            for (int i = 0; i < 10 * SECONDS; i++) {
                type(command);
                for (String line = lines.poll(1, TimeUnit.SECONDS); line != null; line = lines.poll(100, TimeUnit.MILLISECONDS)) {
                    if (line.contains(part)) {
                        return;
                    }
                }
            }
            throw new AssertionError("never said: " + part);
        }

        void type(final String line) throws IOException {
            keyboard.write((line + '\n').getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }

        @Override
        public void close() {
            thread.shutdownNow();
            engine.close();
        }
    }

    @Test
    void twoTalkTheHostGivesTheFloorAndBothLeave() throws Exception {
        try (Engine engine = Engine.launch(new EngineContext().maxCounters(4096));
             RoomServer server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                 TokenKey.secret(SECRET.getBytes(StandardCharsets.UTF_8))), engine);
             Seat judge = new Seat(server.port(), "judge", Role.HOST, "camera")) {
            judge.until("* in room hearing as judge");
            try (Seat anna = new Seat(server.port(), "anna", Role.AUDIENCE, "none")) {
                anna.until("* in room hearing as anna");
                judge.until("* anna came in as audience");
                anna.type("Good morning.");
                judge.until("anna: Good morning.");
                anna.type("/seat");
                anna.until("! ");
                anna.type("/hand");
                judge.until("* anna would like to speak");
                judge.type("/grant anna");
                anna.until("* anna has the floor");
                judge.until("* anna has the floor");
                judge.type("/who");
                assertTrue(judge.until("-- judge host").contains("anna audience, floor"));
                judge.type("/fly away");
                judge.until("no such command");
                anna.askUntil("/stats", "judge sound:");
                anna.type("/leave");
                assertTrue(anna.ended.get(SECONDS, TimeUnit.SECONDS));
                judge.until("* anna left");
            }
            judge.type("/close The hearing is over.");
            judge.until("The hearing is over.");
            assertTrue(judge.ended.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoIsNotLetInHearsWhy() throws Exception {
        try (Engine engine = Engine.launch(new EngineContext().maxCounters(4096));
             RoomServer server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                 TokenKey.secret("another secret that is long enough".getBytes(StandardCharsets.UTF_8))), engine);
             Seat mallory = new Seat(server.port(), "mallory", Role.HOST, "none")) {
            mallory.until("* over: ");
            assertFalse(mallory.ended.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "join http://x --token t", "join ws://x", "join ws://x --token t --secret s", "join ws://x --secret short",
        "join ws://x --token t --size 3x3", "join ws://x --token t --video none.y4m", "join ws://x --token t --bitrate many",
        "join ws://x --token t --fps 0", "join ws://x --secret 0123456789abcdef0123456789abcdef --role king"})
    void badUsageIsOneLineAndExitCode2(final String line) {
        final StringWriter err = new StringWriter();
        assertEquals(2, Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), line.split(" ")));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }
}
