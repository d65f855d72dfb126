package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;

/** Puts out sound frame after frame without a pause, and knows what is due when. One thread. */
final class AudioPlayout {
    /** When the next frame put out is due. */
    long dueNs;
    /** Running timestamp of the sound that is to be made next. */
    long nextUnits;
    /** How much of what the picture asks for has been done. */
    long syncedNs;
    /** Whether the next frame does not continue the one before. */
    boolean discontinuity;

    /** Sound is shortened only by what the last so many packets had to spare, or it would be made up a moment later. */
    private static final int SPARES = 8;

    private final JitterConfig config;
    private final CachePacer pacer;
    private final long[] sparesNs = new long[SPARES];
    private int spareAt;
    private final DelayEstimator delay;
    private final AvSync.Stream sync;
    private final AudioCounters counters;
    private PlayoutClock clock;
    private AudioFormat format;
    private int clockRateHz;
    private ElasticSound elastic;
    private int streamId;
    private long number;

    AudioPlayout(final JitterConfig config, final DelayEstimator delay, final AvSync.Stream sync, final AudioCounters counters) {
        this.config = config;
        pacer = config.catchUp() == null ? null : new CachePacer(config.catchUp());
        this.delay = delay;
        this.sync = sync;
        this.counters = counters;
    }

    /** Begins with a format; without elastic sound its length is left as it is. */
    void open(final AudioFormat output, final int rtpClockRateHz, final PlayoutClock playoutClock, final ElasticSound elasticSound) {
        format = output;
        clockRateHz = rtpClockRateHz;
        clock = playoutClock;
        elastic = elasticSound;
    }

    boolean isElastic() {
        return elastic != null;
    }

    /** When the sound that is to be made next will be played. */
    long nextDueNs() {
        return elastic == null ? dueNs : dueNs + elastic.waitingNs();
    }

    /** When the sound of a timestamp should be played, by its own network. */
    long wantedNs(final long units) {
        return elastic == null ? nextDueNs() - syncedNs : clock.arrivalNs(units) + delay.targetDelayNs();
    }

    /** By how much later than wanted the sound that is to be made next is needed. */
    long latenessNs() {
        return dueNs - wantedNs(nextUnits) - (sync == null ? 0 : sync.extraDelayNs());
    }

    /**
     * By how much later than need be the next sound will be played. It is needed when a frame begins, and played after what waits inside: it can be
     * needed a frame sooner, or else only what waits can be played off.
     */
    private long surplusNs() {
        final long lateNs = latenessNs();
        if (lateNs < 0) {
            return lateNs;
        }
        return lateNs >= format.frameNs() ? Math.min(lateNs, spareNs()) : elastic.waitingNs();
    }

    /** A packet had so long before it was due. */
    void spared(final long holdNs) {
        sparesNs[spareAt++ & SPARES - 1] = holdNs;
    }

    private long spareNs() {
        long least = Long.MAX_VALUE;
        for (final long ns : sparesNs) {
            least = Math.min(least, ns);
        }
        return least;
    }

    boolean isLive() {
        return pacer != null && elastic != null;
    }

    /** Whether the sound waited for may be played later still. */
    boolean canWait() {
        return elastic != null && (isLive() || latenessNs() < config.maxDelay().toNanos() - delay.targetDelayNs());
    }

    /** Takes the sound made next: it comes out now, or, of elastic sound, as soon as there is a whole frame. */
    void send(final MutableFrame frame, final long frameUnits, final boolean silence, final long cachedNs, final Output out) {
        final int samples = frame.length() / (format.sampleType().bytes() * format.channels());
        final long lengthNs = Timebase.unitsToNs(samples, format.sampleRateHz());
        final boolean fixed = elastic == null || frame.has(FrameFlags.GAP) && !silence;
        final long lateNs = fixed ? 0 : isLive() ? pacer.next(cachedNs, lengthNs) : surplusNs();
        nextUnits += samples == format.frameSamples() ? frameUnits : Timebase.nsToUnits(lengthNs, clockRateHz);
        streamId = frame.streamId();
        if (elastic == null || !elastic.takes(frame.length()) || !out.format().equals(format)) {
            commit(frame, lengthNs, out);
            return;
        }
        final long addedNs = elastic.add(frame, lateNs, nextUnits, lengthNs);
        if (isLive()) {
            pacer.changed(addedNs);
        }
        if (elastic.isReady()) {
            sendWaiting(frame, out);
        } else {
            out.abort(frame); // was shortened: the next packet makes the frame full
        }
    }

    /** Sends a frame of what waits; false = there is no whole one. */
    boolean sendWaiting(final Output out) {
        if (elastic == null || !elastic.isReady()) {
            return false;
        }
        sendWaiting(out.claim(out.maxLength()), out);
        return true;
    }

    private void sendWaiting(final MutableFrame frame, final Output out) {
        elastic.take(frame, clockRateHz);
        frame.streamId(streamId).userTag(frame.has(FrameFlags.GAP) ? 0 : Math.max(0, dueNs - frame.captureNs()));
        final int samples = frame.length() / (format.sampleType().bytes() * format.channels());
        commit(frame, Timebase.unitsToNs(samples, format.sampleRateHz()), out);
    }

    private void commit(final MutableFrame frame, final long lengthNs, final Output out) {
        frame.ptsNs(dueNs - config.targetDelay().toNanos()).durationNs((int) lengthNs).sequence(number++).layers(0, 0);
        if (discontinuity) {
            discontinuity = false;
            frame.set(FrameFlags.DISCONTINUITY);
        }
        dueNs += lengthNs;
        counters.frames.increment();
        out.commit(frame);
    }

    /** Sends the last, though it be less than a frame. */
    void end(final Output out) {
        if (elastic != null && elastic.waitingNs() > 0) {
            sendWaiting(out.claim(out.maxLength()), out);
        }
    }

    /** Another sound follows. */
    void restart() {
        syncedNs = 0;
        java.util.Arrays.fill(sparesNs, Long.MAX_VALUE);
        if (pacer != null) {
            pacer.reset();
        }
        if (elastic != null) {
            elastic.clear();
        }
    }
}
