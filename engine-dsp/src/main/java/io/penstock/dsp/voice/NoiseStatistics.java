package io.penstock.dsp.voice;

import java.util.Locale;

/**
 * What a {@link NoiseSuppressor} knows about the noise, at one moment.
 *
 * @param noiseDbfs         level of the noise; a full-scale sine has −3 dBFS; −120 for silence.
 * @param reductionDb       by how much the output is weaker than the input, over the last two seconds.
 * @param speechProbability whether there is a voice now, 0–1.
 * @param transients        clicks found so far.
 */
public record NoiseStatistics(float noiseDbfs, float reductionDb, float speechProbability, long transients) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "noise %.1f dBFS, reduction %.1f dB, speech %.2f, %d transients", noiseDbfs, reductionDb,
            speechProbability, transients);
    }
}
