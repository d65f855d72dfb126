package io.penstock.examples.dsp;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/**
 * A command with one sound in and one out. The usual one says how to {@link #open} its processor; one whose output has another rate or length
 * overrides {@link #run}.
 */
abstract class SoundCommand extends SoundTask {
    @Parameters(index = "0", paramLabel = "IN.wav", description = "16, 24 or 32 bits or floats, any rate and channel count.")
    private Path in;
    @Parameters(index = "1", paramLabel = "OUT.wav", description = "File to write: begins later and is longer than IN.wav by the latency.")
    private Path out;

    /**
     * Opens the processor.
     *
     * @param rateHz   of the sound, a multiple of 100.
     * @param channels of the sound; processors of one channel use {@link SoundProcessor#each}.
     * @throws io.penstock.error.ConfigurationException if it does not take that; says what it takes.
     */
    abstract SoundProcessor open(int rateHz, int channels);

    @Override
    WavFile input() {
        return WavFile.read(in);
    }

    @Override
    Path output() {
        return out;
    }

    @Override
    WavFile run(final WavFile sound) throws IOException {
        return hops(sound, open(sound.rateHz(), sound.channels().length));
    }
}
