package io.penstock.rtc.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.dsp.video.Slate;
import io.penstock.dsp.video.Still;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.graph.Graph;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cameras that show one grey each, by which the picture of all tells who is where. */
class RoomPictureTest {
    private static final long MS = 1_000_000L;
    private static final VideoFormat CAMERA = VideoFormat.i420(160, 90, 10);
    private static final VideoFormat SCREEN = VideoFormat.i420(320, 180, 10);
    private static final int DARK = 60;
    private static final int ANNA = 100;
    private static final int BELA = 150;
    private static final int CORA = 200;

    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));
    private final List<Integer> keyframesAsked = new ArrayList<>();
    private final byte[] screen = new byte[SCREEN.frameBytes()];
    private final Map<Integer, Graph> cameras = new HashMap<>();
    private int shown;
    private final RoomPicture picture = RoomPicture.of(engine, "hall", SCREEN, 4, keyframesAsked::add,
        flow -> flow.to("screen", Stages.sink(StageSpec.sink("screen", FormatSpec.of(SCREEN)).build(), this::show)));

    @AfterEach
    void close() {
        cameras.values().forEach(Graph::close);
        picture.close();
        engine.close();
    }

    private void show(final Frame in) {
        System.arraycopy(in.array(), in.arrayOffset(), screen, 0, Math.min(screen.length, in.length()));
        shown++;
    }

    private static TrackSpec pictures(final int track) {
        return new TrackSpec(track, track, MediaKind.VIDEO, CodecId.H264, "camera",
            List.of(new TrackSpec.Layer(track, 0, CAMERA.width(), CAMERA.height(), 200_000)));
    }

    private void look(final String who, final int track, final int grey) {
        final AtomicReference<Optional<PacketTap>> tap = new AtomicReference<>();
        changing(() -> tap.set(picture.add(who, "", pictures(track))));
        camera(track, grey, tap.get().orElseThrow());
    }

    private void camera(final int track, final int grey, final PacketTap tap) {
        final int argb = 0xFF000000 | grey << 16 | grey << 8 | grey;
        cameras.put(track, engine.graph("camera-" + track + '-' + grey)
            .source("slate", Slate.of(Still.of(2, 2, argb, argb, argb, argb), CAMERA))
            .via("h264", Codecs.encoder(CodecId.H264, s -> s.bitrate(200_000).keyInterval(20)))
            .via("rtp", RtpPacketizer.of(CodecId.H264, RtpSettings.defaults().payloadType(Forwarder.VIDEO_PAYLOAD_TYPE).ssrc(track)))
            .to("out", Stages.sink(StageSpec.sink("out", PacketSpec.rtp()).build(),
                in -> tap.packet(in.array(), in.arrayOffset(), in.length(), clock.nanoTime()))).build().start());
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
            for (int idle = 0; idle < 3;) {
                idle = engine.invoke() > 0 ? 0 : idle + 1;
            }
            clock.advanceNs(5 * MS);
        }
    }

    /** Who is at a place: the grey in the picture, back from the range of video. */
    private void at(final double x, final double y, final int grey) {
        final int luma = screen[(int) (y * SCREEN.height()) * SCREEN.width() + (int) (x * SCREEN.width())] & 0xFF;
        final int seen = (luma - 16) * 255 / 219;
        assertTrue(grey == DARK ? seen < DARK : Math.abs(seen - grey) < 12, "at " + x + ',' + y + " is " + seen + ", not " + grey);
    }

    @Test
    void allAreInAGridAndWhoSpeaksIsLarge() {
        look("anna", 1, ANNA);
        look("bela", 2, BELA);
        look("cora", 3, CORA);
        run(2000);
        at(0.25, 0.25, ANNA);
        at(0.75, 0.25, BELA);
        at(0.5, 0.75, CORA);
        at(0.1, 0.75, DARK);
        picture.speaker("bela");
        run(300);
        at(0.3, 0.5, BELA);
        at(0.875, 1 / 6.0, ANNA);
        at(0.875, 0.5, CORA);
        picture.speaker(null);
        run(300);
        at(0.25, 0.25, ANNA);
        assertTrue(shown >= 24, shown + " pictures in 2.6 s");
    }

    @Test
    void participantsComeAndGo() {
        look("anna", 1, ANNA);
        run(1000);
        at(0.5, 0.5, ANNA);
        look("bela", 2, BELA);
        run(1000);
        at(0.25, 0.5, ANNA);
        at(0.75, 0.5, BELA);
        cameras.remove(1).close();
        changing(() -> picture.remove(1));
        run(1000);
        at(0.5, 0.5, BELA);
        assertEquals(List.of("bela"), picture.participants());
    }

    @Test
    void whoMayNotBeSeenTakesNoRoomAndComesBack() {
        look("anna", 1, ANNA);
        look("bela", 2, BELA);
        picture.show("anna", false);
        run(1500);
        at(0.5, 0.5, BELA);
        picture.show("anna", true);
        run(300);
        at(0.25, 0.5, ANNA);
        at(0.75, 0.5, BELA);
    }

    @Test
    void oneWhoFallsSilentDoesNotHoldUpTheOthers() {
        look("anna", 1, ANNA);
        look("bela", 2, BELA);
        run(1000);
        cameras.remove(1).close();
        final int before = shown;
        run(4000);
        assertTrue(shown - before >= 38, shown - before + " pictures in 4 s");
        at(0.25, 0.5, DARK);
        at(0.75, 0.5, BELA);
    }

    @Test
    void whereAKeyFrameIsMissingItIsAskedFor() {
        final AtomicReference<Optional<PacketTap>> tap = new AtomicReference<>();
        changing(() -> tap.set(picture.add("bela", "", pictures(2))));
        final int[] packets = {0};
        camera(2, BELA, (packet, offset, length, arrivalNs) -> {
            if (packets[0]++ >= 3) {
                tap.get().orElseThrow().packet(packet, offset, length, arrivalNs);
            }
        });
        run(1500);
        assertTrue(keyframesAsked.contains(2), keyframesAsked::toString);
        at(0.5, 0.5, DARK);
        run(2000);
        at(0.5, 0.5, BELA);
    }

    @Test
    void garbageOfOneHurtsNobody() {
        look("anna", 1, ANNA);
        final AtomicReference<Optional<PacketTap>> tap = new AtomicReference<>();
        changing(() -> tap.set(picture.add("bela", "", pictures(2))));
        final java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 100; i++) {
            final byte[] packet = new byte[40 + random.nextInt(500)];
            random.nextBytes(packet);
            packet[0] = (byte) 0x80;
            packet[1] = (byte) (0x80 | Forwarder.VIDEO_PAYLOAD_TYPE);
            tap.get().orElseThrow().packet(packet, 0, packet.length, clock.nanoTime());
            run(20);
        }
        at(0.25, 0.5, ANNA);
    }

    @Test
    void refusesWhatItCannotShow() {
        assertThrows(ConfigurationException.class, () -> RoomPicture.of(engine, "other", SCREEN, 0, n -> { }, flow -> { }));
        for (int i = 0; i < 4; i++) {
            look("p" + i, i, ANNA);
        }
        changing(() -> assertEquals(Optional.empty(), picture.add("p0", "", pictures(9))));
        changing(() -> assertEquals(Optional.empty(), picture.add("p9", "", pictures(9))));
        changing(picture::close);
        assertThrows(EngineException.class, () -> picture.add("late", "", pictures(10)));
    }
}
