package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.RtpSession;

/**
 * Lip synchronisation of a sound and a picture that one sender made: by the sender reports of both (RFC 3550, 6.4.1) it knows when each was
 * captured on the sender's clock, and delays the earlier of the two. Shared by two jitter buffers, which may run in different threads.
 */
public final class AvSync {
    /** More than this is taken for a wrong clock and not followed. */
    private static final long MAX_EXTRA_NS = 1_000_000_000L;
    /** Differences below are not heard or seen, and not chased. */
    private static final long DEAD_BAND_NS = 10_000_000L;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final boolean enabled;
    private final Stream audio;
    private final Stream video;

    /**
     * Creates a synchroniser.
     *
     * @param audio   session that the sound comes by.
     * @param video   session that the picture comes by.
     * @param enabled whether to delay the earlier; false = only tell the skew.
     */
    public AvSync(final RtpSession audio, final RtpSession video, final boolean enabled) {
        this.enabled = enabled;
        this.audio = new Stream(audio);
        this.video = new Stream(video);
    }

    /**
     * For the sound's jitter buffer.
     *
     * @return the stream.
     */
    public Stream audio() {
        return audio;
    }

    /**
     * For the picture's jitter buffer.
     *
     * @return the stream.
     */
    public Stream video() {
        return video;
    }

    /**
     * By how much sound is played later than the picture that belongs to it. Any thread.
     *
     * @return nanoseconds, negative when sound is ahead; 0 while unknown.
     */
    public long skewNs() {
        final long a = audio.delayNs;
        final long v = video.delayNs;
        return a == UNKNOWN || v == UNKNOWN ? 0 : a + audio.extraNs - v - video.extraNs;
    }

    /** One of the two. Methods belong to the thread of its jitter buffer. */
    public final class Stream {
        private final RtpSession session;
        private final long[] clock = new long[2];
        private volatile long delayNs = UNKNOWN;
        private volatile long extraNs;

        private Stream(final RtpSession session) {
            this.session = session;
        }

        /**
         * Tells when something is played.
         *
         * @param rtpTimestamp its RTP timestamp.
         * @param clockRateHz  RTP clock rate.
         * @param playoutNs    when it would be played without any extra delay.
         */
        public void playout(final int rtpTimestamp, final int clockRateHz, final long playoutNs) {
            if (session.senderClock(clock) > 0) {
                delayNs = playoutNs - clock[0] - Timebase.unitsToNs(rtpTimestamp - (int) clock[1], clockRateHz);
            }
        }

        /**
         * How much longer this stream is to be held for the other's sake.
         *
         * @return nanoseconds, 0 or more.
         */
        public long extraDelayNs() {
            final long mine = delayNs;
            final long others = (this == audio ? video : audio).delayNs;
            if (!enabled || mine == UNKNOWN || others == UNKNOWN) {
                return 0;
            }
            final long wanted = Math.max(0, others - mine);
            if (wanted > MAX_EXTRA_NS) {
                extraNs = 0;
            } else if (Math.abs(wanted - extraNs) > DEAD_BAND_NS) {
                extraNs = wanted;
            }
            return extraNs;
        }
    }
}
