package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.ForwardStatistics;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.signal.SignalException;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that wants few pictures gets those of who spoke last, as the server hears it; over real sockets. */
class LastNTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final int PACKET_MS = 20;
    private static final int SYLLABLE = 12;
    private final Map<String, Visitor> visitors = new HashMap<>();
    private final Map<String, Integer> cameras = new HashMap<>();
    private Engine engine;
    private RoomServer server;
    private Visitor viewer;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
        for (final String id : new String[] {"ann", "bob", "cid"}) {
            final Visitor visitor = visitor(id, Role.HOST);
            visitor.publishVoice(1000 + id.charAt(0));
            cameras.put(id, visitor.publishCamera(2000 + id.charAt(0), 320, 180));
        }
        viewer = visitor("viewer", Role.AUDIENCE);
        for (final int camera : cameras.values()) {
            viewer.client.subscribe(camera, 0, 0).get(Visitor.SECONDS, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        visitors.values().forEach(Visitor::close);
        server.close();
        engine.close();
    }

    private Visitor visitor(final String id, final Role role) throws Exception {
        final Token token = new Token("hall", id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"));
        final Visitor visitor = new Visitor(server.port(), KEY.sign(token));
        visitors.put(id, visitor);
        visitor.prove(visitor.inside());
        return visitor;
    }

    /** Sends sound as loud and as quiet as syllables are, until the server says who speaks: what is as loud all the time is noise. */
    private void speaks(final String id) throws Exception {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Visitor.SECONDS);
        String speaker = null;
        for (int packet = 0; !id.equals(speaker); packet++) {
            assertTrue(System.nanoTime() < deadlineNs, id + " has been talking in vain");
            visitors.get(id).speakAt(1000 + id.charAt(0), packet % SYLLABLE < SYLLABLE * 2 / 3 ? 10 + packet % 7 : 90);
            speaker = viewer.speakers.poll(PACKET_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void shown(final String... ids) {
        final Set<Integer> expected = Set.of(ids).stream().map(cameras::get).collect(Collectors.toSet());
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Visitor.SECONDS);
        Set<Integer> shown = null;
        while (!expected.equals(shown)) {
            assertTrue(System.nanoTime() < deadlineNs, "tracks " + shown + " are shown, expected are " + expected);
            shown = server.forwarder().statistics(server.peer("hall", "viewer")).join().received().stream()
                .filter(track -> track.kind() == MediaKind.VIDEO && track.layer() >= 0).map(ForwardStatistics.Received::track)
                .collect(Collectors.toSet());
        }
    }

    @Test
    void theLastWhoSpokeAreShownAndChangeWithWhoSpeaks() throws Exception {
        shown("ann", "bob", "cid");
        viewer.client.lastN(1).get(Visitor.SECONDS, TimeUnit.SECONDS);
        speaks("cid");
        shown("cid");
        speaks("ann");
        shown("ann");
        viewer.client.lastN(2).get(Visitor.SECONDS, TimeUnit.SECONDS);
        shown("ann", "cid");
        speaks("bob");
        shown("bob", "ann");
        viewer.client.lastN(0).get(Visitor.SECONDS, TimeUnit.SECONDS);
        shown();
        viewer.client.lastN(Integer.MAX_VALUE).get(Visitor.SECONDS, TimeUnit.SECONDS);
        shown("ann", "bob", "cid");
    }

    @Test
    void itHoldsForWhoComesBack() throws Exception {
        viewer.client.lastN(1).get(Visitor.SECONDS, TimeUnit.SECONDS);
        speaks("bob");
        shown("bob");
        viewer.client.dropConnection();
        assertTrue(viewer.inside().resumed());
        shown("bob");
        speaks("cid");
        shown("cid");
    }

    @Test
    void numbersThatCannotBeAreRefused() throws Exception {
        for (final int bad : new int[] {-1, 1001}) {
            try {
                viewer.client.lastN(bad).get(Visitor.SECONDS, TimeUnit.SECONDS);
                throw new AssertionError(bad + " was taken");
            } catch (final ExecutionException e) {
                assertEquals("malformed", ((SignalException) e.getCause()).code());
            }
        }
        shown("ann", "bob", "cid");
    }
}
