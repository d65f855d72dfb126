package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.PacedAudioSource;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.rtc.client.ParticipantSettings;
import io.penstock.rtc.client.RoomClientListener;
import io.penstock.rtc.client.RoomParticipant;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.signal.TokenKey;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All of a room are told who speaks. Over real sockets: waits are for what has to come. */
class SpeakerTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private static final int SECONDS = 30;
    private static final int SYLLABLE_SAMPLES = 9600;
    private final List<RoomParticipant> guests = new ArrayList<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Engine engine;
    private RoomServer server;
    private volatile String talks = "";

    @BeforeEach
    void start() {
        engine = Engine.launch(new EngineContext().maxCounters(8192));
        server = RoomServer.launch(RoomServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY), engine);
    }

    @AfterEach
    void stop() {
        guests.forEach(RoomParticipant::close);
        server.close();
        engine.close();
        assertTrue(failures.isEmpty(), failures::toString);
    }

    /** Syllables with pauses between, while it is its turn. */
    private final class Talker extends PacedAudioSource {
        private final String id;

        Talker(final String id) {
            super("talker", SOUND, true);
            this.id = id;
        }

        @Override
        protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
            final short[] x = new short[SOUND.frameSamples()];
            final int loud = talks.equals(id) && firstSample / SYLLABLE_SAMPLES % 3 != 0 ? 9000 : 2;
            for (int i = 0; i < x.length; i++) {
                x[i] = (short) (loud * Math.sin(2 * Math.PI * 300 * (firstSample + i) / SOUND.sampleRateHz()));
            }
            Pcm.write(x, x.length, SOUND.sampleType(), frame);
            return true;
        }
    }

    private RoomParticipant guest(final String id, final RoomClientListener listener) {
        final RoomParticipant guest = RoomParticipant.connect(engine, URI.create("ws://127.0.0.1:" + server.port() + "/"),
            KEY.sign(new Token("hall", id, id, Role.HOST, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))),
            new ParticipantSettings().name(id).publishing(settings -> settings.sound("voice", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000)),
                    32_000, graph -> graph.source("talker", new Talker(id))))
                .receiving(track -> true, (track, flow) -> flow.to("ear", Stages.sink(StageSpec.sink("ear", FormatSpec.any()).build(), in -> { })))
                .listener(listener).failures(failures::add));
        guests.add(guest);
        return guest;
    }

    private void until(final String speaker) throws InterruptedException {
        String next = told.poll(SECONDS, TimeUnit.SECONDS);
        while (next != null && !next.equals(speaker)) {
            next = told.poll(SECONDS, TimeUnit.SECONDS);
        }
        assertEquals(speaker, next, "of who speaks");
    }

    @Test
    void allAreToldWhoSpeaksAndThatNobodyDoesOnceThatOneIsMuted() throws Exception {
        final RoomParticipant anna = guest("anna", new RoomClientListener() { });
        guest("bela", new RoomClientListener() {
            @Override
            public void speaker(final String participant) {
                told.add(participant == null ? "nobody" : participant);
            }
        });
        talks = "anna";
        until("anna");
        assertEquals("anna", server.speaker("hall"));
        talks = "";
        anna.client().ask(new RoomCommand.Mute("", "anna", MediaKind.AUDIO, true)).get(SECONDS, TimeUnit.SECONDS);
        until("nobody");
        assertNull(server.speaker("hall"));
        talks = "bela";
        until("bela");
    }
}
