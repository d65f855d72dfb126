package io.penstock.core.stages.file;

import io.penstock.error.EngineException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sound held in memory, to be played by {@link RawSoundSource}: a recording that was read, decoded or resampled before a clock starts.
 *
 * <p>Samples are interleaved floats within ±1. Immutable; any number of sources may play one at a time.
 */
public final class RawSound {
    private final int sampleRateHz;
    private final int channels;
    private final float[] samples;

    private RawSound(final int sampleRateHz, final int channels, final float[] samples) {
        this.sampleRateHz = sampleRateHz;
        this.channels = channels;
        this.samples = samples;
    }

    /**
     * Sound that somebody has already.
     *
     * @param sampleRateHz samples per second and channel, 1 or more.
     * @param channels     1 or more.
     * @param samples      interleaved, whole samples of all channels; taken, not copied: nobody may change it any more. What is no number
     *                     becomes 0, what is beyond ±1 is clipped, in place.
     * @return the sound.
     * @throws EngineException of category CONFIGURATION for another rate, number of channels or length.
     */
    public static RawSound of(final int sampleRateHz, final int channels, final float[] samples) {
        if (sampleRateHz < 1 || channels < 1 || samples.length % channels != 0) {
            throw new EngineException(EngineException.Category.CONFIGURATION, "sound: found " + sampleRateHz + " Hz, " + channels
                + " channels, " + samples.length + " samples; accepted are 1 Hz and more, 1 channel and more, whole samples of all channels");
        }
        for (int i = 0; i < samples.length; i++) {
            final float sample = samples[i];
            samples[i] = Float.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
        }
        return new RawSound(sampleRateHz, channels, samples);
    }

    /**
     * Reads a WAV file of what {@link WavSource} accepts.
     *
     * @param wav the file.
     * @return all of its sound.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no such WAV, RESOURCE if it takes more than a quarter of the
     *     largest heap.
     */
    public static RawSound read(final Path wav) {
        return read(wav, Runtime.getRuntime().maxMemory() / 4);
    }

    /**
     * Reads a WAV file of what {@link WavSource} accepts.
     *
     * @param wav       the file.
     * @param mostBytes most memory that the samples may take up, 4 bytes each.
     * @return all of its sound.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no such WAV, RESOURCE if it needs more memory.
     */
    public static RawSound read(final Path wav, final long mostBytes) {
        try (FileInput in = FileInput.open("wav", wav)) {
            final WavHeader header = WavHeader.read(in);
            final long count = header.samples() * header.channels();
            if (count > Math.min(mostBytes / Float.BYTES, Integer.MAX_VALUE - 8)) {
                throw new EngineException(EngineException.Category.RESOURCE, in.name() + ": " + header.samples() / header.sampleRateHz()
                    + " s of sound need more than the " + (mostBytes >> 20) + " MiB allowed; play from the file or use a shorter one");
            }
            final float[] samples = new float[(int) count];
            in.seek(header.dataAt());
            final byte[] raw = new byte[header.frameBytes() * 1024];
            final float[] part = new float[header.channels() * 1024];
            for (int at = 0; at < samples.length; at += part.length) {
                final int n = Math.min(part.length, samples.length - at);
                // What a file that became shorter no longer has is silence, as it is for WavSource.
                Arrays.fill(raw, in.read(raw, 0, n * (header.bits() / 8)), raw.length, (byte) 0);
                WavSamples.toFloats(raw, header, part);
                System.arraycopy(part, 0, samples, at, n);
            }
            return of(header.sampleRateHz(), header.channels(), samples);
        }
    }

    /**
     * All channels mixed into one: their mean.
     *
     * @return another sound; this one if it has one channel.
     */
    public RawSound mono() {
        if (channels == 1) {
            return this;
        }
        final float[] mixed = new float[samples()];
        for (int i = 0, at = 0; i < mixed.length; i++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += samples[at++];
            }
            mixed[i] = sum / channels;
        }
        return of(sampleRateHz, 1, mixed);
    }

    /**
     * Its rate.
     *
     * @return samples per second and channel.
     */
    public int sampleRateHz() {
        return sampleRateHz;
    }

    /**
     * Its channels.
     *
     * @return 1 or more.
     */
    public int channels() {
        return channels;
    }

    /**
     * How long it is.
     *
     * @return samples per channel.
     */
    public int samples() {
        return samples.length / channels;
    }

    /**
     * One sample.
     *
     * @param channel 0 to {@link #channels()} − 1.
     * @param index   0 to {@link #samples()} − 1.
     * @return its value, within ±1.
     */
    public float sample(final int channel, final int index) {
        return samples[index * channels + channel];
    }

    /**
     * Copies samples out, silence past the end unless looped.
     *
     * @return false if the sound ends before the first of them.
     */
    boolean read(final long from, final boolean loop, final float[] to) {
        final int total = samples();
        if (total == 0 || from >= total && !loop) {
            return false;
        }
        int at = (int) (from % total) * channels;
        int done = 0;
        while (done < to.length) {
            if (at == samples.length) {
                if (!loop) {
                    break;
                }
                at = 0;
            }
            final int part = Math.min(to.length - done, samples.length - at);
            System.arraycopy(samples, at, to, done, part);
            done += part;
            at += part;
        }
        Arrays.fill(to, done, to.length, 0);
        return true;
    }
}
