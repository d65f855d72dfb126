package io.penstock.examples.dsp;

import io.penstock.core.stages.file.RawSound;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole WAV file in memory.
 *
 * @param channels samples of ±1 by channel, all of one length; at least one channel.
 * @param rateHz   samples per second.
 */
record WavFile(float[][] channels, int rateHz) {
    private static final int RIFF = 0x46464952;
    private static final int WAVE = 0x45564157;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;
    private static final int HEADER_BYTES = 44;
    private static final int TAG_PCM = 1;
    private static final int TAG_FLOAT = 3;
    /** Of samples in memory, as floats: 74 minutes of 48 kHz stereo take more. */
    private static final long MOST_BYTES = 1L << 30;

    /** Sound of one channel. */
    static WavFile mono(final float[] samples, final int rateHz) {
        return new WavFile(new float[][] {samples}, rateHz);
    }

    /** Silence. */
    static WavFile silence(final int channels, final int samples, final int rateHz) {
        return new WavFile(new float[channels][samples], rateHz);
    }

    /**
     * Reads a file: 16, 24 or 32 bits or floats, also behind an extensible header, any rate and channel count.
     *
     * @throws io.penstock.error.EngineException if it cannot be read, is no WAV file or a damaged one, or takes more than 1 GiB.
     */
    static WavFile read(final Path path) {
        final RawSound sound = RawSound.read(path, MOST_BYTES);
        final float[][] channels = new float[sound.channels()][sound.samples()];
        for (int c = 0; c < channels.length; c++) {
            for (int i = 0; i < channels[c].length; i++) {
                channels[c][i] = sound.sample(c, i);
            }
        }
        return new WavFile(channels, sound.sampleRateHz());
    }

    /** Samples of each channel. */
    int length() {
        return channels[0].length;
    }

    double seconds() {
        return length() / (double) rateHz;
    }

    /** The first channel. */
    float[] samples() {
        return channels[0];
    }

    /** Copies interleaved samples; what lies behind the end is silence. */
    void interleave(final int at, final float[] to) {
        final int n = channels.length;
        for (int c = 0; c < n; c++) {
            for (int i = c, t = at; i < to.length; i += n, t++) {
                to[i] = t < length() ? channels[c][t] : 0;
            }
        }
    }

    /** Takes interleaved samples; what lies behind the end or, with a negative index, before the beginning, is left out. */
    void separate(final float[] from, final int at) {
        final int n = channels.length;
        for (int c = 0; c < n; c++) {
            for (int i = c, t = at; i < from.length; i += n, t++) {
                if (t >= 0 && t < length()) {
                    channels[c][t] = from[i];
                }
            }
        }
    }

    /** The average of all channels. */
    float[] mixed() {
        final float[] mix = new float[length()];
        for (final float[] channel : channels) {
            for (int i = 0; i < mix.length; i++) {
                mix[i] += channel[i] / channels.length;
            }
        }
        return mix;
    }

    /** Writes 16-bit samples, rounded and clipped, or floats as they are. */
    void write(final Path path, final boolean asFloats) throws IOException {
        final long data = (asFloats ? 4L : 2L) * channels.length * length();
        if (data > Integer.MAX_VALUE - HEADER_BYTES) {
            throw new ConfigurationException(path + ": " + data + " bytes of sound do not fit into a file of 2 GiB");
        }
        Files.write(path, bytes(asFloats, length()));
    }

    /** The beginning of it as a file. */
    byte[] bytes(final boolean asFloats, final int samples) {
        final int bytes = asFloats ? 4 : 2;
        final int data = bytes * channels.length * samples;
        final ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + data).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(RIFF).putInt(file.capacity() - 8).putInt(WAVE).putInt(FMT).putInt(16)
            .putShort((short) (asFloats ? TAG_FLOAT : TAG_PCM)).putShort((short) channels.length).putInt(rateHz)
            .putInt(bytes * channels.length * rateHz).putShort((short) (bytes * channels.length)).putShort((short) (8 * bytes))
            .putInt(DATA).putInt(data);
        for (int i = 0; i < samples; i++) {
            for (final float[] channel : channels) {
                if (asFloats) {
                    file.putFloat(channel[i]);
                } else {
                    file.putShort((short) Math.max(-32768, Math.min(32767, Math.round(channel[i] * 32768f))));
                }
            }
        }
        return file.array();
    }
}
