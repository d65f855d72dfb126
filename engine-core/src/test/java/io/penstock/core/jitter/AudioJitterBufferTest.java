package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.spi.Codecs;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AudioJitterBufferTest extends StageContract {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final PacketFormat PACKETS = PacketFormat.rtp(new EncodedFormat(FakePayload.AUDIO, SOUND, 200), 101, 48_000);
    private static final long FRAME_NS = 20_000_000L;

    private static AudioJitterBuffer buffer(final JitterConfig config) {
        return new AudioJitterBuffer(config, new FakePayload(FakePayload.AUDIO), Codecs.decoder(FakePayload.AUDIO), new FakeSound(true), null,
            null);
    }

    @Override
    protected Stage create() {
        return buffer(JitterConfig.audio().targetDelayMs(60));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PACKETS);
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return packet(index, index, 0);
    }

    private static byte[] packet(final int number, final int slot, final int repeats) {
        final byte[] packet = new byte[17];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 101, 65_530 + number, -2000 + 960 * slot, 77);
        packet[12] = 7;
        packet[14] = FakePayload.MAGIC;
        packet[15] = (byte) (number + 1);
        packet[16] = (byte) repeats;
        return packet;
    }

    private static StageHarness start(final int targetMs) {
        return StageHarness.of(buffer(JitterConfig.audio().targetDelayMs(targetMs))).input(PACKETS).start();
    }

    /** Packet number i is sent at 20 ms × i and arrives by the map's key, in milliseconds. */
    private static StageHarness play(final StageHarness h, final TreeMap<Double, byte[]> arrivals, final int untilMs) {
        arrivals.forEach((ms, packet) -> {
            advanceTo(h, ms);
            h.push(h.frame().payload(packet));
        });
        advanceTo(h, untilMs);
        return h;
    }

    private static void advanceTo(final StageHarness h, final double ms) {
        final long ns = TestClock.START_NS + (long) (ms * 1e6) - h.clock().nanoTime();
        if (ns > 0) {
            h.advance(java.time.Duration.ofNanos(ns));
        }
    }

    private static List<Integer> values(final StageHarness h) {
        return h.frames().stream().map(frame -> (int) frame.payload()[0]).toList();
    }

    @Test
    void playsEvenlyWhatArrivesUnevenly() {
        final Random random = new Random(5);
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            arrivals.put(20.0 * i + (i == 0 ? 0 : random.nextInt(39) + random.nextDouble()), packet(i, i, 0));
        }
        try (StageHarness h = play(start(40), arrivals, 1030)) {
            assertEquals(50, h.frames().size());
            for (int i = 0; i < 50; i++) {
                final CapturedFrame frame = h.frames().get(i);
                assertEquals(i + 1, frame.payload()[0], "seed 5");
                assertEquals(TestClock.START_NS + 40_000_000L + i * FRAME_NS, frame.emittedNs());
                assertEquals(frame.emittedNs() - 40_000_000L, frame.ptsNs());
                assertEquals(frame.emittedNs() - frame.captureNs(), frame.userTag(), "intended hold");
            }
            assertEquals(0, h.counter("concealed"));
            assertTrue(h.counter("reordered") > 0);
        }
    }

    @Test
    void rebuildsALostPacketFromTheNextOrConceals() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            if (i != 3 && i != 6 && i != 7) {
                arrivals.put(20.0 * i, packet(i, i, i));
            }
        }
        try (StageHarness h = play(start(40), arrivals, 230)) {
            assertEquals(List.of(1, 2, 3, 4, 5, 6, -1, 8, 9, 10), values(h));
            assertEquals(2, h.counter("recovered"));
            assertEquals(1, h.counter("concealed"));
            assertEquals(3, h.counter("lost"));
            assertTrue(h.frames().get(6).has(FrameFlags.GAP));
            assertFalse(h.frames().get(7).has(FrameFlags.GAP));
        }
    }

    @Test
    void takesASkipWithoutLossForSilence() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        arrivals.put(0.0, packet(0, 0, 0));
        arrivals.put(20.0, packet(1, 1, 0));
        arrivals.put(60.0, packet(2, 3, 0));
        try (StageHarness h = play(start(40), arrivals, 110)) {
            assertEquals(List.of(1, 2, -1, 3), values(h));
            assertEquals(1, h.counter("silent"));
            assertEquals(0, h.counter("lost"));
            assertEquals(0, h.counter("concealed"));
        }
    }

    @Test
    void countsLateAndDuplicatedPackets() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        arrivals.put(0.0, packet(0, 0, 0));
        arrivals.put(20.0, packet(1, 1, 0));
        arrivals.put(21.0, packet(1, 1, 0));
        arrivals.put(60.0, packet(3, 3, 0));
        arrivals.put(90.0, packet(2, 2, 0));
        try (StageHarness h = play(start(40), arrivals, 110)) {
            assertEquals(List.of(1, 2, -1, 4), values(h));
            assertEquals(1, h.counter("late"));
            assertEquals(1, h.counter("duplicated"));
        }
    }

    @Test
    void movesPlayoutWhenTheWayBecomesLongerThanTheDelay() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            arrivals.put(20.0 * i + (i < 10 ? 0 : 150), packet(i, i, 0));
        }
        try (StageHarness h = play(start(40), arrivals, 980)) {
            assertEquals(1, h.counter("resyncs"));
            assertEquals(5, h.counter("late"));
            assertEquals(40, values(h).get(values(h).size() - 1));
            assertTrue(h.frames().stream().anyMatch(frame -> frame.has(FrameFlags.DISCONTINUITY)));
        }
    }

    @Test
    void stopsWhenNothingComesAndStartsAgain() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        arrivals.put(0.0, packet(0, 0, 0));
        try (StageHarness h = play(start(40), arrivals, 10_000)) {
            assertEquals(101, h.frames().size());
            assertEquals(Long.MAX_VALUE, h.wakeNs());
            h.push(h.frame().payload(packet(1, 500, 0)));
            h.advance(Timebase.ms(41));
            assertEquals(2, values(h).get(101));
        }
    }

    @Test
    void startsAnewWithAnotherSource() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            final byte[] other = packet(i, i, 0);
            other[8] = 1;
            other[3] ^= 0x55;
            arrivals.put(20.0 * i, packet(i, i, 0));
            arrivals.put(200.0 + 20 * i, other);
        }
        try (StageHarness h = play(start(40), arrivals, 400)) {
            assertEquals(List.of(1, 2, 3, 4, 5), values(h).subList(0, 5));
            assertTrue(values(h).contains(1));
        }
    }

    @Test
    void concealsWhatIsDamagedAndSurvivesAnyBytes() {
        final Random random = new Random(9);
        try (StageHarness h = start(40)) {
            for (int i = 0; i < 3000; i++) {
                final byte[] packet = packet(i, i, 0);
                for (int k = random.nextInt(3); k > 0; k--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                }
                h.push(h.frame().payload(packet));
                h.advance(Timebase.ms(20));
                assertTrue(h.framesHeld() <= 130, "seed 9");
            }
            assertTrue(h.counter("errors.codec") > 0);
            assertTrue(h.counter("errors.malformed") > 0);
            assertTrue(h.frames().size() > 1000);
        }
    }
}
