package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTapTest extends StageContract {
    @TempDir
    Path folder;

    @Override
    protected Stage create() {
        final FrameTap tap = new FrameTap();
        tap.watch(frame -> { });
        return tap.through();
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(AudioFormat.mono(8000, ms(20)));
    }

    private static final class Log implements FrameTap.Observer {
        final List<String> calls = new ArrayList<>();

        @Override
        public void onFormat(final Format format, final MediaClock clock) {
            calls.add(format.describe());
        }

        @Override
        public void onFrame(final Frame frame) {
            calls.add("frame " + frame.sequence());
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    private static StageHarness sound(final Stage stage) {
        return StageHarness.of(stage).input(AudioFormat.mono(8000, ms(20))).start();
    }

    @Test
    void isSwitchedWhileFramesPassUntouched() {
        final FrameTap tap = new FrameTap();
        final Log first = new Log();
        final Log second = new Log();
        try (StageHarness h = sound(tap.through())) {
            h.push(h.frame());
            tap.watch(first);
            h.push(h.frame()).push(h.frame());
            tap.watch(second);
            h.push(h.frame());
            tap.off();
            assertFalse(tap.isOn());
            h.push(h.frame());
            assertEquals(List.of("8000 Hz s16 ×1 20 ms", "frame 1", "frame 2", "close"), first.calls);
            assertEquals(List.of("8000 Hz s16 ×1 20 ms", "frame 3", "close"), second.calls);
            assertEquals(5, h.frames().size());
            assertTrue(h.frames().stream().allMatch(CapturedFrame::forwarded));
            assertEquals(3, h.counter("seen"));
        }
    }

    @Test
    void tellsOfFormatsAndClosesWithTheStage() {
        final FrameTap tap = new FrameTap();
        final Log log = new Log();
        tap.watch(log);
        try (StageHarness h = sound(tap.branch())) {
            h.push(h.frame()).pushFormatChange(AudioFormat.mono(4000, ms(20)));
        }
        assertEquals(List.of("8000 Hz s16 ×1 20 ms", "frame 0", "4000 Hz s16 ×1 20 ms", "close"), log.calls);
    }

    @Test
    void anObserverThatThrowsIsSwitchedOffAndTheGraphGoesOn() {
        final FrameTap tap = new FrameTap();
        try (StageHarness h = sound(tap.through())) {
            tap.watch(frame -> {
                throw new IOException("disk full");
            });
            h.push(h.frame()).push(h.frame());
            assertEquals(2, h.frames().size());
            assertEquals(1, h.counter("errors.observer"));
            assertFalse(tap.isOn());
        }
    }

    @Test
    void samplesByPresentationTime() {
        final FrameTap tap = new FrameTap();
        final List<Long> shown = new ArrayList<>();
        tap.watch(FrameTap.every(ms(100), frame -> shown.add(frame.sequence())));
        try (StageHarness h = sound(tap.branch())) {
            for (int i = 0; i < 20; i++) {
                h.push(h.frame().ptsNs(i % 12 * 30_000_000L));
            }
        }
        assertEquals(List.of(0L, 4L, 8L, 12L, 16L), shown);
    }

    @Test
    void makesOneStage() {
        final FrameTap tap = new FrameTap();
        tap.through();
        assertThrows(IllegalStateException.class, tap::branch);
    }

    @Test
    void writesPacketsThatOtherToolsRead() throws Exception {
        final Path file = folder.resolve("call.pcap");
        final FrameTap tap = new FrameTap();
        final PcapWriter writer = PcapWriter.to(file, 5004, 6004);
        tap.watch(writer);
        final Random random = new Random(3);
        final List<byte[]> sent = new ArrayList<>();
        try (StageHarness h = StageHarness.of(tap.branch()).input(PacketFormat.datagrams()).start()) {
            for (int i = 0; i < 200; i++) {
                final byte[] packet = new byte[random.nextInt(1500)];
                random.nextBytes(packet);
                sent.add(packet);
                h.push(h.frame().payload(packet)).advance(ms(10));
            }
        }
        assertEquals(200, writer.packets());
        final ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0xA1B23C4D, in.getInt());
        assertEquals(101, in.getInt(20));
        in.position(24);
        for (int i = 0; i < 200; i++) {
            final long ns = in.getInt() * 1_000_000_000L + in.getInt();
            assertEquals(TestClock.EPOCH_AT_ZERO_NS + TestClock.START_NS + i * 10_000_000L, ns);
            final int length = in.getInt();
            assertEquals(length, in.getInt());
            final byte[] ip = new byte[length];
            in.get(ip);
            final ByteBuffer header = ByteBuffer.wrap(ip);
            assertEquals(length, header.getShort(2));
            int sum = 0;
            for (int w = 0; w < 20; w += 2) {
                sum += header.getShort(w) & 0xFFFF;
            }
            assertEquals(0xFFFF, (sum & 0xFFFF) + (sum >>> 16), "RFC 791: the checksum makes all words add up to ones");
            assertEquals(5004, header.getShort(20));
            assertEquals(6004, header.getShort(22));
            assertEquals(length - 20, header.getShort(24));
            assertArrayEquals(sent.get(i), Arrays.copyOfRange(ip, 28, length));
        }
        assertFalse(in.hasRemaining());
    }

    @Test
    void aCaptureStaysWithinItsLimit() throws Exception {
        final Path file = folder.resolve("small.pcap");
        final FrameTap tap = new FrameTap();
        final PcapWriter writer = PcapWriter.to(file, 1, 2, 1000);
        tap.watch(writer);
        try (StageHarness h = StageHarness.of(tap.branch()).input(PacketFormat.datagrams()).start()) {
            for (int i = 0; i < 20; i++) {
                h.push(h.frame().length(156));
            }
        }
        assertEquals(24 + 4 * 200, Files.size(file));
        assertEquals(16, writer.omitted());
    }

    @Test
    void writesSoundThatTheJdkReads() throws Exception {
        for (final SampleType type : SampleType.values()) {
            final Path file = folder.resolve(type + ".wav");
            final FrameTap tap = new FrameTap();
            tap.watch(WavTapWriter.to(file));
            final byte[] sent = new byte[300 * 2 * 160 * type.bytes()];
            new Random(5).nextBytes(sent);
            try (StageHarness h = StageHarness.of(tap.branch()).input(AudioFormat.of(8000, 2, type, ms(20))).start()) {
                final int frameBytes = 2 * 160 * type.bytes();
                for (int at = 0; at < sent.length; at += frameBytes) {
                    h.push(h.frame().payload(Arrays.copyOfRange(sent, at, at + frameBytes)));
                }
            }
            final byte[] whole = Files.readAllBytes(file);
            try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(whole))) {
                assertEquals(8000, in.getFormat().getSampleRate());
                assertEquals(2, in.getFormat().getChannels());
                assertEquals(type.bytes() * 8, in.getFormat().getSampleSizeInBits());
                assertArrayEquals(sent, in.readAllBytes());
            }
        }
    }

    @Test
    void writersRefuseEdgesThatTheyCannotWrite() {
        final FrameTap tap = new FrameTap();
        tap.watch(PcapWriter.to(folder.resolve("x.pcap"), 1, 2));
        try (StageHarness h = sound(tap.through())) {
            h.push(h.frame());
            assertEquals(1, h.counter("errors.observer"));
            tap.watch(WavTapWriter.to(folder.resolve("x.wav")));
            h.push(h.frame());
            assertEquals(1, h.counter("errors.observer"));
        }
        assertThrows(ConfigurationException.class, () -> PcapWriter.to(folder.resolve("y"), 0, 2));
        assertThrows(EngineException.class, () -> PcapWriter.to(folder.resolve("no/such/folder"), 1, 2));
        assertThrows(EngineException.class, () -> WavTapWriter.to(folder.resolve("no/such/folder")));
    }
}
