package io.penstock.benchmarks.traces;

import io.penstock.clock.MediaClock;
import io.penstock.format.AudioSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.List;

/** Hears what a jitter buffer puts out: how late, how much of it made up. */
final class SoundMeter implements Sink {
    private static final double NS_PER_MS = 1e6;
    private static final double PERCENT = 100;
    private static final long RECENT_NS = 200_000_000L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final TracePacket[] packets;
    private final Delays delays = new Delays();
    private final Recovery recovery;
    private final Series delay;
    private final Series concealed;
    private MediaClock clock;
    private long originNs;
    private long playedNs;
    private long concealedNs;
    private long hash = 0xCBF29CE484222325L;
    private int at;
    private long playedUntil;
    private long heardNs;
    private long heardDelayNs;

    SoundMeter(final List<TracePacket> packets, final int seconds) {
        this.packets = packets.toArray(new TracePacket[0]);
        recovery = new Recovery(packets, seconds);
        delay = new Series(seconds);
        concealed = new Series(seconds);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.sink("ear", AudioSpec.any()).build();
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
        originNs = clock.nanoTime();
    }

    @Override
    public void onFrame(final Frame frame) {
        final long nowNs = clock.nanoTime() - originNs;
        for (int i = 0; i < frame.length(); i++) {
            hash = (hash ^ frame.array()[frame.arrayOffset() + i]) * FNV_PRIME;
        }
        hash = (hash ^ nowNs) * FNV_PRIME;
        final long timestamp = near(frame.rtpTimestamp());
        final boolean made = frame.has(FrameFlags.GAP);
        // While sound is waited for, its place in the stream stands still: what is missing then is what follows the sound played last. Stretching
        // moves places by some samples; the middle of the frame is meant.
        final boolean missed = made && isSent(Math.max(timestamp, playedUntil) + packets[at].medium().frameUnits() / 2);
        playedNs += frame.durationNs();
        concealedNs += missed ? frame.durationNs() : 0;
        concealed.add(nowNs, missed ? PERCENT : 0, frame.durationNs());
        if (!made) {
            find(timestamp);
            final TracePacket packet = packets[at];
            final int rate = packet.medium().clockRateHz;
            final long lateNs = nowNs - packet.sentNs() - (timestamp - packet.timestamp()) * 1_000_000_000L / rate;
            playedUntil = timestamp + (long) frame.durationNs() * rate / 1_000_000_000L;
            delays.add(lateNs);
            heardNs = nowNs;
            heardDelayNs = lateNs;
            recovery.add(nowNs, lateNs);
            delay.add(nowNs, lateNs / NS_PER_MS, 1);
        }
    }

    /** Whether the sound of a moment was sent at all; silence is not (DTX). */
    private boolean isSent(final long timestamp) {
        find(timestamp);
        return timestamp < packets[at].timestamp() + packets[at].medium().frameUnits();
    }

    /** The running timestamp nearest to the present one. */
    private long near(final int timestamp) {
        final long present = packets[at].timestamp();
        return present + (timestamp - (int) present);
    }

    /** The last packet sent whose timestamp is not above. */
    private void find(final long timestamp) {
        while (at > 0 && packets[at].timestamp() > timestamp) {
            at--;
        }
        while (at + 1 < packets.length && packets[at + 1].timestamp() <= timestamp) {
            at++;
        }
    }

    Delays delays() {
        return delays;
    }

    /** Seconds until the delay is back where it was before an outage; NaN without any. */
    double recoveryS() {
        return recovery.worstS();
    }

    double concealedPercent() {
        return playedNs == 0 ? Double.NaN : PERCENT * concealedNs / playedNs;
    }

    long playedNs() {
        return playedNs;
    }

    double[] delayOverTime() {
        return delay.means();
    }

    double[] concealedOverTime() {
        return concealed.means();
    }

    /** Delay of the sound played last; NaN if that is longer ago than a fifth of a second. */
    double presentDelayMs(final long nowNs) {
        return delays.count() == 0 || nowNs - heardNs > RECENT_NS ? Double.NaN : heardDelayNs / NS_PER_MS;
    }

    /** Of all sound, and of when it was played. */
    long hash() {
        return hash;
    }
}
