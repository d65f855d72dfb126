package io.penstock.examples.call;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.core.stages.file.RawSound;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Pcm;
import io.penstock.frame.UnpooledFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Reads the sound of a WAV or MP4 file into memory: mono, at the rate of the call. */
public final class Sounds {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FRAMES = 20_000;
    private static final int MOST_CHANNELS = 8;
    private static final int LEAST_HZ = 8_000;
    private static final int MOST_HZ = 192_000;
    private static final int TAPS = 16;

    private Sounds() {
    }

    /**
     * Reads a file.
     *
     * @param path   of a .wav or .mp4 file.
     * @param rateHz samples a second that are wanted.
     * @return its sound, mono.
     * @throws IOException if it cannot be read.
     * @throws io.penstock.error.EngineException if it is neither WAV nor MP4, or damaged.
     */
    public static RawSound read(final Path path, final int rateHz) throws IOException {
        final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        final RawSound sound;
        if (name.endsWith(".wav")) {
            if (Files.isRegularFile(path) && Files.size(path) > MOST_BYTES) {
                throw new ConfigurationException("--audio " + path + ": more than " + (MOST_BYTES >> 20) + " MiB; give a shorter one");
            }
            sound = RawSound.read(path, 2 * MOST_BYTES);
        } else if (name.endsWith(".mp4") || name.endsWith(".m4a") || name.endsWith(".mov")) {
            sound = decoded(Mp4Clip.decodeAudio(path, MOST_FRAMES));
        } else {
            throw new ConfigurationException("--audio " + path + ": accepted are .wav and .mp4 files");
        }
        if (sound.channels() > MOST_CHANNELS || sound.sampleRateHz() < LEAST_HZ || sound.sampleRateHz() > MOST_HZ) {
            throw new ConfigurationException("--audio " + path + ": found " + sound.channels() + " channels, " + sound.sampleRateHz()
                + " Hz; accepted are 1-" + MOST_CHANNELS + " channels, " + LEAST_HZ + '-' + MOST_HZ + " Hz");
        }
        if (sound.samples() < sound.sampleRateHz() / 10) {
            throw new ConfigurationException("--audio " + path + ": shorter than a tenth of a second");
        }
        return resampled(sound.mono(), rateHz);
    }

    private static RawSound decoded(final Mp4Clip clip) {
        final AudioFormat format = (AudioFormat) clip.format();
        float[] samples = new float[0];
        int at = 0;
        for (int i = 0; i < clip.frames(); i++) {
            final byte[] bytes = clip.frame(i);
            final UnpooledFrame frame = UnpooledFrame.wrap(format, bytes, 0, bytes.length).length(bytes.length);
            final float[] part = new float[Pcm.samples(frame)];
            Pcm.read(frame, part);
            if (at + part.length > samples.length) {
                samples = Arrays.copyOf(samples, Math.max(2 * samples.length, at + part.length));
            }
            System.arraycopy(part, 0, samples, at, part.length);
            at += part.length;
        }
        return RawSound.of(format.sampleRateHz(), format.channels(), Arrays.copyOf(samples, at));
    }

    /** Windowed sinc (Hann), enough for speech that is only to be heard. */
    private static RawSound resampled(final RawSound in, final int toHz) {
        final int fromHz = in.sampleRateHz();
        if (fromHz == toHz) {
            return in;
        }
        final double cutoff = Math.min(1, toHz / (double) fromHz);
        final float[] out = new float[(int) ((long) in.samples() * toHz / fromHz)];
        for (int i = 0; i < out.length; i++) {
            final double place = i * (double) fromHz / toHz;
            final int middle = (int) Math.floor(place);
            double sum = 0;
            for (int k = Math.max(0, middle - TAPS + 1); k <= Math.min(middle + TAPS, in.samples() - 1); k++) {
                final double x = (place - k) * cutoff;
                final double window = 0.5 + 0.5 * Math.cos(Math.PI * (place - k) / (TAPS + 1));
                sum += in.sample(0, k) * window * cutoff * (x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
            }
            out[i] = (float) sum;
        }
        return RawSound.of(toHz, 1, out);
    }
}
