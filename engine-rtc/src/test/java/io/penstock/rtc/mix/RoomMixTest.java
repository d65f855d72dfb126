package io.penstock.rtc.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.opus.ConcentusProvider;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;
import io.penstock.frame.UnpooledFrame;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomMixTest {
    private static final long MS = 1_000_000L;

    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
    private final List<Speaker> speakers = new ArrayList<>();
    private final RoomMix mix = RoomMix.of(engine, "hall", 4);

    @AfterEach
    void close() {
        mix.close();
        engine.close();
    }

    /** Sends a tone of its own pitch every 20 ms. */
    private final class Speaker {
        private final int hz;
        private final PacketTap tap;
        private final Encoder encoder;
        private final UnpooledFrame raw = UnpooledFrame.allocate(RoomMix.SOUND);
        private final UnpooledFrame coded = UnpooledFrame.allocate(EncodedFormat.of(CodecId.OPUS, RoomMix.SOUND));
        private int sent;

        Speaker(final int hz, final PacketTap tap) {
            this.hz = hz;
            this.tap = tap;
            encoder = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS), RoomMix.SOUND, EncodedFormat.of(CodecId.OPUS, RoomMix.SOUND));
        }

        void send() {
            final short[] x = new short[960];
            for (int k = 0; k < 960; k++) {
                x[k] = (short) (6000 * Math.sin(2 * Math.PI * hz * (sent * 960 + k) / 48_000));
            }
            Pcm.write(x, 960, RoomMix.SOUND.sampleType(), raw);
            encoder.encode(raw, coded);
            final byte[] packet = Arrays.copyOf(new byte[12], 12 + coded.length());
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, sent == 0, Forwarder.AUDIO_PAYLOAD_TYPE, sent & 0xFFFF, 960 * sent, hz);
            System.arraycopy(coded.payload(), 0, packet, 12, coded.length());
            sent++;
            tap.packet(packet, 0, packet.length, clock.nanoTime());
        }
    }

    /** Remembers what is heard. */
    private static final class Ear {
        private final List<float[]> frames = new ArrayList<>();
        private final List<Long> captureNs = new ArrayList<>();
        private final List<Long> heardNs = new ArrayList<>();
        private TestClock clock;

        void hear(final Frame in) {
            final float[] x = new float[Pcm.samples(in)];
            Pcm.read(in, x);
            frames.add(x);
            captureNs.add(in.captureNs());
            heardNs.add(clock.nanoTime());
        }

        /** How loud a pitch is in the last frames (Goertzel, as amplitude). */
        double amplitude(final int hz) {
            final int from = Math.max(0, frames.size() - 10);
            double re = 0;
            double im = 0;
            int n = 0;
            for (int f = from; f < frames.size(); f++) {
                for (final float v : frames.get(f)) {
                    re += v * Math.cos(2 * Math.PI * hz * n / 48_000.0);
                    im += v * Math.sin(2 * Math.PI * hz * n / 48_000.0);
                    n++;
                }
            }
            return n == 0 ? 0 : 2 * Math.hypot(re, im) / n;
        }
    }

    private static TrackSpec sound(final int track) {
        return new TrackSpec(track, track, MediaKind.AUDIO, CodecId.OPUS, "mic", List.of(new TrackSpec.Layer(track, 0, 0, 0, 32_000)));
    }

    private Speaker speak(final String who, final int track, final int hz) {
        final AtomicReference<Optional<PacketTap>> tap = new AtomicReference<>();
        changing(() -> tap.set(mix.add(who, sound(track))));
        final Speaker speaker = new Speaker(hz, tap.get().orElseThrow());
        speakers.add(speaker);
        return speaker;
    }

    private Ear listen(final String who) {
        final Ear ear = new Ear();
        ear.clock = clock;
        mix.listen(who, flow -> flow.to("ear", Stages.sink(StageSpec.sink("ear", FormatSpec.of(RoomMix.SOUND)).build(), ear::hear)));
        return ear;
    }

    /** A running graph changes between two turns of the engine: whoever asks waits for it. */
    private void changing(final Runnable change) {
        final Throwable[] failed = new Throwable[1];
        final Thread thread = new Thread(change, "change");
        thread.setUncaughtExceptionHandler((t, e) -> failed[0] = e);
        thread.start();
        while (thread.isAlive()) {
            engine.invoke();
            Thread.onSpinWait();
        }
        if (failed[0] != null) {
            throw new AssertionError(failed[0]);
        }
    }

    private void run(final int ms) {
        for (int t = 0; t < ms; t += 5) {
            if (t % 20 == 0) {
                speakers.forEach(Speaker::send);
            }
            for (int idle = 0; idle < 3;) {
                idle = engine.invoke() > 0 ? 0 : idle + 1;
            }
            clock.advanceNs(5 * MS);
        }
    }

    private static void heard(final Ear ear, final int hz, final boolean expected) {
        final double a = ear.amplitude(hz);
        assertTrue(expected ? a > 0.1 : a < 0.005, hz + " Hz at " + a);
    }

    @Test
    void everyoneHearsTheOthersAndTheRecordingHearsAll() {
        speak("anna", 1, 400);
        speak("bela", 2, 700);
        speak("cora", 3, 1100);
        final Ear anna = listen("anna");
        final Ear bela = listen("bela");
        final Ear audience = listen("zoe");
        final Ear all = listen("");
        run(1000);
        heard(anna, 400, false);
        heard(anna, 700, true);
        heard(anna, 1100, true);
        heard(bela, 400, true);
        heard(bela, 700, false);
        for (final Ear ear : List.of(audience, all)) {
            heard(ear, 400, true);
            heard(ear, 700, true);
            heard(ear, 1100, true);
        }
        assertEquals(List.of("anna", "bela", "cora"), mix.participants());
        assertEquals(0, mix.droppedPackets());
    }

    @Test
    void participantsComeAndGoWhileItRuns() {
        speak("anna", 1, 400);
        final Ear ear = listen("");
        run(600);
        speak("bela", 2, 700);
        run(600);
        heard(ear, 400, true);
        heard(ear, 700, true);
        speakers.remove(0);
        changing(() -> mix.remove(1));
        run(600);
        heard(ear, 400, false);
        heard(ear, 700, true);
        speakers.clear();
        changing(() -> mix.remove(2));
        run(600);
        speak("cora", 3, 1100);
        run(600);
        heard(ear, 1100, true);
        assertEquals(List.of("cora"), mix.participants());
    }

    @Test
    void oneWhoBeginsToSpeakStopsHearingItself() {
        speak("anna", 1, 400);
        final Ear bela = listen("bela");
        run(600);
        heard(bela, 400, true);
        speak("bela", 2, 700);
        run(800);
        heard(bela, 400, true);
        heard(bela, 700, false);
    }

    @Test
    void oneWhoIsSilentDoesNotHoldUpTheOthersForLong() {
        speak("anna", 1, 400);
        speak("bela", 2, 700);
        final Ear ear = listen("");
        run(600);
        speakers.remove(1);
        run(1000);
        heard(ear, 400, true);
        heard(ear, 700, false);
        final int last = ear.frames.size() - 1;
        final long delayMs = (ear.heardNs.get(last) - ear.captureNs.get(last)) / MS;
        assertTrue(delayMs <= 200, "delay " + delayMs + " ms");
    }

    @Test
    void givesPacketsToThoseWhoWantThem() {
        speak("anna", 1, 400);
        final List<byte[]> packets = new ArrayList<>();
        final MixListener listener = mix.listen("", 77, 32_000, (p, o, n, t) -> packets.add(Arrays.copyOfRange(p, o, o + n)));
        run(1000);
        assertTrue(packets.size() >= 40, packets.size() + " packets");
        final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
        for (int i = 0; i < packets.size(); i++) {
            assertTrue(header.parse(packets.get(i), 0, packets.get(i).length));
            assertEquals(77, header.ssrc());
            assertEquals(Forwarder.AUDIO_PAYLOAD_TYPE, header.payloadType());
        }
        changing(listener::close);
        final int before = packets.size();
        run(200);
        assertEquals(before, packets.size());
    }

    @Test
    void refusesWhatItCannotMix() {
        assertThrows(ConfigurationException.class, () -> RoomMix.of(engine, "other", 0));
        for (int i = 0; i < 4; i++) {
            speak("p" + i, i, 400);
        }
        changing(() -> assertEquals(Optional.empty(), mix.add("p0", sound(9))));
        changing(() -> assertEquals(Optional.empty(), mix.add("p9", sound(9))));
        changing(mix::close);
        assertThrows(EngineException.class, () -> mix.add("late", sound(10)));
    }
}
