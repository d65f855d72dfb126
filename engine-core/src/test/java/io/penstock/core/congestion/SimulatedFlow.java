package io.penstock.core.congestion;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A sender of pictures (30 a second, of the size that the estimate allows, some larger, some smaller) and of sound (50 packets a second), with a
 * pacer, padding for probes, and a receiver that reports arrivals every 50 ms in steps of 1/1024 s, as RFC 8888 does. It moves in steps of
 * half a millisecond.
 */
final class SimulatedFlow {
    private static final int HEADERS = 28;
    private static final int PADDING = 295;
    private static final int SOUND = 100;
    private long feedbackNs = 50_000_000L;
    private double driftPpm;
    private static final long FRAME_NS = 33_333_333L;
    private static final long SOUND_NS = 20_000_000L;
    private static final long COVERED_AGAIN_NS = 250_000_000L;

    private record Arrival(long atNs, long number) { }

    private record Feedback(long atNs, long from, long to, long[] arrivals) { }

    final BandwidthEstimator estimator;
    private final SimulatedLink forward;
    private final SimulatedLink back;
    private final Random random;
    private final long startNs;
    private final long clockOffsetNs;
    private final PriorityQueue<Arrival> arriving = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private final PriorityQueue<Feedback> returning = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private final ArrayDeque<Integer> pacer = new ArrayDeque<>();
    private long pacerBytes;
    private final long[] arrived = new long[1 << 20];
    private final long[] sentAt = new long[1 << 20];
    private long number;
    private long highest = -1;
    private long reportedTo;
    private long nextFrameNs;
    private long nextSoundNs;
    private long nextFeedbackNs;
    private long nextSendNs;
    private int probeLeft;
    private int probeRate;
    private int probeId;
    private long probeEndNs;
    private double appLimitBps = Double.POSITIVE_INFINITY;
    private boolean sound = true;
    private boolean probing = true;
    private double noise = 0.15;
    int skippedFrames;
    int frames;
    int probes;
    long paddingBytes;
    long mediaBytes;
    long sentBytes;
    long arrivedBytes;
    long soundLost;

    SimulatedFlow(final long seed, final BandwidthEstimator estimator, final SimulatedLink forward, final SimulatedLink back, final long startNs) {
        this.estimator = estimator;
        this.forward = forward;
        this.back = back;
        this.startNs = startNs;
        random = new Random(seed);
        clockOffsetNs = random.nextLong() >> 8;
        nextFrameNs = startNs + random.nextInt(30_000_000);
        nextSoundNs = startNs + random.nextInt(20_000_000);
        nextFeedbackNs = startNs + random.nextInt(50_000_000);
        Arrays.fill(arrived, Long.MIN_VALUE);
    }

    SimulatedFlow appLimit(final double bps) {
        appLimitBps = bps;
        return this;
    }

    SimulatedFlow feedbackMs(final int ms) {
        feedbackNs = ms * 1_000_000L;
        return this;
    }

    SimulatedFlow drift(final double ppm) {
        driftPpm = ppm;
        return this;
    }

    SimulatedFlow withoutProbes() {
        probing = false;
        return this;
    }

    SimulatedFlow silent() {
        sound = false;
        return this;
    }

    void step(final long nowNs) {
        if (nowNs < startNs) {
            return;
        }
        while (!arriving.isEmpty() && arriving.peek().atNs <= nowNs) {
            final Arrival a = arriving.remove();
            arrived[(int) a.number] = a.atNs;
            highest = Math.max(highest, a.number);
        }
        while (!returning.isEmpty() && returning.peek().atNs <= nowNs) {
            report(returning.remove(), nowNs);
        }
        estimator.tick(nowNs);
        if (nowNs >= nextFeedbackNs) {
            nextFeedbackNs += feedbackNs;
            compose(nowNs);
        }
        if (sound && nowNs >= nextSoundNs) {
            nextSoundNs += SOUND_NS;
            if (!send(SOUND + HEADERS, nowNs, -1)) {
                soundLost++;
            }
        }
        if (nowNs >= nextFrameNs) {
            nextFrameNs += FRAME_NS;
            frame();
        }
        pump(nowNs);
    }

    private void frame() {
        frames++;
        final double video = Math.min(appLimitBps, Math.max(30_000, estimator.targetBps() - (sound ? (SOUND + HEADERS) * 8 * 50 : 0)));
        if (pacerBytes * 8 > 0.1 * Math.max(60_000, estimator.targetBps())) {
            skippedFrames++;
            return;
        }
        int bytes = (int) Math.max(100, video / 30 / 8 * Math.max(0.5, 1 + noise * random.nextGaussian()));
        while (bytes > 0) {
            final int packet = Math.min(1228, Math.max(80, bytes));
            pacer.add(packet);
            pacerBytes += packet;
            bytes -= packet - HEADERS;
        }
    }

    private void pump(final long nowNs) {
        if (probeLeft > 0 && nowNs >= probeEndNs) {
            probeLeft = 0;
        }
        if (probeLeft <= 0 && probing) {
            probeRate = estimator.probeBps(nowNs);
            if (probeRate > 0) {
                probeLeft = estimator.probeBytes();
                probeId = estimator.probeId();
                probeEndNs = nowNs + 200_000_000L;
                estimator.probeStarted(nowNs);
                probes++;
            }
        }
        while (nowNs >= nextSendNs && (probeLeft > 0 || !pacer.isEmpty())) {
            if (probeLeft <= 0 && estimator.inFlightBytes() >= estimator.windowBytes()) {
                return;
            }
            int bytes = PADDING;
            final int id = probeLeft > 0 ? probeId : -1;
            if (!pacer.isEmpty()) {
                bytes = pacer.remove();
                pacerBytes -= bytes;
                mediaBytes += bytes;
            } else {
                paddingBytes += bytes;
            }
            final boolean queued = estimator.usage() == BandwidthEstimator.Usage.OVERUSE || estimator.queueDelayNs() > 25_000_000L;
            final double pace = probeLeft > 0 ? probeRate : estimator.targetBps() * (queued ? 1.5 : 5);
            if (probeLeft > 0) {
                probeLeft -= bytes;
            }
            nextSendNs = (long) (Math.max(nextSendNs, nowNs - 1_500_000L) + bytes * 8e9 / pace);
            send(bytes, nowNs, id);
        }
    }

    private boolean send(final int bytes, final long nowNs, final int probe) {
        estimator.sent(number, bytes, nowNs, probe);
        sentBytes += bytes;
        sentAt[(int) number] = nowNs;
        final long at = forward.arrivalNs(nowNs, bytes);
        if (at >= 0) {
            arriving.add(new Arrival(at, number));
            arrivedBytes += bytes;
        }
        number++;
        return at >= 0;
    }

    private void compose(final long nowNs) {
        if (highest < reportedTo) {
            return;
        }
        long from = reportedTo;
        while (from > 0 && nowNs - sentAt[(int) from - 1] < COVERED_AGAIN_NS + 50_000_000L) {
            from--;
        }
        final long[] times = new long[(int) (highest - from + 1)];
        for (int i = 0; i < times.length; i++) {
            final long at = arrived[(int) from + i];
            final long agoNs = (nowNs - at) * 1024 / 1_000_000_000L * 1_000_000_000L / 1024;
            times[i] = at == Long.MIN_VALUE ? at : clockOffsetNs + (long) (nowNs * (1 + driftPpm / 1e6)) - agoNs;
        }
        reportedTo = highest + 1;
        final long atNs = back.arrivalNs(nowNs, 60 + 2 * times.length);
        if (atNs >= 0) {
            returning.add(new Feedback(atNs, from, highest, times));
        }
    }

    private void report(final Feedback f, final long nowNs) {
        estimator.feedbackBegin(nowNs);
        for (int i = 0; i < f.arrivals.length; i++) {
            if (f.arrivals[i] == Long.MIN_VALUE) {
                estimator.lost(f.from + i);
            } else {
                estimator.received(f.from + i, f.arrivals[i]);
            }
        }
        estimator.feedbackEnd();
    }
}
