package io.penstock.dsp.audio;

import java.util.Locale;

/**
 * What a {@link LevelMeter} has measured, at one moment.
 *
 * @param levelDbov      level of the last frame by RFC 6464: 0 (a square wave of full scale) to 127 (silence), in −dBov.
 * @param peakDbfs       greatest sample so far, dBFS; −200 before there was one.
 * @param truePeakDbtp   greatest value of the wave between the samples so far (ITU-R BS.1770-4, annex 2), dBTP; −200 before there was one.
 * @param momentaryLufs  loudness of the last 400 ms, LUFS; −∞ for silence.
 * @param shortTermLufs  loudness of the last 3 s, LUFS; −∞ for silence.
 * @param integratedLufs gated loudness since the start, LUFS; −∞ before there was sound.
 */
public record Levels(int levelDbov, float peakDbfs, float truePeakDbtp, float momentaryLufs, float shortTermLufs, float integratedLufs) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "level -%d dBov, peak %.1f dBFS, true peak %.1f dBTP, loudness %.1f LUFS momentary, "
            + "%.1f short-term, %.1f integrated", levelDbov, peakDbfs, truePeakDbtp, momentaryLufs, shortTermLufs, integratedLufs);
    }
}
