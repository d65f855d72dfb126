package io.penstock.dsp.kernel.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.dsp.kernel.Signals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stretching and concealment of recorded speech, where there is any: mono files of 16 kHz with 16 bits and a plain header. */
class RecordedSpeechTest {
    private static final int RATE = 16_000;
    private static final int HEADER_BYTES = 44;
    private static final double AUDIBLE = 1e-5;

    private static List<float[]> recordings() throws IOException {
        final List<float[]> all = new ArrayList<>();
        final Path folder = folder();
        assumeTrue(folder != null, "no speech16: set -Dpenstock.corpus=FOLDER to run this test");
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.filter(f -> f.toString().endsWith(".wav")).sorted().limit(6).toList()) {
                final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
                final float[] x = new float[bytes.remaining() / 2];
                for (int i = 0; i < x.length; i++) {
                    x[i] = bytes.getShort() / 32_768f;
                }
                all.add(x);
            }
        }
        return all;
    }

    private static Path folder() {
        final String property = System.getProperty("penstock.corpus");
        if (property != null) {
            return existing(Path.of(property, "speech16"));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            for (final String place : new String[] {"corpus", "shared/corpus"}) {
                if (existing(at.resolve(place).resolve("speech16")) != null) {
                    return at.resolve(place).resolve("speech16");
                }
            }
        }
        return null;
    }

    private static Path existing(final Path path) {
        return Files.isDirectory(path) ? path : null;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1.25, 2})
    void stretchedSpeechKeepsItsPitchAndLevel(final double speed) throws IOException {
        final PitchTracker tracker = new PitchTracker(RATE);
        final List<Double> cents = new ArrayList<>();
        for (final float[] x : recordings()) {
            final float[] y = stretched(x, speed);
            assertEquals((int) Math.ceil(x.length / speed - 1e-6), y.length);
            assertEquals(0, Signals.decibels(Signals.power(y, 0, y.length) / Signals.power(x, 0, x.length)), 0.5, "dB");
            for (int at = RATE / 20; at < x.length - RATE / 10; at += RATE / 50) {
                // The window of the tracker begins half its length, and half the longest period, before its middle.
                final int half = (int) (0.022 * RATE);
                final double before = tracker.at(x, at);
                final double after = tracker.at(y, (int) ((at + half) / speed) - half);
                if (before > 0 && after > 0 && Math.abs(PitchTracker.cents(after, before)) < 300) {
                    cents.add(PitchTracker.cents(after, before));
                }
            }
        }
        assertTrue(cents.size() > 50, "voiced in both: " + cents.size());
        assertEquals(0, cents.stream().mapToDouble(c -> c).average().orElseThrow(), 5, "mean cents");
        final double[] off = cents.stream().mapToDouble(Math::abs).sorted().toArray();
        // Each moment may be read 12 ms too early or late, in which the pitch of speech moves by some cents itself.
        assertTrue(off[off.length / 2] < 12, "median cents " + off[off.length / 2]);
    }

    private static float[] stretched(final float[] x, final double speed) {
        final StretchKernel kernel = new StretchKernel(RATE, 1).speed(speed);
        final float[] out = new float[kernel.maxOutput(x.length)];
        final float[] rest = new float[kernel.maxOutput(0)];
        final int n = kernel.process(x, x.length, out);
        final int tail = kernel.drain(rest);
        final float[] y = Arrays.copyOf(out, n + tail);
        System.arraycopy(rest, 0, y, n, tail);
        return y;
    }

    @Test
    void aLostPacketInTenIsMadeUpForWithSoundLikeTheLost() throws IOException {
        final Random random = new Random(1);
        double sum = 0;
        int n = 0;
        final float[] packet = new float[RATE / 50];
        for (final float[] x : recordings()) {
            final ConcealKernel kernel = new ConcealKernel(RATE, 1);
            for (int at = 0; at + packet.length <= x.length; at += packet.length) {
                System.arraycopy(x, at, packet, 0, packet.length);
                if (at < RATE / 10 || random.nextInt(10) > 0) {
                    kernel.received(packet, packet.length);
                    continue;
                }
                kernel.conceal(packet, packet.length);
                final double power = Signals.power(x, at, at + packet.length);
                if (power > AUDIBLE) {
                    double error = 1e-12;
                    for (int i = 0; i < packet.length; i++) {
                        error += (packet[i] - x[at + i]) * (packet[i] - x[at + i]) / packet.length;
                    }
                    sum += Math.max(-10, Math.min(35, Signals.decibels(power / error)));
                    n++;
                }
            }
        }
        // Silence scores 0 dB, Opus' own concealment 0.2 to 1.
        assertTrue(sum / n > 1.1, "segmental SNR of what was lost: " + sum / n + " dB, seed 1");
    }
}
