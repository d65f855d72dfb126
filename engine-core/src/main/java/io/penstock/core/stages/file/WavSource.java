package io.penstock.core.stages.file;

import io.penstock.core.stages.PacedAudioSource;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.StageContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Plays a WAV file: PCM of 16, 24 or 32 bits, and 32-bit floats. Timing and counters: {@link PacedAudioSource}.
 *
 * <p>All frames have the same length: the last one is filled up with silence. A looped file goes on without a seam, within a frame. Floats
 * that are no numbers become 0. The header is read when the source is made; the file is opened for playing at the start and read on the
 * graph's thread unless preloaded. A file that is shorter than its header says ends where it ends. Allocates nothing per frame.
 */
public final class WavSource extends PacedAudioSource {
    private final Path path;
    private final WavHeader header;
    private final Playback playback;
    private final byte[] raw;
    private final float[] samples;
    private final byte[] preloaded;
    private FileInput in;

    private WavSource(final Path path, final WavHeader header, final AudioFormat format, final Playback playback, final byte[] preloaded) {
        super("wav", format, playback.live());
        this.path = path;
        this.header = header;
        this.playback = playback;
        this.preloaded = preloaded;
        raw = new byte[format.frameSamples() * header.frameBytes()];
        samples = new float[format.frameSamples() * format.channels()];
    }

    /**
     * Plays a file once, live, in its own sample type: 16-bit PCM as {@link SampleType#S16}, all else as {@link SampleType#F32}.
     *
     * @param path  the file.
     * @param frame length of a frame, such as 20 ms; rounded to whole samples.
     * @return the source.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no such WAV.
     */
    public static WavSource of(final Path path, final Duration frame) {
        return of(path, frame, Playback.LIVE);
    }

    /**
     * Plays a file in its own sample type.
     *
     * @param path     the file.
     * @param frame    length of a frame.
     * @param playback how; preloading happens here.
     * @return the source.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no such WAV, RESOURCE if it is to be preloaded and too large.
     */
    public static WavSource of(final Path path, final Duration frame, final Playback playback) {
        return of(path, frame, playback, null);
    }

    /**
     * Plays a file.
     *
     * @param path     the file.
     * @param frame    length of a frame.
     * @param playback how; preloading happens here.
     * @param type     sample type of the output; null = that of the file.
     * @return the source.
     * @throws EngineException of category IO if it cannot be read, CODEC if it is no such WAV, RESOURCE if it is to be preloaded and too large.
     */
    public static WavSource of(final Path path, final Duration frame, final Playback playback, final SampleType type) {
        try (FileInput file = FileInput.open("wav", path)) {
            final WavHeader header = WavHeader.read(file);
            final AudioFormat format;
            try {
                format = AudioFormat.of(header.sampleRateHz(), header.channels(), type == null ? header.naturalType() : type, frame);
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("wav " + path + ": frames of " + frame.toMillis() + " ms: " + e.getMessage(), e);
            }
            return new WavSource(path, header, format, playback, playback.preload() ? load(file, header) : null);
        }
    }

    private static byte[] load(final FileInput file, final WavHeader header) {
        final long bytes = header.samples() * header.frameBytes();
        final long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 4);
        if (bytes > most) {
            throw new EngineException(EngineException.Category.RESOURCE, file.name() + ": " + (bytes >> 20) + " MiB of sound, more than the "
                + (most >> 20) + " MiB allowed to be preloaded; play it from the file");
        }
        final byte[] data = new byte[(int) bytes];
        file.seek(header.dataAt());
        file.read(data, 0, data.length);
        return data;
    }

    /**
     * How long the recording is.
     *
     * @return samples per channel.
     */
    public long samples() {
        return header.samples();
    }

    @Override
    public void onStart(final StageContext context) throws Exception {
        super.onStart(context);
        if (preloaded == null) {
            in = FileInput.open("wav", path);
            if (!WavHeader.read(in).equals(header)) {
                throw new EngineException(EngineException.Category.IO, "wav " + path + " has changed since the source was made");
            }
        }
    }

    @Override
    protected boolean fill(final MutableFrame frame, final long firstSample, final long firstNs) {
        final long total = header.samples();
        if (total == 0 || !playback.loop() && firstSample >= total) {
            return false;
        }
        final int stride = header.frameBytes();
        long from = firstSample % total;
        int done = 0;
        while (done < raw.length) {
            final int part = (int) Math.min((raw.length - done) / stride, total - from);
            read(header.dataAt() + from * stride, done, part * stride);
            done += part * stride;
            from = 0;
            if (!playback.loop()) {
                break;
            }
        }
        Arrays.fill(raw, done, raw.length, (byte) 0);
        put(frame);
        return true;
    }

    /** What a file that became shorter no longer has is silence. */
    private void read(final long position, final int at, final int n) {
        if (preloaded != null) {
            System.arraycopy(preloaded, (int) (position - header.dataAt()), raw, at, n);
            return;
        }
        in.seek(position);
        final int got = in.read(raw, at, n);
        Arrays.fill(raw, at + got, at + n, (byte) 0);
    }

    private void put(final MutableFrame frame) {
        if (header.bits() == 16 && format().sampleType() == SampleType.S16 && frame.hasArray()) {
            System.arraycopy(raw, 0, frame.array(), frame.arrayOffset(), raw.length);
            return;
        }
        WavSamples.toFloats(raw, header, samples);
        Pcm.write(samples, samples.length, format().sampleType(), frame);
    }

    @Override
    public void close() {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
