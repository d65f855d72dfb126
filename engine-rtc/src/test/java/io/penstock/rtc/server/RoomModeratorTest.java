package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.moderate.AuditVerifier;
import io.penstock.rtc.moderate.Decision;
import io.penstock.rtc.moderate.Decision.Action;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.ModerationConfig;
import io.penstock.rtc.moderate.ModerationStatistics;
import io.penstock.rtc.moderate.Moderator;
import io.penstock.rtc.moderate.Talk;
import io.penstock.rtc.moderate.TapConfig;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets: waits are for what has to come. */
@Timeout(60)
class RoomModeratorTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final TapConfig TAPS = new TapConfig().every(Duration.ofMillis(500)).clip(Duration.ofMillis(500));
    private static final int STEP = 16;
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Talk.Packet> pictures = Talk.pictures(40);
    private final List<Talk.Packet> tone = Talk.tone(100);
    @TempDir
    private Path folder;
    private Engine engine;
    private RoomServer server;
    private RoomModerator watching;

    @BeforeEach
    void start() {
        engine = Engine.launch(new EngineContext());
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
    }

    @AfterEach
    void stop() {
        visitors.forEach(Visitor::close);
        if (watching != null) {
            watching.close();
        }
        server.close();
        engine.close();
    }

    private void moderate(final ModerationConfig config, final Moderator moderator) {
        watching = RoomModerator.watch(server, new RoomModerator.Settings(folder, config, TAPS, engine.providers()), moderator);
    }

    private Visitor visitor(final String id, final Role role) throws Exception {
        final Visitor visitor = new Visitor(server.port(), KEY.sign(new Token("hall", id, id, role, Instant.EPOCH,
            Instant.parse("2100-01-01T00:00:00Z"))));
        visitors.add(visitor);
        visitor.prove(visitor.inside());
        return visitor;
    }

    private static int brightness(final Evidence evidence) {
        try {
            return ImageIO.read(new ByteArrayInputStream(evidence.bytes())).getRGB(Talk.WIDTH / 2, Talk.HEIGHT / 2) & 0xFF;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompletionStage<Decision> decided(final Action action, final String reason) {
        return CompletableFuture.completedFuture(new Decision(action, reason));
    }

    /** Sends until something has happened: again and again the same, each packet when the one before has arrived. */
    private void until(final BooleanSupplier happened, final String id, final Visitor who, final List<Talk.Packet> packets) throws IOException {
        final int peer = server.peer("hall", id);
        final int perFrame = packets.get(packets.size() - 1).bytes()[1] == Forwarder.AUDIO_PAYLOAD_TYPE ? 960 : 3600;
        long sent = 0;
        for (int round = 0; !happened.getAsBoolean(); round++) {
            final int frames = packets.get(packets.size() - 1).frame() + 1;
            for (final Talk.Packet packet : packets) {
                final ByteBuffer bytes = ByteBuffer.wrap(packet.bytes().clone());
                bytes.putShort(2, (short) (bytes.getShort(2) + round * packets.size()));
                bytes.putInt(4, bytes.getInt(4) + round * frames * perFrame);
                who.send(bytes.array());
                if (++sent % STEP == 0) {
                    assertFalse(Thread.currentThread().isInterrupted(), "it takes too long");
                    server.forwarder().statistics(peer).join();
                }
            }
        }
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(folder.resolve("hall.audit.jsonl"));
    }

    @Test
    void whatAModeratorSeesAndHearsDecidesWhoIsMutedAndWhoLeaves() throws Exception {
        moderate(new ModerationConfig(), evidence -> evidence.kind() == MediaKind.AUDIO ? decided(Action.MUTE, "too loud")
            : brightness(evidence) < 80 ? decided(Action.KICK, "too dark") : decided(Action.ALLOW, ""));
        final Visitor judge = visitor("judge", Role.HOST);
        final Visitor loud = visitor("loud", Role.SPEAKER);
        loud.publishVoice(22);
        loud.ask(new RoomCommand.TakeSeat(""));
        until(() -> server.tracks("hall", "loud").size() == 1 && watching.decisions().enforced() == 1, "loud", loud, tone);
        final RoomEvent.Muted muted = judge.until(RoomEvent.Muted.class, e -> e.id().equals("loud"));
        assertEquals(MediaKind.AUDIO, muted.kind());
        assertTrue(muted.byHost());
        assertNotEquals("accepted", loud.refusal(new RoomCommand.Mute("", "loud", MediaKind.AUDIO, false)), "only a host takes that back");
        final Visitor dark = visitor("dark", Role.SPEAKER);
        dark.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
        dark.ask(new RoomCommand.TakeSeat(""));
        until(() -> !dark.ends.isEmpty(), "dark", dark, pictures.subList(0, 20));
        assertEquals("kicked", Visitor.next(dark.ends));
        final RoomEvent.Left left = judge.until(RoomEvent.Left.class, e -> e.id().equals("dark"));
        assertEquals("too dark", left.reason());
        assertEquals(1, watching.tracks(), "who has left is looked at no longer");
        watching.close();
        final AuditVerifier.Result audit = AuditVerifier.verify(folder.resolve("hall.audit.jsonl"));
        assertTrue(audit.isIntact(), audit::finding);
        assertEquals(0, watching.decisions().errors());
        assertTrue(audit().stream().anyMatch(line -> line.contains("\"action\":\"mute\",\"reason\":\"too loud\",\"outcome\":\"decided\"")));
        assertTrue(audit().stream().anyMatch(line -> line.contains("\"action\":\"kick\"")));
        assertTrue(audit().stream().anyMatch(line -> line.contains("\"event\":\"left\"") && line.contains("too dark")), audit()::toString);
    }

    @Test
    void aModeratorThatNeverAnswersBlocksOrThrowsCostsNobodyAnything() throws Exception {
        final CountDownLatch forever = new CountDownLatch(1);
        moderate(new ModerationConfig().budget(Duration.ofMillis(20)), evidence -> {
            if (evidence.kind() == MediaKind.VIDEO) {
                throw new IllegalStateException("no idea");
            }
            try {
                forever.await(); // worse than a decision that never comes: it keeps the thread
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new CompletableFuture<>();
        });
        final Visitor judge = visitor("judge", Role.HOST);
        final Visitor guest = visitor("guest", Role.HOST);
        guest.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
        until(() -> watching.decisions().failures() == 1, "guest", guest, pictures);
        final int voice = guest.publishVoice(22);
        judge.client.subscribe(voice, 0, 0).get(Visitor.SECONDS, TimeUnit.SECONDS);
        until(() -> watching.decisions().timeouts() > 0, "guest", guest, tone);
        assertTrue(judge.media().length > 12, "it is forwarded all the same");
        assertEquals(0, watching.decisions().enforced());
        assertTrue(judge.events.stream().noneMatch(e -> e instanceof RoomEvent.Muted || e instanceof RoomEvent.Left));
        watching.close();
        assertEquals(0, watching.decisions().pending());
        assertEquals(0, watching.decisions().errors());
        assertTrue(AuditVerifier.verify(folder.resolve("hall.audit.jsonl")).isIntact());
        assertTrue(audit().stream().anyMatch(line -> line.contains("\"outcome\":\"timeout\"")));
        assertTrue(audit().stream().anyMatch(line -> line.contains("\"outcome\":\"failed\"")));
    }

    @Test
    void looksAtWhatIsPublishedAlreadyAndEndsItsTapsWithTracksParticipantsAndRooms() throws Exception {
        final Visitor early = visitor("early", Role.HOST);
        final int camera = early.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
        moderate(new ModerationConfig(), evidence -> decided(Action.ALLOW, ""));
        await(() -> watching.tracks() == 1);
        early.publishVoice(22);
        await(() -> watching.tracks() == 2);
        early.client.unpublish(camera).get(Visitor.SECONDS, TimeUnit.SECONDS);
        await(() -> watching.tracks() == 1);
        early.ask(new RoomCommand.Leave(""));
        await(() -> watching.tracks() == 0);
        visitor("next", Role.HOST).publishVoice(33);
        await(() -> watching.tracks() == 1);
        server.ask("hall", new RoomCommand.Close("", "over"));
        await(() -> watching.tracks() == 0);
        // A room of the same name goes on with the same log.
        final Visitor again = visitor("again", Role.HOST);
        again.publishVoice(44);
        await(() -> watching.tracks() == 1);
        watching.close();
        assertEquals(4, audit().stream().filter(line -> line.contains("\"event\":\"tapped\"")).count(), audit()::toString);
        assertTrue(AuditVerifier.verify(folder.resolve("hall.audit.jsonl")).isIntact());
        assertFalse(Files.exists(folder.resolve("hall-2.audit.jsonl")));
        assertEquals(new ModerationStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0), watching.decisions());
        assertEquals(0, watching.lost());
    }

    private static void await(final BooleanSupplier happened) {
        while (!happened.getAsBoolean()) {
            assertFalse(Thread.currentThread().isInterrupted(), "it takes too long");
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsAnAuditThatWasChangedAndBeginsAnother() throws Exception {
        final Path first = folder.resolve("hall.audit.jsonl");
        Files.writeString(first, "{\"n\":1,\"forged\":true}\n");
        moderate(new ModerationConfig(), evidence -> decided(Action.ALLOW, ""));
        visitor("guest", Role.HOST).publishVoice(22);
        await(() -> watching.tracks() == 1);
        watching.close();
        assertEquals("{\"n\":1,\"forged\":true}\n", Files.readString(first));
        assertTrue(AuditVerifier.verify(folder.resolve("hall-2.audit.jsonl")).isIntact());
    }

    @Test
    void picturesOfWhoIsBlurredAreForwardedToNobodyUntilThatIsTakenBack() throws Exception {
        moderate(new ModerationConfig(), evidence -> decided(Action.BLUR, "not suitable"));
        final Visitor judge = visitor("judge", Role.HOST);
        final Visitor guest = visitor("guest", Role.SPEAKER);
        guest.publishCamera(11, Talk.WIDTH, Talk.HEIGHT);
        guest.ask(new RoomCommand.TakeSeat(""));
        until(() -> watching.decisions().enforced() > 0, "guest", guest, pictures);
        assertEquals(MediaKind.VIDEO, judge.until(RoomEvent.Muted.class, e -> e.id().equals("guest")).kind());
        judge.ask(new RoomCommand.Mute("", "guest", MediaKind.VIDEO, false));
        assertFalse(judge.until(RoomEvent.Muted.class, e -> e.id().equals("guest")).byHost());
    }
}
