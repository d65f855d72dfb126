package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.spi.Codecs;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The jitter buffer with the decoder, the concealer and the time scaler that are on the class path. */
class ElasticDelayTest {
    private static final int RATE = 16_000;
    private static final int FRAME = 320;
    private static final double PITCH_HZ = 140;
    private static final AudioFormat SOUND = AudioFormat.mono(RATE, Timebase.ms(20));

    private static byte[] packet(final int number) {
        final byte[] packet = new byte[12 + 2 * FRAME];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 97, number, number * FRAME, 5);
        for (int i = 0; i < FRAME; i++) {
            double sample = 0;
            for (int h = 1; h <= 6; h++) {
                sample += 0.2 / h * Math.sin(2 * Math.PI * h * PITCH_HZ * (number * FRAME + i) / RATE + h * h);
            }
            final int value = (int) Math.round(32_000 * 0.7 * sample);
            packet[12 + 2 * i] = (byte) (value >> 8);
            packet[13 + 2 * i] = (byte) value;
        }
        return packet;
    }

    private static void advanceTo(final StageHarness h, final double ms) {
        final long ns = TestClock.START_NS + (long) (ms * 1e6) - h.clock().nanoTime();
        if (ns > 0) {
            h.advance(Duration.ofNanos(ns));
        }
    }

    private static double holdMs(final CapturedFrame frame) {
        return (frame.emittedNs() - frame.captureNs()) / 1e6;
    }

    @Test
    void theDelayFollowsTheNetworkAndTheVoiceKeepsItsPitch() {
        final Random random = new Random(8);
        final TreeMap<Double, byte[]> arrivals = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            final boolean shaky = i >= 200 && i < 700;
            arrivals.put(20.0 * i + 1e-4 * (i % 97) + (shaky ? 90 * random.nextDouble() : 0), packet(i));
        }
        final AudioJitterBuffer buffer = AudioJitterBuffer.of(Codecs.decoder(CodecId.L16), JitterConfig.audio().adaptiveUpToMs(300));
        try (StageHarness h = StageHarness.of(buffer)
            .input(PacketFormat.rtp(new EncodedFormat(CodecId.L16, SOUND, 2 * FRAME), 97, RATE)).start()) {
            arrivals.forEach((ms, packet) -> {
                advanceTo(h, ms);
                h.push(h.frame().payload(packet));
            });
            advanceTo(h, 40_000);
            assertTrue(h.counter("removedNs") > 40_000_000L, "removed " + h.counter("removedNs") + " ns");
            assertTrue(h.counter("concealed") < 30, "concealed " + h.counter("concealed"));
            assertTrue(h.counter("late") < 40, "late " + h.counter("late"));
            assertEquals(0, h.counter("resyncs"));
            assertTrue(h.frames().subList(500, 600).stream().mapToDouble(ElasticDelayTest::holdMs).average().orElseThrow() > 45);
            final int n = h.frames().size();
            assertTrue(h.frames().subList(n - 50, n).stream().mapToDouble(ElasticDelayTest::holdMs).average().orElseThrow() < 60);
            keepsItsPitchAndHasNoClicks(h);
        }
    }

    private static void keepsItsPitchAndHasNoClicks(final StageHarness h) {
        final float[] heard = new float[h.frames().size() * FRAME];
        final float[] pcm = new float[FRAME];
        for (int f = 0; f < h.frames().size(); f++) {
            assertEquals(FRAME, Pcm.read(h.frames().get(f), pcm));
            System.arraycopy(pcm, 0, heard, f * FRAME, FRAME);
        }
        float usual = 0;
        for (int i = 50 * FRAME; i < 100 * FRAME; i++) {
            usual = Math.max(usual, Math.abs(heard[i] - heard[i - 1]));
        }
        int measured = 0;
        for (int f = 10; f < h.frames().size() - 10; f++) {
            boolean received = true;
            for (int k = -3; k <= 3; k++) {
                received &= !h.frames().get(f + k).has(FrameFlags.GAP);
            }
            if (received) {
                measured++;
                assertEquals(0, 1200 * Math.log(pitchHz(heard, f * FRAME) / PITCH_HZ) / Math.log(2), 5, "cents in frame " + f);
            }
            for (int i = f * FRAME; i < (f + 1) * FRAME; i++) {
                assertTrue(Math.abs(heard[i] - heard[i - 1]) < 1.5f * usual, "click in frame " + f);
            }
        }
        assertTrue(measured > 1_500, "measured " + measured);
    }

    /** By the greatest normalised autocorrelation within a third of an octave. */
    private static double pitchHz(final float[] x, final int from) {
        final int shortest = (int) (RATE / (PITCH_HZ * 1.25));
        final int longest = (int) (RATE / (PITCH_HZ * 0.8));
        final double[] score = new double[longest + 2];
        int best = shortest;
        for (int lag = shortest - 1; lag <= longest + 1; lag++) {
            double product = 0;
            double energy = 1e-9;
            for (int i = from; i < from + 2 * FRAME; i++) {
                product += x[i] * x[i + lag];
                energy += x[i + lag] * x[i + lag];
            }
            score[lag] = product / Math.sqrt(energy);
            best = lag >= shortest && lag <= longest && score[lag] > score[best] ? lag : best;
        }
        final double bend = score[best - 1] - 2 * score[best] + score[best + 1];
        return RATE / (best + 0.5 * (score[best - 1] - score[best + 1]) / bend);
    }
}
