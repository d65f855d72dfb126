package io.penstock.core.jitter;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.rtp.RtpSession;

/**
 * Lip synchronisation of a sound and a picture that one sender made: by the sender reports of both (RFC 3550, 6.4.1) it knows when each was
 * captured on the sender's clock. Sound is held until the picture that belongs to it can be shown, by stretching where it can be; pictures are
 * held for the sound as it is really played, since nobody sees a picture come ten milliseconds sooner or later. Shared by two jitter buffers, which
 * may run in different threads.
 */
public final class AvSync {
    /** More than this is taken for a wrong clock and not followed. */
    private static final long MAX_EXTRA_NS = 10_000_000_000L;
    /** A picture's hold follows in steps of a half, so that it does not jump; what is less than this is left. */
    private static final long LEAST_STEP_NS = 1_000_000L;
    /** So much sooner a picture leaves its buffer: it has to be decoded yet, sound has not. */
    private static final long PICTURE_AHEAD_NS = 12_000_000L;
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long SKEW_BIN_NS = 1_000_000L;
    private static final int SKEW_BINS = 1000;
    private static final int SKEWS_A_LOOK = 50;
    private static final int P95_ABOVE_PERCENT = 5;

    private final boolean enabled;
    private final Stream audio;
    private final Stream video;
    /** Written by the thread of the sound only. */
    private final int[] skews = new int[SKEW_BINS];
    private int skewsTotal;
    private volatile long skewP95Ns;

    /**
     * Creates a synchroniser.
     *
     * @param audio   session that the sound comes by.
     * @param video   session that the picture comes by.
     * @param enabled whether to delay the earlier; false = only tell the skew.
     */
    public AvSync(final RtpSession audio, final RtpSession video, final boolean enabled) {
        this.enabled = enabled;
        this.audio = new Stream(audio, true);
        this.video = new Stream(video, false);
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
        final long a = audio.actualNs;
        final long v = video.delayNs;
        return a == UNKNOWN || v == UNKNOWN ? 0 : a - v - video.extraNs;
    }

    /**
     * What 95 % of the skews so far, either way, did not exceed; taken at every packet of sound. Any thread.
     *
     * @return nanoseconds, to a millisecond; 0 while unknown.
     */
    public long skewP95Ns() {
        return skewP95Ns;
    }

    private void sample() {
        if (audio.actualNs == UNKNOWN || video.delayNs == UNKNOWN) {
            return;
        }
        skews[(int) Math.min(SKEW_BINS - 1, Math.abs(skewNs()) / SKEW_BIN_NS)]++;
        if (++skewsTotal % SKEWS_A_LOOK == 0) {
            long above = (long) skewsTotal * P95_ABOVE_PERCENT / 100;
            for (int i = SKEW_BINS - 1; i >= 0; i--) {
                above -= skews[i];
                if (above < 0) {
                    skewP95Ns = (i + 1) * SKEW_BIN_NS;
                    break;
                }
            }
        }
    }

    /** One of the two. Methods belong to the thread of its jitter buffer. */
    public final class Stream {
        private volatile RtpSession session;
        private final boolean sound;
        private final long[] clock = new long[2];
        /** From capture to playout without any extra delay. */
        private volatile long delayNs = UNKNOWN;
        /** From capture to playout as it is. */
        private volatile long actualNs = UNKNOWN;
        private volatile long extraNs;

        private Stream(final RtpSession session, final boolean sound) {
            this.session = session;
            this.sound = sound;
        }

        /**
         * Tells when something is played that can be played as wanted.
         *
         * @param rtpTimestamp its RTP timestamp.
         * @param clockRateHz  RTP clock rate.
         * @param playoutNs    when it would be played without any extra delay.
         */
        public void playout(final int rtpTimestamp, final int clockRateHz, final long playoutNs) {
            playout(rtpTimestamp, clockRateHz, playoutNs, playoutNs + extraNs);
        }

        /**
         * Tells when something is played.
         *
         * @param rtpTimestamp its RTP timestamp.
         * @param clockRateHz  RTP clock rate.
         * @param playoutNs    when it should be played by its own network, without any extra delay.
         * @param actualPlayNs when it is really played.
         */
        public void playout(final int rtpTimestamp, final int clockRateHz, final long playoutNs, final long actualPlayNs) {
            if (session.senderClock(clock) > 0) {
                final long capturedNs = clock[0] + Timebase.unitsToNs(rtpTimestamp - (int) clock[1], clockRateHz);
                delayNs = playoutNs - capturedNs;
                actualNs = actualPlayNs - capturedNs;
                if (sound) {
                    sample();
                }
            }
        }

        /**
         * Lets another stream take the place of this one, once the jitter buffer that had it has stopped: nothing of before counts. Any thread.
         *
         * @param next session that it comes by.
         */
        public void restart(final RtpSession next) {
            session = next;
            delayNs = UNKNOWN;
            actualNs = UNKNOWN;
            extraNs = 0;
        }

        /**
         * From capture to playout as it is. Any thread.
         *
         * @param clock the engine's clock.
         * @return nanoseconds, true as far as the wall clocks of both ends agree; {@link Long#MIN_VALUE} = unknown.
         */
        public long endToEndNs(final MediaClock clock) {
            final long actual = actualNs;
            final long nowNs = clock.nanoTime();
            return actual == UNKNOWN ? UNKNOWN : actual + (clock.epochNs(nowNs) - nowNs);
        }

        /**
         * How much longer this stream is to be held for the other's sake.
         *
         * @return nanoseconds, 0 or more.
         */
        public long extraDelayNs() {
            final long mine = delayNs;
            final long others = sound ? video.delayNs : audio.actualNs;
            if (!enabled || mine == UNKNOWN || others == UNKNOWN) {
                return 0;
            }
            final long wanted = Math.max(0, others - mine - (sound ? 0 : PICTURE_AHEAD_NS));
            if (wanted > MAX_EXTRA_NS) {
                extraNs = 0;
            } else if (sound || Math.abs(wanted - extraNs) <= LEAST_STEP_NS) {
                extraNs = wanted;
            } else {
                extraNs = (wanted + extraNs) / 2;
            }
            return extraNs;
        }
    }
}
