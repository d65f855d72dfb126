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

    private final JitterConfig config;
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

    /** By how much later than wanted that is. */
    long latenessNs() {
        return nextDueNs() - clock.arrivalNs(nextUnits) - delay.targetDelayNs() - (sync == null ? 0 : sync.extraDelayNs());
    }

    /** Whether the sound waited for may be played later still. */
    boolean canWait() {
        return elastic != null && latenessNs() < config.maxDelay().toNanos() - delay.targetDelayNs();
    }

    /** Takes the sound made next: it comes out now, or, of elastic sound, as soon as there is a whole frame. */
    void send(final MutableFrame frame, final long frameUnits, final boolean silence, final Output out) {
        final int samples = frame.length() / (format.sampleType().bytes() * format.channels());
        final long lengthNs = Timebase.unitsToNs(samples, format.sampleRateHz());
        final long lateNs = elastic == null || frame.has(FrameFlags.GAP) && !silence ? 0 : latenessNs();
        nextUnits += samples == format.frameSamples() ? frameUnits : Timebase.nsToUnits(lengthNs, clockRateHz);
        streamId = frame.streamId();
        if (elastic == null || !elastic.takes(frame.length()) || !out.format().equals(format)) {
            commit(frame, lengthNs, out);
            return;
        }
        final long addedNs = elastic.add(frame, lateNs, nextUnits, lengthNs);
        if (sync != null) {
            final long leftNs = sync.extraDelayNs() - syncedNs;
            syncedNs += addedNs > 0 ? Math.max(0, Math.min(addedNs, leftNs)) : Math.min(0, Math.max(addedNs, leftNs));
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
        if (elastic != null) {
            elastic.clear();
        }
    }
}
