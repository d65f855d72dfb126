package io.penstock.rtc.statistics;

import io.penstock.format.MediaKind;

/**
 * One stream in one direction, as its receiver sees it (a sender knows it from reports). Rates are of the last few seconds. A figure that
 * is not known is -1.
 *
 * @param track           number of the track.
 * @param kind            sound or pictures.
 * @param bitrateBps      bits of media a second, RTP headers included.
 * @param framesPerSecond pictures, or packets of sound.
 * @param lossPercent     packets lost on the way before repair, 0–100.
 * @param jitterMs        interarrival jitter (RFC 3550, 6.4.1).
 * @param jitterBufferMs  how long media waits in the jitter buffer.
 * @param endToEndMs      from capture to playout, where the clocks of both ends are known.
 * @param stalls          pauses; null is taken for {@link StallQuality#NONE}.
 */
public record StreamQuality(int track, MediaKind kind, double bitrateBps, double framesPerSecond, double lossPercent, double jitterMs,
                            double jitterBufferMs, double endToEndMs, StallQuality stalls) {
    /** What a figure is that nobody knows. */
    public static final double UNKNOWN = Figures.UNKNOWN;

    /**
     * Checks the ranges.
     *
     * @param track           see the record
     * @param kind            see the record
     * @param bitrateBps      see the record
     * @param framesPerSecond see the record
     * @param lossPercent     see the record
     * @param jitterMs        see the record
     * @param jitterBufferMs  see the record
     * @param endToEndMs      see the record
     * @param stalls          see the record
     * @throws IllegalArgumentException if a figure is out of range or not a number, or the kind is missing.
     */
    public StreamQuality {
        if (kind == null) {
            throw new IllegalArgumentException("the quality of track " + track + " does not say of which kind it is");
        }
        Figures.amount("bitrate", bitrateBps);
        Figures.amount("frames a second", framesPerSecond);
        Figures.percent("loss", lossPercent);
        Figures.ms("jitter", jitterMs);
        Figures.ms("delay in the jitter buffer", jitterBufferMs);
        Figures.ms("end-to-end delay", endToEndMs);
        stalls = stalls == null ? StallQuality.NONE : stalls;
    }
}
