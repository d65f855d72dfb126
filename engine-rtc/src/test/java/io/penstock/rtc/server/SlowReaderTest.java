package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.signal.RoomHost;
import io.penstock.rtc.signal.SignalFrame;
import io.penstock.rtc.signal.SignalLimits;
import io.penstock.rtc.signal.SignalServer;
import io.penstock.rtc.signal.SignalSession;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who reads nothing keeps the server from giving back what waits: not for long, however few its messages are. */
class SlowReaderTest {
    private static final int MESSAGES = 1000;

    @Test
    void longMessagesThatWaitAreBoundedByTheirBytes() throws Exception {
        final TokenKey key = TokenKey.secret(new byte[32]);
        final SignalFrame frame = SignalFrame.of("x".repeat(200_000));
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch gone = new CountDownLatch(1);
        final RoomHost host = (RoomHost) Proxy.newProxyInstance(RoomHost.class.getClassLoader(), new Class<?>[] {RoomHost.class},
            (proxy, method, given) -> {
                if (method.getName().equals("join")) {
                    for (int i = 0; i < MESSAGES; i++) {
                        ((SignalSession) given[0]).send(frame);
                    }
                    told.countDown();
                } else if (method.getName().equals("gone")) {
                    gone.countDown();
                }
                return null;
            });
        try (SignalServer server = SignalServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), key, SignalLimits.standard(),
                MediaClock.system(), host);
             RawClient eve = new RawClient(server.port())) {
            eve.upgrade().join(key.sign(new Token("hall", "eve", "eve", Role.AUDIENCE, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))));
            assertTrue(told.await(30, TimeUnit.SECONDS));
            assertTrue(gone.await(30, TimeUnit.SECONDS), "it was sent away");
            assertEquals(1, server.counters().figures().get("signal.slow-readers"));
        }
    }
}
