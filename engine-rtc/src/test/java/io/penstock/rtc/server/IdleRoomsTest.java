package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.signal.SignalFrame;
import io.penstock.rtc.signal.SignalSession;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What ten thousand rooms take in which two have come together and nothing happens: the rooms, their members and their media; no sockets. */
class IdleRoomsTest {
    private static final int ROOMS = 10_000;
    private static final int MEMBERS = 2;
    private static final long MOST_BYTES = 256L << 20;

    /** The connection of one who says nothing and hears nothing. */
    private record Quiet(long connection, String room, String participant) implements SignalSession {
        @Override
        public void send(final ObjectNode message) {
            // Not looked at.
        }

        @Override
        public void send(final SignalFrame message) {
            // Not looked at.
        }

        @Override
        public void accept(final long request, final ObjectNode fields) {
            // Not looked at.
        }

        @Override
        public void refuse(final long request, final String code, final String words) {
            // Not looked at.
        }

        @Override
        public void close(final String reason, final String words) {
            // Not looked at.
        }
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    @Test
    void tenThousandRoomsOfTwoTakeLessThan256Megabytes() throws Exception {
        try (Engine engine = Engine.launch(new EngineContext());
             RoomServer server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                 TokenKey.secret(new byte[32])), engine)) {
            final long before = used();
            final CountDownLatch inside = new CountDownLatch(ROOMS * MEMBERS);
            final List<ServedRoom> kept = new ArrayList<>();
            for (int r = 0; r < ROOMS; r++) {
                final String name = "room-" + r;
                final ServedRoom served = new ServedRoom(name, server);
                kept.add(served);
                for (int m = 0; m < MEMBERS; m++) {
                    final Token token = new Token(name, "member-" + m, "Member " + m, Role.SPEAKER, Instant.EPOCH, Instant.MAX);
                    final SignalSession session = new Quiet(2L * r + m, name, token.id());
                    while (!server.rooms().read(name, room -> served.expect(session, token, null))
                        || !server.rooms().post(name, new RoomCommand.Join(token.id(), token.name(), token.role(), session.connection()),
                            (room, answer) -> inside.countDown())) {
                        Thread.onSpinWait();
                    }
                }
            }
            assertTrue(inside.await(120, TimeUnit.SECONDS));
            final int last = server.peers().keySet().stream().mapToInt(peer -> peer).max().orElseThrow();
            assertEquals(last, server.forwarder().statistics(last).get(120, TimeUnit.SECONDS).peer(), "the media of all is known");
            final long bytes = used() - before;
            assertEquals(ROOMS, server.rooms().open());
            assertEquals(ROOMS, kept.size());
            assertTrue(bytes < MOST_BYTES, "bytes: " + bytes);
        }
    }
}
