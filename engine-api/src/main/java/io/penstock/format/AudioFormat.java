package io.penstock.format;

import io.penstock.clock.Timebase;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * Raw interleaved sound.
 *
 * @param sampleRateHz samples per second and channel, 1–768000.
 * @param channels     1–64.
 * @param sampleType   how a sample lies in memory.
 * @param frameSamples samples per channel in a frame, positive; the last frame of a stream may be shorter.
 */
public record AudioFormat(int sampleRateHz, int channels, SampleType sampleType, int frameSamples) implements Format {
    /**
     * Checks the ranges.
     *
     * @param sampleRateHz see the record
     * @param channels see the record
     * @param sampleType see the record
     * @param frameSamples see the record
     */
    public AudioFormat {
        Objects.requireNonNull(sampleType, "sampleType");
        if (sampleRateHz < 1 || sampleRateHz > 768_000 || channels < 1 || channels > 64 || frameSamples < 1 || frameSamples > 1 << 20) {
            throw new IllegalArgumentException("audio format " + sampleRateHz + " Hz ×" + channels + ", " + frameSamples
                + " samples a frame: accepted are 1–768000 Hz, 1–64 channels, 1–1048576 samples");
        }
    }

    /**
     * One channel of 16-bit samples.
     *
     * @param sampleRateHz samples per second.
     * @param frame        duration of a frame.
     * @return the format.
     */
    public static AudioFormat mono(final int sampleRateHz, final Duration frame) {
        return of(sampleRateHz, 1, SampleType.S16, frame);
    }

    /**
     * Two channels of 16-bit samples.
     *
     * @param sampleRateHz samples per second and channel.
     * @param frame        duration of a frame.
     * @return the format.
     */
    public static AudioFormat stereo(final int sampleRateHz, final Duration frame) {
        return of(sampleRateHz, 2, SampleType.S16, frame);
    }

    /**
     * Any format by frame duration.
     *
     * @param sampleRateHz samples per second and channel.
     * @param channels     channels.
     * @param sampleType   how a sample lies in memory.
     * @param frame        duration of a frame.
     * @return the format.
     */
    public static AudioFormat of(final int sampleRateHz, final int channels, final SampleType sampleType, final Duration frame) {
        return new AudioFormat(sampleRateHz, channels, sampleType, (int) Timebase.nsToUnits(frame.toNanos(), sampleRateHz));
    }

    /**
     * The same with another sample type.
     *
     * @param type sample type.
     * @return the format.
     */
    public AudioFormat as(final SampleType type) {
        return new AudioFormat(sampleRateHz, channels, type, frameSamples);
    }

    @Override
    public MediaKind kind() {
        return MediaKind.AUDIO;
    }

    @Override
    public int frameBytes() {
        return frameSamples * channels * sampleType.bytes();
    }

    @Override
    public long frameNs() {
        return Timebase.unitsToNs(frameSamples, sampleRateHz);
    }

    @Override
    public String describe() {
        return sampleRateHz + " Hz " + sampleType + " ×" + channels + ' ' + durationText();
    }

    private String durationText() {
        final double ms = Timebase.toMs(frameNs());
        return ms == Math.rint(ms) ? (long) ms + " ms" : String.format(Locale.ROOT, "%.2f ms", ms);
    }

    @Override
    public String toString() {
        return describe();
    }
}
