package io.penstock.examples.call;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the sound of a moment was played, by the frames that carried it, received or rebuilt from redundancy; for marks that cannot be read
 * because what was rebuilt is coarser, which is a matter of the mark and not of the latency. Sound that was made up was not played.
 */
final class PlayedSound {
    /** A moment of which something was not played. */
    static final long NEVER = Long.MAX_VALUE;
    private final long frameNs;
    /** When frames were played, by the time of their first sample; times of the sender's clock. */
    private final TreeMap<Long, Long> played = new TreeMap<>();

    /**
     * Joins what the sender and the receiver noted, by RTP timestamp.
     *
     * @param sent    the sender's frames.
     * @param heard   the receiver's, {@link ReceiveMeter#played()}.
     * @param aheadNs by how much the sender's clock is ahead of the receiver's.
     * @param frameNs time that a frame lasts.
     */
    PlayedSound(final FrameTable sent, final FrameTable heard, final long aheadNs, final long frameNs) {
        this.frameNs = frameNs;
        final Map<Long, Long> times = new HashMap<>();
        for (long n = heard.oldest(); n < heard.opened(); n++) {
            final int row = heard.row(n);
            times.put(heard.key(row), heard.get(row, ReceiveMeter.PLAYED_NS));
        }
        for (long n = sent.oldest(); n < sent.opened(); n++) {
            final int row = sent.row(n);
            final Long at = times.get(sent.get(row, SendMeter.RTP_TIMESTAMP));
            if (at != null) {
                played.put(sent.key(row), at + aheadNs);
            }
        }
    }

    /**
     * When a moment was heard.
     *
     * @param fromNs     its first instant.
     * @param durationNs how long it lasts.
     * @return when its first sample was played; {@link #NEVER} unless all of it was. Times of the sender's clock.
     */
    long heardNs(final long fromNs, final long durationNs) {
        Map.Entry<Long, Long> frame = played.floorEntry(fromNs);
        if (frame == null || fromNs >= frame.getKey() + frameNs) {
            return NEVER;
        }
        final long heardNs = frame.getValue() + fromNs - frame.getKey();
        for (long endNs = frame.getKey() + frameNs; endNs < fromNs + durationNs; endNs = frame.getKey() + frameNs) {
            frame = played.floorEntry(endNs);
            if (frame.getKey() + frameNs <= endNs) {
                return NEVER;
            }
        }
        return heardNs;
    }
}
