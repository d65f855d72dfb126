package io.penstock.rtc.record;

import io.penstock.core.rtp.TimestampUnwrapper;

/** Turns RTP timestamps of a track into times of our clock: by arrival at first, by sender reports once there are some. One thread. */
final class TrackClock {
    /** A time further than this from its arrival is none: the sender began anew, or means harm. */
    private static final long LOST_NS = 5_000_000_000L;

    private final TimestampUnwrapper unwrapper;
    private final SenderClock sender;
    private final boolean sound;
    private boolean started;
    private long anchorUnits;
    private long anchorNs;
    private boolean reported;
    private long reportedUnits;
    private long reportedNtp;
    private long restarts;

    TrackClock(final int clockRateHz, final SenderClock sender, final boolean sound) {
        unwrapper = new TimestampUnwrapper(clockRateHz);
        this.sender = sender;
        this.sound = sound;
    }

    long localNs(final int timestamp, final long arrivalNs) {
        final long units = unwrapper.unwrap(timestamp);
        if (!started) {
            anchor(units, arrivalNs);
        }
        final long time = time(units);
        if (Math.abs(time - arrivalNs) <= LOST_NS) {
            return time;
        }
        restarts++;
        anchor(units, arrivalNs);
        return arrivalNs;
    }

    private void anchor(final long units, final long arrivalNs) {
        started = true;
        reported = false;
        anchorUnits = units;
        anchorNs = arrivalNs;
    }

    private long time(final long units) {
        return reported ? sender.localNs(reportedNtp) + unwrapper.toNs(units - reportedUnits) : anchorNs + unwrapper.toNs(units - anchorUnits);
    }

    /** Takes a sender report; before the first packet it says nothing about where on our clock the track is. */
    void senderClock(final long ntp, final int timestamp, final long nowNs) {
        if (!started) {
            return;
        }
        final long units = unwrapper.unwrap(timestamp);
        final long time = time(units);
        if (Math.abs(time - nowNs) > LOST_NS) {
            return;
        }
        sender.report(ntp, time, sound, nowNs);
        reported = true;
        reportedUnits = units;
        reportedNtp = ntp;
    }

    long restarts() {
        return restarts;
    }

    void reset() {
        started = false;
        reported = false;
        unwrapper.reset();
    }
}
