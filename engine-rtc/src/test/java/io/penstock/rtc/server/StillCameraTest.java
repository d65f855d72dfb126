package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.error.EngineException;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.Talk;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StillCameraTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private Engine engine;
    private RoomServer server;
    private Visitor customer;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
        customer = new Visitor(server.port(), KEY.sign(new Token("claim", "customer", "Customer", Role.HOST, Instant.EPOCH,
            Instant.parse("2100-01-01T00:00:00Z"))));
        customer.prove(customer.inside());
    }

    @AfterEach
    void stop() {
        customer.close();
        server.close();
        engine.close();
    }

    @Test
    void takesAPictureOfTheNextKeyFrameWhenAskedAndLooksAtNothingElse() throws Exception {
        customer.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
        final List<Talk.Packet> pictures = Talk.pictures(40);
        try (StillCamera camera = new StillCamera(server, engine.providers(), Duration.ofSeconds(30))) {
            send(pictures, 0, 15);
            final CompletableFuture<Evidence> taken = camera.take("claim", "customer");
            inEffect();
            send(pictures, 15, 40);
            final Evidence still = taken.get(Visitor.SECONDS, TimeUnit.SECONDS);
            assertEquals("image/png", still.mediaType());
            assertEquals(3600 * 20, still.rtpTimestamp());
            final BufferedImage image = ImageIO.read(new ByteArrayInputStream(still.bytes()));
            assertEquals(Talk.luma(20), image.getRGB(Talk.WIDTH / 2, Talk.HEIGHT / 2) & 0xFF, 12);
        }
    }

    private void send(final List<Talk.Packet> pictures, final int from, final int to) throws Exception {
        for (final Talk.Packet packet : pictures) {
            if (packet.frame() >= from && packet.frame() < to) {
                customer.send(packet.bytes());
                inEffect();
            }
        }
    }

    /** What was asked of the room and of the forwarder before is done. */
    private void inEffect() throws Exception {
        final CompletableFuture<Void> room = new CompletableFuture<>();
        server.rooms().read("claim", where -> room.complete(null));
        room.get(Visitor.SECONDS, TimeUnit.SECONDS);
        server.forwarder().statistics(server.peer("claim", "customer")).get(Visitor.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void saysWhyThereIsNoPicture() throws Exception {
        try (StillCamera camera = new StillCamera(server, engine.providers(), Duration.ofMillis(50))) {
            final ExecutionException none = assertThrows(ExecutionException.class, () -> camera.take("claim", "nobody").get());
            assertInstanceOf(EngineException.class, none.getCause());
            customer.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
            final ExecutionException late = assertThrows(ExecutionException.class, () -> camera.take("claim", "customer").get());
            assertInstanceOf(TimeoutException.class, late.getCause());
        }
        final CompletableFuture<Evidence> closed;
        try (StillCamera camera = new StillCamera(server, engine.providers(), Duration.ofSeconds(30))) {
            closed = camera.take("claim", "customer");
            inEffect();
        }
        send(Talk.pictures(20), 0, 20);
        assertThrows(ExecutionException.class, () -> closed.get(Visitor.SECONDS, TimeUnit.SECONDS));
        assertFalse(closed.isCancelled());
    }
}
