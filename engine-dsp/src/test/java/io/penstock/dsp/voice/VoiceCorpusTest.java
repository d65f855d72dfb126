package io.penstock.dsp.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.dsp.kernel.level.AutoGainKernel;
import io.penstock.dsp.kernel.speech.VoiceDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded voices, where there are any: they are not part of the repository. */
class VoiceCorpusTest {
    private static final int RATE = 16_000;
    private static final int HOP = 160;

    private static Path file(final String name) {
        final String property = System.getProperty("penstock.corpus");
        Path found = property == null ? null : Path.of(property, name);
        for (Path folder = Path.of("").toAbsolutePath(); property == null && folder != null; folder = folder.getParent()) {
            for (final String place : new String[] {"corpus", "shared/corpus"}) {
                found = found == null && Files.exists(folder.resolve(place).resolve(name)) ? folder.resolve(place).resolve(name) : found;
            }
        }
        assumeTrue(found != null && Files.exists(found), "no " + name + ": set -Dpenstock.corpus=FOLDER to run this test");
        return found;
    }

    private static float[] samples(final String name) throws IOException {
        final ByteBuffer wav = ByteBuffer.wrap(Files.readAllBytes(file(name))).order(ByteOrder.LITTLE_ENDIAN);
        int at = 12;
        while (wav.getInt(at) != 0x61746164) {
            at += 8 + wav.getInt(at + 4);
        }
        final float[] x = new float[wav.getInt(at + 4) / 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = wav.getShort(at + 8 + 2 * i) / 32768f;
        }
        return x;
    }

    /** The chance that a frame of voice gets a higher probability than one without. */
    private static double areaUnderCurve(final String name) throws IOException {
        final float[] x = samples(name + ".wav");
        final List<double[]> spoken = new ArrayList<>();
        for (final String line : Files.readAllLines(file(name + ".lab"))) {
            final String[] words = line.trim().split("\\s+");
            spoken.add(new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])});
        }
        final VoiceDetector detector = new VoiceDetector(RATE);
        final float[] hop = new float[HOP];
        final List<Float> with = new ArrayList<>();
        final List<Float> without = new ArrayList<>();
        for (int t = 0; t + HOP <= x.length; t += HOP) {
            System.arraycopy(x, t, hop, 0, HOP);
            final float p = detector.process(hop);
            final double middle = t / (double) RATE + 0.01;
            (spoken.stream().anyMatch(s -> middle >= s[0] && middle < s[1]) ? with : without).add(p);
        }
        double higher = 0;
        for (final float a : with) {
            for (final float b : without) {
                higher += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }
        return higher / with.size() / without.size();
    }

    @Test
    void tellsRecordedVoicesFromRain() throws IOException {
        final double at5 = areaUnderCurve("vad16/sparse_5dB");
        final double at15 = areaUnderCurve("vad16/sparse_15dB");
        assertTrue(at5 >= 0.9, "area under the curve at 5 dB: " + at5);
        assertTrue(at15 >= 0.93, "area under the curve at 15 dB: " + at15);
    }

    @Test
    void bringsRecordedVoicesToTheirLevel() throws IOException {
        final float[] x = samples("agc16/levels.wav");
        final AutoGainKernel kernel = new AutoGainKernel(RATE);
        final float[] hop = new float[HOP];
        final float[] y = new float[x.length];
        for (int t = 0; t + HOP <= x.length; t += HOP) {
            System.arraycopy(x, t, hop, 0, HOP);
            kernel.process(hop, hop);
            System.arraycopy(hop, 0, y, t, HOP);
        }
        double squares = 0;
        final int block = 5 * RATE;
        for (int b = 0; b < 5; b++) {
            final double error = activeDb(y, b * block + 2 * RATE, (b + 1) * block) + 18;
            squares += error * error / 5;
        }
        assertTrue(Math.sqrt(squares) <= 1.5, "RMS error " + Math.sqrt(squares) + " dB");
        for (final float s : y) {
            assertTrue(Math.abs(s) < 0.9, "clipped: " + s);
        }
        assertEquals(0, kernel.notFinite());
    }

    private static double activeDb(final float[] y, final int from, final int to) {
        final List<Double> powers = new ArrayList<>();
        for (int t = from; t + 320 <= to; t += 320) {
            double p = 1e-12;
            for (int i = t; i < t + 320; i++) {
                p += (double) y[i] * y[i] / 320;
            }
            powers.add(p);
        }
        final double top = powers.stream().mapToDouble(p -> p).max().orElseThrow();
        return 10 * Math.log10(powers.stream().mapToDouble(p -> p).filter(p -> p > top * 1e-3).average().orElseThrow());
    }
}
