package io.penstock.dsp.voice;

import java.util.Locale;

/**
 * What an {@link EchoCanceller} knows about the echo, at one moment.
 *
 * @param erlDb       echo return loss: by how much the echo in the microphone is weaker than the far end, dB; NaN before there was one.
 * @param erleDb      echo return loss enhancement: by how much the canceller takes the microphone down while only the far end talks, dB,
 *                    averaged over some seconds; NaN before there was an echo.
 * @param delayMs     delay from far end to echo, in milliseconds; −1 as long as it is not known.
 * @param driftPpm    by how much the microphone's clock is faster than the loudspeaker's, in millionths.
 * @param divergences how often the path in use was replaced by a better one: changes of the room, movement.
 * @param doubleTalk  share of the near end in what the linear filter leaves, 0–1, now.
 */
public record EchoStatistics(float erlDb, float erleDb, int delayMs, float driftPpm, long divergences, float doubleTalk) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ERL %.1f dB, ERLE %.1f dB, delay %d ms, drift %.1f ppm, %d divergences, double talk %.2f",
            erlDb, erleDb, delayMs, driftPpm, divergences, doubleTalk);
    }
}
