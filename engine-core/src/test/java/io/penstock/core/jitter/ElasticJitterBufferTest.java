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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A jitter buffer for sound whose delay follows what packets need. */
class ElasticJitterBufferTest extends StageContract {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final PacketFormat PACKETS = PacketFormat.rtp(new EncodedFormat(FakePayload.AUDIO, SOUND, 200), 101, 48_000);
    private static final long FRAME_NS = 20_000_000L;

    @Override
    protected Stage create() {
        return buffer(60);
    }

    private static AudioJitterBuffer buffer(final int targetMs) {
        return new AudioJitterBuffer(JitterConfig.audio().targetDelayMs(targetMs).adaptiveUpToMs(300), new FakePayload(FakePayload.AUDIO),
            Codecs.decoder(FakePayload.AUDIO), new FakeSound(true), null, null).timeScalers(QuarterScaler::new);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PACKETS);
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return packet(index);
    }

    private static byte[] packet(final int number) {
        final byte[] packet = new byte[17];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 101, 65_530 + number, -2000 + 960 * number, 77);
        packet[12] = 7;
        packet[14] = FakePayload.MAGIC;
        packet[15] = (byte) (number % 100 + 1);
        return packet;
    }

    private static StageHarness start(final int targetMs) {
        return StageHarness.of(buffer(targetMs)).input(PACKETS).start();
    }

    private static StageHarness play(final StageHarness h, final TreeMap<Double, byte[]> arrivals, final double untilMs) {
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
            h.advance(Duration.ofNanos(ns));
        }
    }

    /** Every frame is whole, is put out 20 ms after the one before, and belongs to that time. */
    private static void playsWithoutAPause(final StageHarness h) {
        final List<CapturedFrame> frames = h.frames();
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(SOUND.frameBytes(), frames.get(i).length());
            if (i > 0) {
                assertEquals(FRAME_NS, frames.get(i).emittedNs() - frames.get(i - 1).emittedNs(), 1, "frame " + i);
                assertEquals(FRAME_NS, frames.get(i).ptsNs() - frames.get(i - 1).ptsNs(), 1, "frame " + i);
                assertFalse(frames.get(i).has(FrameFlags.DISCONTINUITY));
            }
        }
    }

    /** All packets that were heard, in order: what each run of samples says. */
    private static List<Integer> heard(final StageHarness h) {
        final List<Integer> values = new ArrayList<>();
        for (final CapturedFrame frame : h.frames()) {
            for (int i = 0; i < frame.length(); i += 2) {
                final int value = frame.payload()[i];
                if (value >= 0 && (values.isEmpty() || values.get(values.size() - 1) != value)) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static double holdMs(final CapturedFrame frame) {
        return (frame.emittedNs() - frame.captureNs()) / 1e6;
    }

    @Test
    void lengthensSoundWhenPacketsNeedMoreTimeAndShortensItAgain() {
        final Random random = new Random(3);
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 2500; i++) {
            final boolean shaky = i >= 100 && i < 600;
            arrivals.put(20.0 * i + 1e-3 * (i % 7) + (shaky ? 110 * random.nextDouble() : 0), packet(i));
        }
        try (StageHarness h = play(start(40), arrivals, 50_000)) {
            playsWithoutAPause(h);
            assertEquals(0, h.counter("resyncs"));
            assertTrue(h.counter("late") < 40 && h.counter("concealed") < 40, "late " + h.counter("late") + ", concealed " + h.counter("concealed"));
            assertTrue(h.counter("addedNs") + FRAME_NS * h.counter("concealed") > 50_000_000L, "added " + h.counter("addedNs"));
            assertTrue(h.counter("removedNs") > 50_000_000L, "removed " + h.counter("removedNs"));
            assertEquals(40, holdMs(h.frames().get(50)), 1);
            final double shaky = h.frames().subList(400, 500).stream().mapToDouble(ElasticJitterBufferTest::holdMs).average().orElseThrow();
            assertTrue(shaky > 50, "mean hold " + shaky);
            for (int i = h.frames().size() - 50; i < h.frames().size(); i++) {
                assertTrue(holdMs(h.frames().get(i)) < 40 + 15 + 6, "back to the least delay: " + holdMs(h.frames().get(i)));
            }
        }
    }

    @Test
    void waitsThroughAStallAndLosesNothing() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 2000; i++) {
            arrivals.put(Math.max(20.0 * i, i >= 100 && i < 115 ? 2300 : 0) + 1e-3 * (i % 50), packet(i));
        }
        try (StageHarness h = play(start(40), arrivals, 40_000)) {
            playsWithoutAPause(h);
            assertEquals(0, h.counter("late"));
            assertEquals(0, h.counter("lost"));
            final List<Integer> heard = heard(h);
            for (int i = 0; i < 1990; i++) {
                assertEquals(i % 100 + 1, heard.get(i), "packet " + i);
            }
            assertTrue(h.counter("removedNs") > 200_000_000L, "catches up");
            assertTrue(holdMs(h.frames().get(h.frames().size() - 1)) < 61);
        }
    }

    @Test
    void doesNotTakeALossForALongerWay() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            if (i % 20 != 7 && i % 20 != 8) {
                arrivals.put(20.0 * i, packet(i));
            }
        }
        try (StageHarness h = play(start(5), arrivals, 4_000)) {
            playsWithoutAPause(h);
            assertEquals(20, h.counter("lost"));
            assertEquals(0, h.counter("late"));
            assertEquals(0, h.counter("addedNs"));
            assertEquals(5, holdMs(h.frames().get(199)), 0.1);
        }
    }

    @Test
    void followsTheSendersClock() {
        for (final double ppm : new double[] {-1500, 1500}) {
            final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
            for (int i = 0; i < 3000; i++) {
                arrivals.put(20.0 * i * (1 + ppm / 1e6), packet(i));
            }
            try (StageHarness h = play(start(40), arrivals, 59_900)) {
                playsWithoutAPause(h);
                assertEquals(0, h.counter("resyncs"));
                assertEquals(0, h.counter("late"));
                assertEquals(0, h.counter("lost"));
                assertEquals(0, h.counter("concealed"));
                for (int i = 1000; i < 2900; i++) {
                    assertEquals(40, holdMs(h.frames().get(i)), 40, ppm + " ppm");
                }
                assertTrue(h.counter(ppm > 0 ? "addedNs" : "removedNs") > 40_000_000L);
            }
        }
    }

    @Test
    void isBackAtItsTargetSoonAfterTwoSecondsWithoutPackets() {
        for (final boolean kept : new boolean[] {false, true}) {
            final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
            for (int i = 0; i < 1000; i++) {
                final boolean held = i >= 400 && i < 500;
                if (kept || !held) {
                    arrivals.put((held ? 10_000 : 20.0 * i) + 1e-3 * (i % 100), packet(i));
                }
            }
            try (StageHarness h = play(start(10), arrivals, 20_000)) {
                final List<CapturedFrame> after = h.frames().stream().filter(f -> !f.has(FrameFlags.GAP)
                    && f.emittedNs() > TestClock.START_NS + 13_000_000_000L).toList();
                assertTrue(after.size() > 300);
                after.forEach(f -> assertTrue(holdMs(f) < 10 + 20 + 16, (kept ? "kept: " : "lost: ") + holdMs(f)));
                assertTrue(h.counter("resyncs") <= 3, "resyncs " + h.counter("resyncs"));
            }
        }
    }

    @Test
    void holdsTenMillisecondsOnACleanLinkAndMakesNothingUp() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 2000; i++) {
            arrivals.put(20.0 * i, packet(i));
        }
        try (StageHarness h = play(start(10), arrivals, 40_000)) {
            assertEquals(0, h.counter("concealed"));
            assertEquals(0, h.counter("addedNs"));
            h.frames().forEach(f -> assertEquals(10, holdMs(f), 0.01));
        }
    }

    @Test
    void waitsForThePacketThatRepeatsALostOne() {
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        int lost = 0;
        for (int i = 0; i < 2000; i++) {
            final byte[] packet = packet(i);
            packet[16] = (byte) ((i + 99) % 100 + 1);
            lost += i % 20 == 7 ? 1 : 0;
            if (i % 20 != 7) {
                arrivals.put(20.0 * i, packet);
            }
        }
        try (StageHarness h = play(start(10), arrivals, 39_000)) {
            assertTrue(h.counter("recovered") > 0.95 * lost - 5, h.counter("recovered") + " of " + lost);
            assertTrue(h.counter("concealed") < 5, "concealed " + h.counter("concealed"));
            assertTrue(holdMs(h.frames().get(1900)) < 50);
        }
    }

    @Test
    void keepsALiveStreamBetweenItsCaches() {
        final AudioJitterBuffer live = new AudioJitterBuffer(JitterConfig.audio().live(CatchUp.live()), new FakePayload(FakePayload.AUDIO),
            Codecs.decoder(FakePayload.AUDIO), new FakeSound(true), null, null).timeScalers(QuarterScaler::new);
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 2500; i++) { // from second 10 on all comes three seconds sooner than expected: the way was long before
            arrivals.put(20.0 * i + (i < 500 ? 3000 : Math.max(0, 3000 - 20 * (i - 500))) + 1e-3 * (i % 1000), packet(i));
        }
        try (StageHarness h = play(StageHarness.of(live).input(PACKETS).start(), arrivals, 48_000)) {
            playsWithoutAPause(h);
            assertEquals(0, h.counter("lost"));
            assertEquals(0, h.counter("late"));
            assertEquals(1000, holdMs(h.frames().get(10)), 60, "begins with the least");
            final double most = h.frames().stream().mapToDouble(ElasticJitterBufferTest::holdMs).max().orElseThrow();
            assertTrue(most > 3000 && most < 4100, "most " + most);
            assertEquals(2000, holdMs(h.frames().get(2200)), 150, "ends in the middle");
            assertTrue(h.counter("removedNs") > 1_500_000_000L, "played faster");
        }
    }

    @Test
    void survivesAnyBytesLossesAndStalls() {
        for (long seed = 1; seed <= 5; seed++) {
            final Random random = new Random(seed);
            try (StageHarness h = start(40)) {
                for (int i = 0; i < 2000; i++) {
                    final byte[] packet = packet(i);
                    for (int k = random.nextInt(8) - 5; k > 0; k--) {
                        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                    }
                    if (random.nextInt(10) > 0) {
                        h.push(h.frame().payload(packet));
                    }
                    if (random.nextInt(200) == 0) {
                        h.advance(Timebase.ms(random.nextInt(700)));
                    }
                    h.advance(Timebase.ms(random.nextInt(3) == 0 ? 0 : 30));
                    assertTrue(h.framesHeld() <= 130, "seed " + seed);
                }
                assertTrue(h.frames().size() > 1000, "seed " + seed + ": " + h.frames().size());
                assertTrue(h.frames().stream().allMatch(f -> f.length() == SOUND.frameBytes()), "seed " + seed);
            }
        }
    }
}
