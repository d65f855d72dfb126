package io.penstock.examples.interop;

import io.penstock.core.stages.measure.SoundMarker;
import io.penstock.core.stages.measure.SoundMarkerDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Mono sound, full scale ±1, and what is in it. */
record Sound(float[] samples, int rateHz) {
    private static final float FULL_SCALE = 32_768f;

    /** Reads a file of nothing but samples of 16 bits, little endian. */
    static Sound read(final Path file, final int rateHz) throws IOException {
        return of(Files.readAllBytes(file), rateHz);
    }

    /** Takes samples of 16 bits, little endian. */
    static Sound of(final byte[] pcm, final int rateHz) {
        final ShortBuffer values = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        final float[] samples = new float[values.remaining()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = values.get(i) / FULL_SCALE;
        }
        return new Sound(samples, rateHz);
    }

    /** Takes frames of such samples, one after the other. */
    static Sound of(final List<Collector.Taken> frames, final int rateHz) {
        final ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        frames.forEach(frame -> pcm.writeBytes(frame.payload()));
        return of(pcm.toByteArray(), rateHz);
    }

    double seconds() {
        return samples.length / (double) rateHz;
    }

    /** A marker and when its first sample is played, from the beginning of the sound. */
    record Marker(int code, long timeNs) {
    }

    /** All time markers that can be made out. */
    List<Marker> markers() {
        final SoundMarkerDetector detector = new SoundMarkerDetector(rateHz);
        final List<Marker> found = new ArrayList<>();
        final int step = rateHz / 50;
        final float[] chunk = new float[step];
        for (int at = 0; at + step <= samples.length; at += step) {
            System.arraycopy(samples, at, chunk, 0, step);
            detector.push(chunk, step, at * 1_000_000_000L / rateHz);
            while (detector.next()) {
                found.add(new Marker(detector.code(), detector.timeNs()));
            }
        }
        return found;
    }

    /**
     * Finds what was sent in what was heard, marker by marker. Returns the offsets in milliseconds, of each marker heard that was sent: all
     * the same when the sound is whole and nothing was put in or left out.
     */
    static List<Double> offsetsMs(final List<Marker> sent, final List<Marker> heard) {
        final List<Double> offsets = new ArrayList<>();
        int from = 0;
        for (final Marker marker : heard) {
            for (int i = from; i < Math.min(sent.size(), from + SoundMarker.CODES); i++) {
                if (sent.get(i).code == marker.code) {
                    offsets.add((marker.timeNs - sent.get(i).timeNs) / 1e6);
                    from = i + 1;
                    break;
                }
            }
        }
        return offsets;
    }

    /** A part of the sound. */
    Sound part(final double fromS, final double toS) {
        return new Sound(Arrays.copyOfRange(samples, (int) (fromS * rateHz), (int) (toS * rateHz)), rateHz);
    }

    /** Level of everything, RMS re full scale. */
    double levelDbfs() {
        return 10 * Math.log10(power());
    }

    private double power() {
        double sum = 0;
        for (final float s : samples) {
            sum += s * s;
        }
        return sum / samples.length;
    }

    /** How much of the sound's power is a sine of that frequency, 0–1: the projection on it. */
    double shareOf(final double frequencyHz) {
        double cos = 0;
        double sin = 0;
        for (int i = 0; i < samples.length; i++) {
            final double phase = 2 * Math.PI * frequencyHz * i / rateHz;
            cos += samples[i] * Math.cos(phase);
            sin += samples[i] * Math.sin(phase);
        }
        return 2 * (cos * cos + sin * sin) / ((double) samples.length * samples.length) / power();
    }
}
