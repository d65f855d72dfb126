package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.signal.SignalLimits;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A server of rooms that is measured. */
final class BenchServer implements AutoCloseable {
    private static final TokenKey KEY = TokenKey.secret("a-secret-of-32-bytes-at-the-least".getBytes(StandardCharsets.US_ASCII));
    private final Engine engine = Engine.launch(new EngineContext());
    private final RoomServer server;

    BenchServer(final int participants, final int seats) {
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY)
            .opening(name -> RoomConfig.standard().room(participants, seats))
            .limits(SignalLimits.standard().connections(20_000, 4096, Duration.ofSeconds(10))), engine);
    }

    RoomServer server() {
        return server;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    static String token(final String room, final String id, final Role role) {
        return KEY.sign(new Token(room, id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")));
    }

    /** Request for a track of sound. */
    static String sound(final int ssrc) {
        return "{\"type\":\"publish\",\"id\":1,\"kind\":\"audio\",\"codec\":\"opus\",\"label\":\"voice\",\"layers\":[{\"ssrc\":" + ssrc
            + ",\"rtxSsrc\":0,\"width\":0,\"height\":0,\"bitrate\":32000}]}";
    }

    /** Number of the track, of the answer to {@link #sound}. */
    static int track(final String answer) {
        return Integer.parseInt(answer.replaceAll(".*\"track\":(\\d+).*", "$1"));
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
