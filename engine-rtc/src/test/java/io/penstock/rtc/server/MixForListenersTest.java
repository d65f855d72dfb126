package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.PacedAudioSource;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.rtc.client.ParticipantSettings;
import io.penstock.rtc.client.RemoteTrack;
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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One who takes a single stream hears all others in it, and not itself. Over real sockets: waits are for what has to come. */
class MixForListenersTest {
    private static final TokenKey KEY = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private static final int SECONDS = 30;
    private static final int FRAMES = 12;
    private static final double LOUD = 0.05;
    private static final double SILENT = 0.004;
    private final List<Guest> guests = new ArrayList<>();
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
        guests.forEach(guest -> guest.participant.close());
        server.close();
        engine.close();
        assertTrue(failures.isEmpty(), failures::toString);
    }

    /** A whistle of one pitch. */
    private static final class Tone extends PacedAudioSource {
        private final int hz;

        Tone(final int hz) {
            super("tone", SOUND, true);
            this.hz = hz;
        }

        @Override
        protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
            final short[] x = new short[SOUND.frameSamples()];
            for (int i = 0; i < x.length; i++) {
                x[i] = (short) (8000 * Math.sin(2 * Math.PI * hz * (firstSample + i) / SOUND.sampleRateHz()));
            }
            Pcm.write(x, x.length, SOUND.sampleType(), frame);
            return true;
        }
    }

    /** One who whistles and hears the mix. */
    private final class Guest implements RoomClientListener {
        final RoomParticipant participant;
        final BlockingQueue<RemoteTrack> tracks = new LinkedBlockingQueue<>();
        private final float[][] last = new float[FRAMES][];
        private int frames;

        Guest(final String id, final int hz) {
            participant = RoomParticipant.connect(engine, URI.create("ws://127.0.0.1:" + server.port() + "/"),
                KEY.sign(new Token("hall", id, id, Role.HOST, Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"))),
                new ParticipantSettings().name(id).publishing(settings -> settings.sound("voice",
                        Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000)), 32_000, graph -> graph.source("tone", new Tone(hz))))
                    .receiving(track -> true, (track, flow) -> flow.to("ear",
                        Stages.sink(StageSpec.sink("ear", FormatSpec.any()).build(), this::hear)))
                    .mixedSound().listener(this).failures(failures::add));
            guests.add(this);
        }

        private synchronized void hear(final Frame in) {
            final float[] x = new float[Pcm.samples(in)];
            Pcm.read(in, x);
            last[frames++ % FRAMES] = x;
        }

        @Override
        public void track(final RemoteTrack track) {
            tracks.add(track);
        }

        /** How loud a pitch is in what it heard last (Goertzel), as amplitude. */
        private synchronized double amplitude(final int hz) {
            double re = 0;
            double im = 0;
            int n = 0;
            for (int f = Math.max(0, frames - FRAMES); f < frames; f++) {
                for (final float v : last[f % FRAMES]) {
                    re += v * Math.cos(2 * Math.PI * hz * n / 48_000.0);
                    im += v * Math.sin(2 * Math.PI * hz * n / 48_000.0);
                    n++;
                }
            }
            return n == 0 ? 0 : 2 * Math.hypot(re, im) / n;
        }

        void hears(final int hz, final int other, final int not) {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (amplitude(hz) < LOUD || other > 0 && amplitude(other) < LOUD || amplitude(not) > SILENT) {
                assertTrue(System.nanoTime() < deadlineNs, () -> participant.id() + " hears " + hz + " Hz at " + amplitude(hz) + ", " + other + " at "
                    + amplitude(other) + ", " + not + " at " + amplitude(not) + " after " + frames + " frames; " + failures);
                LockSupport.parkNanos(20_000_000L);
            }
        }
    }

    @Test
    void eachHearsAllOthersInOneTrackAndNotItselfAndNobodyWhoIsMuted() throws Exception {
        final Guest anna = new Guest("anna", 400);
        final Guest bela = new Guest("bela", 700);
        final Guest cora = new Guest("cora", 1100);
        anna.hears(700, 1100, 400);
        bela.hears(400, 1100, 700);
        cora.hears(400, 700, 1100);
        assertEquals(1, anna.participant.media().received().size(), "one stream for all");
        RemoteTrack mix = anna.tracks.poll(SECONDS, TimeUnit.SECONDS);
        while (!mix.owner().isEmpty()) {
            mix = anna.tracks.poll(SECONDS, TimeUnit.SECONDS);
        }
        assertEquals("mix", mix.label());
        anna.participant.client().ask(new RoomCommand.Mute("", "cora", io.penstock.format.MediaKind.AUDIO, true)).get(SECONDS, TimeUnit.SECONDS);
        anna.hears(700, 0, 1100);
        bela.hears(400, 0, 1100);
        anna.participant.client().dropConnection();
        bela.hears(400, 0, 1100);
        anna.hears(700, 0, 1100);
    }
}
