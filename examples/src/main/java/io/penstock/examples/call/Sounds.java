package io.penstock.examples.call;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the sound of a WAV or MP4 file into memory: mono, at the rate of the call. */
final class Sounds {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FRAMES = 20_000;
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int TAPS = 16;
    private static final float FROM_S16 = 1f / 32768;

    private Sounds() {
    }

    /**
     * Reads a file.
     *
     * @throws io.penstock.error.EngineException if it is neither WAV nor MP4, or damaged.
     */
    static float[] read(final Path path, final int rateHz) throws IOException {
        final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".wav")) {
            if (Files.size(path) > MOST_BYTES) {
                throw new ConfigurationException("--audio " + path + ": more than " + (MOST_BYTES >> 20) + " MiB; give a shorter one");
            }
            return wav(path, ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN), rateHz);
        }
        if (!name.endsWith(".mp4") && !name.endsWith(".m4a") && !name.endsWith(".mov")) {
            throw new ConfigurationException("--audio " + path + ": accepted are .wav and .mp4 files");
        }
        return mp4(Mp4Clip.decodeAudio(path, MOST_FRAMES), rateHz);
    }

    private static float[] mp4(final Mp4Clip clip, final int rateHz) {
        final AudioFormat format = (AudioFormat) clip.format();
        int samples = 0;
        for (int i = 0; i < clip.frames(); i++) {
            samples += clip.frame(i).length / 2 / format.channels();
        }
        final float[] mono = new float[samples];
        int at = 0;
        for (int i = 0; i < clip.frames(); i++) {
            final ByteBuffer bytes = ByteBuffer.wrap(clip.frame(i)).order(ByteOrder.LITTLE_ENDIAN);
            at = mix(bytes, bytes.remaining() / 2 / format.channels(), format.channels(), false, mono, at);
        }
        return resampled(mono, format.sampleRateHz(), rateHz);
    }

    private static float[] wav(final Path path, final ByteBuffer file, final int rateHz) {
        if (file.remaining() < 12 || file.getInt() != RIFF || file.getInt() < 0 || file.getInt() != WAVE) {
            throw new ConfigurationException("--audio " + path + ": not a WAV file");
        }
        int kind = 0;
        int channels = 0;
        int rate = 0;
        int bits = 0;
        while (file.remaining() >= 8) {
            final int chunk = file.getInt();
            final long size = file.getInt() & 0xFFFF_FFFFL;
            final int start = file.position();
            if (chunk == FMT && size >= 16 && file.remaining() >= 16) {
                kind = file.getShort() & 0xFFFF;
                channels = file.getShort() & 0xFFFF;
                rate = file.getInt();
                bits = file.getShort(start + 14) & 0xFFFF;
                kind = kind == EXTENSIBLE && size >= 26 && file.limit() >= start + 26 ? file.getShort(start + 24) & 0xFFFF : kind;
            } else if (chunk == DATA) {
                return data(path, file, (int) Math.min(size, file.remaining()), kind, channels, rate, bits, rateHz);
            }
            file.position((int) Math.min(file.limit(), start + size + (size & 1)));
        }
        throw new ConfigurationException("--audio " + path + ": a WAV file without sound");
    }

    private static float[] data(final Path path, final ByteBuffer file, final int bytes, final int kind, final int channels, final int rate,
                                final int bits, final int rateHz) {
        final boolean floats = kind == FLOAT && bits == 32;
        if (channels < 1 || channels > 8 || rate < 8_000 || rate > 192_000 || !(kind == PCM && bits == 16) && !floats) {
            throw new ConfigurationException("--audio " + path + ": found format " + kind + ", " + channels + " channels, " + rate + " Hz, " + bits
                + " bits; accepted are 1-8 channels of 16-bit or float samples, 8000-192000 Hz");
        }
        final int samples = bytes / (bits / 8) / channels;
        if (samples < rate / 10) {
            throw new ConfigurationException("--audio " + path + ": shorter than a tenth of a second");
        }
        final float[] mono = new float[samples];
        mix(file, samples, channels, floats, mono, 0);
        return resampled(mono, rate, rateHz);
    }

    private static int mix(final ByteBuffer bytes, final int samples, final int channels, final boolean floats, final float[] mono, final int from) {
        for (int i = 0; i < samples; i++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
                final float sample = floats ? bytes.getFloat() : bytes.getShort() * FROM_S16;
                sum += Float.isFinite(sample) ? sample : 0;
            }
            mono[from + i] = Math.max(-1, Math.min(1, sum / channels));
        }
        return from + samples;
    }

    /** Windowed sinc (Hann), enough for speech that is only to be heard. */
    private static float[] resampled(final float[] in, final int fromHz, final int toHz) {
        if (fromHz == toHz) {
            return in;
        }
        final double cutoff = Math.min(1, toHz / (double) fromHz);
        final float[] out = new float[(int) ((long) in.length * toHz / fromHz)];
        for (int i = 0; i < out.length; i++) {
            final double place = i * (double) fromHz / toHz;
            final int middle = (int) Math.floor(place);
            double sum = 0;
            for (int k = middle - TAPS + 1; k <= middle + TAPS; k++) {
                if (k >= 0 && k < in.length) {
                    final double x = (place - k) * cutoff;
                    final double window = 0.5 + 0.5 * Math.cos(Math.PI * (place - k) / (TAPS + 1));
                    sum += in[k] * window * cutoff * (x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
                }
            }
            out[i] = (float) sum;
        }
        return out;
    }
}
