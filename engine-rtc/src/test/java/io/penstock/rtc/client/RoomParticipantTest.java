package io.penstock.rtc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.server.RoomServer;
import io.penstock.rtc.server.RoomServerConfig;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Participants and a server over real sockets: waits are for what has to come, with a long timeout, and never for time to pass. */
class RoomParticipantTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final int SECONDS = 30;
    private final List<RoomParticipant> participants = new ArrayList<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private Engine engine;
    private RoomServer server;

    @BeforeEach
    void start() {
        engine = Engine.launch(new EngineContext().maxCounters(8192));
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
    }

    @AfterEach
    void stop() {
        participants.forEach(RoomParticipant::close);
        server.close();
        engine.close();
        assertTrue(failures.isEmpty(), failures::toString);
    }

    /** One who keeps what comes: {@code owner kind} for every frame of it, dropped when nobody takes it. */
    private final class Guest implements RoomClientListener {
        final BlockingQueue<String> frames = new LinkedBlockingQueue<>(1000);
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        final RoomParticipant participant;

        Guest(final String id, final Role role, final Consumer<RoomMediaSettings> publishes) {
            participant = RoomParticipant.connect(engine, URI.create("ws://127.0.0.1:" + server.port() + "/"),
                KEY.sign(new Token("hearing", id, id, role, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))),
                new ParticipantSettings().name(id).publishing(publishes).receiving(track -> true, (track, flow) -> flow.to("sink",
                    Stages.sink(StageSpec.sink("sink", FormatSpec.any()).build(), frame -> frames.offer(track.owner() + ' ' + track.kind()))))
                    .listener(this).failures(failures::add));
            participants.add(participant);
        }

        @Override
        public void joined(final JoinedRoom joined) {
            told.add("joined");
        }

        @Override
        public void disconnected(final String words) {
            told.add("disconnected");
        }

        void await(final BlockingQueue<String> from, final String what, final int times) throws InterruptedException {
            for (int n = 0; n < times;) {
                final String next = from.poll(SECONDS, TimeUnit.SECONDS);
                assertTrue(next != null, "no " + what + " any more; " + failures);
                n += next.equals(what) ? 1 : 0;
            }
        }

        /** Frames of before do not count. */
        void hearsAndSees(final String owner) throws InterruptedException {
            frames.clear();
            await(frames, owner + " AUDIO", 20);
            await(frames, owner + " VIDEO", 5);
        }
    }

    private static void media(final RoomMediaSettings settings) {
        settings.sound("voice", Hall.opus(), Hall.VOICE_BPS, graph -> graph.source("microphone", new SyntheticVoice(Hall.SOUND, 1)))
            .pictures("camera", List.of(Hall.layer(Hall.PICTURE, 150_000)), graph -> graph.source("camera", new SyntheticCamera(Hall.PICTURE, 1)));
    }

    @Test
    void whatIsPublishedIsHeardAndSeenByWhoIsThereAndByWhoComesLater() throws Exception {
        final Guest judge = new Guest("judge", Role.HOST, RoomParticipantTest::media);
        judge.await(judge.told, "joined", 1);
        final Guest party = new Guest("party", Role.AUDIENCE, settings -> { });
        party.hearsAndSees("judge");
        assertEquals(2, party.participant.media().received().size());
        assertEquals("party", party.participant.id());
    }

    @Test
    void whoComesBackAfterALostConnectionIsHeardAndSeenAgain() throws Exception {
        final Guest judge = new Guest("judge", Role.HOST, RoomParticipantTest::media);
        final Guest party = new Guest("party", Role.AUDIENCE, settings -> { });
        party.hearsAndSees("judge");
        judge.participant.client().dropConnection();
        judge.await(judge.told, "disconnected", 1);
        judge.await(judge.told, "joined", 1);
        party.hearsAndSees("judge");
        party.participant.client().dropConnection();
        party.await(party.told, "disconnected", 1);
        party.await(party.told, "joined", 1);
        party.hearsAndSees("judge");
    }

    @Test
    void whoHasNotTheFloorEncodesNothingUntilItIsGranted() throws Exception {
        final Guest judge = new Guest("judge", Role.HOST, settings -> { });
        judge.await(judge.told, "joined", 1);
        final Guest witness = new Guest("witness", Role.AUDIENCE, RoomParticipantTest::media);
        witness.await(witness.told, "joined", 1);
        judge.participant.client().ask(new RoomCommand.Grant("", "witness")).get(SECONDS, TimeUnit.SECONDS);
        judge.hearsAndSees("witness");
        judge.participant.client().ask(new RoomCommand.Mute("", "witness", MediaKind.AUDIO, true)).get(SECONDS, TimeUnit.SECONDS);
        final PublishedTrack voice = witness.participant.media().published().get(0);
        for (int i = 0; i < 1000 && !voice.isPaused(); i++) {
            witness.frames.poll(10, TimeUnit.MILLISECONDS);
        }
        assertTrue(voice.isPaused());
    }
}
