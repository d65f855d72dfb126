package io.penstock.benchmarks.traces;

import io.penstock.clock.MediaClock;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees what a jitter buffer puts out: how late, what is missing, and whether it could be decoded. */
final class PictureMeter implements Sink {
    private static final double NS_PER_MS = 1e6;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final long RECENT_NS = 200_000_000L;
    /** A picture sent later than so long before the end need not have been shown. */
    private static final long LAST_NS = 1_000_000_000L;

    private final Map<Long, Long> sentNs = new HashMap<>();
    private final long expected;
    private final long lastSentNs;
    private final Delays delays = new Delays();
    private final Freezes freezes = new Freezes();
    private final Recovery recovery;
    private final Series delay;
    private final Series shownOverTime;
    private MediaClock clock;
    private long originNs;
    private long lastNumber = -1;
    private long seenNs;
    private long seenDelayNs;
    private int shown;
    private int undecodable;
    private long hash = 0xCBF29CE484222325L;

    PictureMeter(final List<TracePacket> packets, final int seconds) {
        final long[] pictures = LinkTrace.pictures(packets);
        for (int i = 0; i < pictures.length; i++) {
            sentNs.putIfAbsent(pictures[i], packets.get(i).sentNs());
        }
        lastSentNs = seconds * 1_000_000_000L - LAST_NS;
        expected = sentNs.values().stream().filter(atNs -> atNs < lastSentNs).count();
        recovery = new Recovery(packets, seconds);
        delay = new Series(seconds);
        shownOverTime = new Series(seconds);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.sink("eye", FormatSpec.any()).build();
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
        originNs = clock.nanoTime();
    }

    @Override
    public void onFrame(final Frame frame) {
        final long nowNs = clock.nanoTime() - originNs;
        final long number = TracePayload.number(frame.array(), frame.arrayOffset());
        hash = ((hash ^ number) * FNV_PRIME ^ nowNs) * FNV_PRIME;
        if (number != lastNumber + 1 && !frame.has(FrameFlags.KEYFRAME)) {
            undecodable++;
        }
        lastNumber = number;
        freezes.shown(nowNs);
        shownOverTime.add(nowNs, 1, 1);
        final Long atNs = sentNs.get(number);
        if (atNs != null) {
            shown += atNs < lastSentNs ? 1 : 0;
            delays.add(nowNs - atNs);
            recovery.add(nowNs, nowNs - atNs);
            seenNs = nowNs;
            seenDelayNs = nowNs - atNs;
            delay.add(nowNs, (nowNs - atNs) / NS_PER_MS, 1);
        }
    }

    /** Delay of the picture shown last; NaN if that is longer ago than a fifth of a second. */
    double presentDelayMs(final long nowNs) {
        return delays.count() == 0 || nowNs - seenNs > RECENT_NS ? Double.NaN : seenDelayNs / NS_PER_MS;
    }

    /** The end: a picture that stands still then is a freeze too. */
    void end() {
        freezes.shown(clock.nanoTime() - originNs);
    }

    Delays delays() {
        return delays;
    }

    Freezes freezes() {
        return freezes;
    }

    /** Seconds until the delay is back where it was before an outage; NaN without any. */
    double recoveryS() {
        return recovery.worstS();
    }

    double shownPercent() {
        return expected == 0 ? Double.NaN : 100.0 * shown / expected;
    }

    int undecodable() {
        return undecodable;
    }

    double[] delayOverTime() {
        return delay.means();
    }

    double[] shownOverTime() {
        return shownOverTime.totals();
    }

    /** Of what was shown, and when. */
    long hash() {
        return hash;
    }
}
