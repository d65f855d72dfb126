package io.penstock.dsp.voice;

import java.util.Locale;

/**
 * What a {@link VoiceProcessor} knows about the voice, at one moment.
 *
 * @param speaking          whether someone speaks, held on over pauses.
 * @param speechProbability of the last 10 ms, 0–1.
 * @param speechDbfs        active level of the voice before the gain, dBFS; −∞ before anyone spoke.
 * @param gainDb            gain now, dB.
 * @param limitedDb         by how much the limiter turned the last 10 ms down at most, dB.
 * @param noise             what the noise suppressor knows.
 * @param echo              what the echo canceller knows; null where there is none.
 */
public record VoiceStatistics(boolean speaking, float speechProbability, float speechDbfs, float gainDb, float limitedDb,
                              NoiseStatistics noise, EchoStatistics echo) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "voice %.2f%s, level %.1f dBFS, gain %.1f dB, limited %.1f dB; %s%s", speechProbability,
            speaking ? " (speaking)" : "", speechDbfs, gainDb, limitedDb, noise, echo == null ? "" : "; " + echo);
    }
}
