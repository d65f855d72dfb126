package io.penstock.core.congestion;

/**
 * How much may be sent on one path: Google congestion control (draft-ietf-rmcat-gcc-02) with a measured queue, a loss model that tells random
 * loss from a full link, probing and a congestion window. Tell it every packet that is sent, and what the other side says of them; read
 * {@link #targetBps()} and {@link #windowBytes()}.
 *
 * <p>All rates are bits a second of whole IP packets. Times are nanoseconds of one monotonic clock, those of arrival of any other clock.
 * Nothing is allocated after construction. One thread. No call throws for what a peer may say.
 */
public final class BandwidthEstimator {
    /** What the delay of packets says of the link. */
    public enum Usage {
        /** Queues get shorter. */
        UNDERUSE,
        /** Neither. */
        NORMAL,
        /** Queues grow, or are long. */
        OVERUSE
    }

    private static final long SLACK_NS = 50_000_000L;
    private static final long LEAST_WINDOW_BYTES = 2700;
    /** What was sent so much before a packet that arrived is no longer under way. */
    private static final long REORDERING_NS = 60_000_000L;
    private static final long RATE_NS = 500_000_000L;
    private static final long SENT_RATE_NS = 1_000_000_000L;
    private static final long QUICK_RATE_NS = 150_000_000L;
    private static final long LONG_QUEUE_NS = 17_000_000L;
    private static final long SHORT_QUEUE_NS = 8_000_000L;
    private static final long MOST_JITTER_NS = 200_000_000L;
    private static final long TIMEOUT_NS = 500_000_000L;
    private static final double TIMEOUT_SHARE = 0.7;
    private static final double AFTER_TIMEOUT = 0.75;
    private static final double TIMEOUT_INTERVALS = 2.5;
    private static final double DRAIN_NS = 300e6;
    private static final double MOST_DRAIN = 0.6;
    private static final double LIMITED = 0.7;
    private static final long BUSY_QUEUE_NS = 12_000_000L;
    private static final double AFTER_TRIAL = 0.9;
    private static final double MOST_INHERENT = 0.85;
    private static final double LEAST_REPORTED = 0.2;

    private final PacketHistory history = new PacketHistory();
    private final ByteRate sentRate = new ByteRate();
    private final ByteRate arrivedRate = new ByteRate();
    private final DelayTrend trend = new DelayTrend();
    private final QueueGauge queue = new QueueGauge();
    private final LossModel loss = new LossModel();
    private final ProbeControl probes = new ProbeControl();
    private final RoundTrip roundTrip = new RoundTrip();
    private final QueueTrial trial = new QueueTrial();
    private final RateControl rate;
    private int minBps;
    private int maxBps;
    private int remoteBps = Integer.MAX_VALUE;
    private int demandBps;
    private long nowNs;
    private int batch;
    private long batchFirst;
    private long batchLast;
    private long reportedNs = Long.MIN_VALUE;
    private long reported;
    private long feedbackNs = Long.MIN_VALUE;
    private long timedOutNs = Long.MIN_VALUE;
    private double beforeTimeoutBps;
    private long backNs = Long.MIN_VALUE / 2;
    private Usage usage = Usage.NORMAL;
    private boolean limited;
    private double targetBps;

    /**
     * A path of which nothing is known.
     *
     * @param startBps the first target, bit/s
     * @param minBps   never less than this
     * @param maxBps   never more than this
     * @throws IllegalArgumentException if not 0 &lt; min &lt;= max
     */
    public BandwidthEstimator(final int startBps, final int minBps, final int maxBps) {
        rate = new RateControl(startBps);
        limits(minBps, maxBps);
    }

    /**
     * Changes the limits of the target.
     *
     * @param min least, bit/s, more than 0
     * @param max most, bit/s, not less than {@code min}
     */
    public void limits(final int min, final int max) {
        if (min <= 0 || max < min) {
            throw new IllegalArgumentException("limits " + min + " to " + max + " bit/s; want 0 < min <= max");
        }
        minBps = min;
        maxBps = max;
        publish();
    }

    /**
     * A packet goes out.
     *
     * @param number    a running count of all packets of the path
     * @param wireBytes its bytes with IP and UDP headers
     * @param sendNs    when
     * @param probe     the {@link #probeId()} of the cluster that it is part of, or −1
     */
    public void sent(final long number, final int wireBytes, final long sendNs, final int probe) {
        if (feedbackNs == Long.MIN_VALUE) {
            feedbackNs = sendNs;
        }
        history.add(number, wireBytes, sendNs, probe);
        sentRate.add(sendNs, wireBytes);
        loss.sent(sendNs, wireBytes);
        if (probe >= 0) {
            probes.sent(probe, wireBytes, sendNs);
        }
    }

    /**
     * A feedback message came in.
     *
     * @param atNs when
     */
    public void feedbackBegin(final long atNs) {
        nowNs = atNs;
        batch = batch == Integer.MAX_VALUE ? 1 : batch + 1;
        batchFirst = Long.MAX_VALUE;
        batchLast = Long.MIN_VALUE;
    }

    /**
     * The feedback says that a packet arrived. The first such word on it counts; a packet that was called lost may still have arrived.
     *
     * @param number    of {@link #sent}
     * @param arrivalNs when, by the other side's clock
     */
    public void received(final long number, final long arrivalNs) {
        final int i = history.find(number);
        if (i < 0 || history.state(i) == PacketHistory.RECEIVED) {
            return;
        }
        loss.received(history.sentNs(i), history.bytes(i), history.state(i) == PacketHistory.LOST);
        history.arrived(i, arrivalNs, batch);
        batchFirst = Math.min(batchFirst, number);
        batchLast = Math.max(batchLast, number);
    }

    /**
     * The feedback says that a packet has not arrived.
     *
     * @param number of {@link #sent}
     */
    public void lost(final long number) {
        final int i = history.find(number);
        if (i >= 0 && (history.state(i) == PacketHistory.IN_FLIGHT || history.state(i) == PacketHistory.UNKNOWN)) {
            final int before = history.find(number - 1);
            loss.lost(history.sentNs(i), history.bytes(i), before >= 0 && history.state(before) == PacketHistory.LOST);
            history.state(i, PacketHistory.LOST);
        }
    }

    /** The feedback message is complete: estimates anew. */
    public void feedbackEnd() {
        if (batchLast < batchFirst) {
            return;
        }
        roundTrip.report(nowNs - feedbackNs);
        final boolean wasSilent = beforeTimeoutBps > 0;
        final long beforeNs = reportedNs;
        feedbackNs = nowNs;
        arrivals();
        history.settleBefore(reportedNs - REORDERING_NS);
        queue.look(nowNs);
        test();
        judge();
        if (wasSilent) {
            loss.silent(beforeNs, nowNs);
            back();
        }
        if (queue.queueNs() > LONG_QUEUE_NS + jitterNs() || usage == Usage.OVERUSE) {
            loss.queued(reportedNs);
        }
        loss.look(reportedNs, targetBps);
        steer();
        if (probes.look(nowNs, reportedNs, inherent())) {
            probed();
        }
        publish();
    }

    private void arrivals() {
        final double carriesBps = Math.max(targetBps, arrivedRate.bps(RATE_NS));
        for (long n = batchFirst; n <= batchLast; n++) {
            final int i = history.find(n);
            if (i < 0 || !history.isOf(i, batch)) {
                continue;
            }
            final long sentNs = history.sentNs(i);
            final long arrivedNs = history.arrivedNs(i);
            arrivedRate.add(arrivedNs, history.bytes(i));
            trend.packet(sentNs, arrivedNs);
            queue.packet(sentNs, arrivedNs, history.bytes(i), carriesBps);
            if (history.probe(i) >= 0) {
                probes.received(history.probe(i), history.bytes(i), arrivedNs);
            }
            if (sentNs > reportedNs) {
                reportedNs = sentNs;
                reported = n;
            }
        }
        roundTrip.packet(nowNs, nowNs - reportedNs);
    }

    private long jitterNs() {
        return Math.min(MOST_JITTER_NS, queue.jitterNs());
    }

    private void judge() {
        final long q = queue.queueNs();
        if (trend.usage() == Usage.OVERUSE && q > Math.max(SHORT_QUEUE_NS, jitterNs()) || q > LONG_QUEUE_NS + jitterNs() && !queue.sinks()) {
            usage = Usage.OVERUSE;
        } else if (trend.usage() == Usage.UNDERUSE || queue.sinks() && q > 10_000_000L) {
            usage = Usage.UNDERUSE;
        } else {
            usage = Usage.NORMAL;
        }
    }

    private void back() {
        if (usage != Usage.OVERUSE) {
            rate.bps(Math.max(rate.bps(), AFTER_TIMEOUT * beforeTimeoutBps));
            probes.soon(nowNs);
        }
        beforeTimeoutBps = 0;
        timedOutNs = Long.MIN_VALUE;
        backNs = nowNs;
    }

    /** What would arrive over this time, had the path no inherent loss, and were all reports there. */
    private double carriedBps(final long windowNs) {
        return whole(arrivedRate.bps(windowNs), windowNs);
    }

    private double busyBps() {
        return whole(arrivedRate.busyBps(QUICK_RATE_NS), QUICK_RATE_NS);
    }

    private double whole(final double bps, final long windowNs) {
        return bps / (1 - inherent()) / Math.max(LEAST_REPORTED, history.reported(reported, reportedNs - windowNs));
    }

    private double inherent() {
        return Math.min(MOST_INHERENT, loss.inherent());
    }

    private void steer() {
        limited = sentRate.bps(RATE_NS) < LIMITED * targetBps;
        if (usage == Usage.OVERUSE) {
            if (!rate.decreasedWithin(nowNs, roundTrip.lastNs() + 100_000_000L)) {
                decrease();
            } else {
                rate.hold(nowNs);
            }
            probes.congested(nowNs);
        } else if (usage == Usage.NORMAL) {
            rate.increase(nowNs, sentRate.bps(SENT_RATE_NS), queue.queueNs(), jitterNs(), roundTrip.lastNs());
        } else {
            rate.hold(nowNs);
        }
        final double limit = loss.limitBps();
        if (rate.bps() > 1.3 * limit) {
            rate.bps(1.3 * limit);
        }
        rate.bps(Math.max(minBps, Math.min(rate.bps(), mostBps())));
    }

    private void decrease() {
        final long q = queue.queueNs();
        if (trial.isPending(q)) {
            return;
        }
        // Half a second in which next to nothing could arrive says nothing.
        double carried = arrivedRate.bps(RATE_NS) > 0 && nowNs - backNs > RATE_NS ? carriedBps(RATE_NS) : rate.bps();
        if (q > BUSY_QUEUE_NS) {
            // The link is busy all the time, so that a short time says how much it carries.
            carried = Math.min(carried, busyBps());
        }
        carried = Math.max(carried, minBps);
        if (q > LONG_QUEUE_NS) {
            trial.begin(nowNs, q, carried, rate.bps());
        }
        rate.decrease(nowNs, carried, q);
    }

    /** Whether what seemed a queue is the path, which has become longer: then nothing was wrong. */
    private void test() {
        if (trial.look(reportedNs, queue.queueNs(), sentRate.bps(QUICK_RATE_NS), busyBps())) {
            queue.rebase(trial.pathNs());
            trend.reset();
            rate.bps(AFTER_TRIAL * trial.fromBps());
        }
    }

    private void probed() {
        final double result = probes.resultBps();
        if (usage != Usage.OVERUSE && result > rate.bps()) {
            rate.bps(Math.min(result, mostBps()));
            rate.hold(nowNs);
        }
    }

    private double mostBps() {
        return Math.max(minBps, Math.min(maxBps, remoteBps));
    }

    private void publish() {
        final long excess = queue.queueNs() - BUSY_QUEUE_NS - jitterNs();
        final double drain = excess > 0 ? 1 - Math.min(MOST_DRAIN, excess / DRAIN_NS) : 1;
        targetBps = Math.max(minBps, Math.min(mostBps(), Math.min(rate.bps(), loss.limitBps()) * drain));
    }

    /**
     * Time passes; needed to notice that feedback stays away. Cheap: call it whenever there is something to do, at least every 100 ms.
     *
     * @param atNs now
     */
    public void tick(final long atNs) {
        nowNs = Math.max(nowNs, atNs);
        sentRate.now(atNs);
        if (feedbackNs == Long.MIN_VALUE || history.inFlightBytes() == 0) {
            return;
        }
        final long timeoutNs = Math.max(TIMEOUT_NS,
            Math.max(3 * Math.min(roundTrip.lastNs(), TIMEOUT_NS), (long) (TIMEOUT_INTERVALS * roundTrip.intervalNs())));
        history.settleBefore(atNs - timeoutNs - (long) roundTrip.intervalNs());
        final long silentNs = atNs - Math.max(feedbackNs, timedOutNs);
        if (silentNs >= timeoutNs && atNs - feedbackNs >= timeoutNs) {
            if (beforeTimeoutBps == 0) {
                beforeTimeoutBps = rate.bps();
            }
            timedOutNs = atNs;
            rate.bps(Math.max(minBps, TIMEOUT_SHARE * rate.bps()));
            rate.hold(atNs);
            publish();
        }
    }

    /**
     * The other side takes no more than this (REMB).
     *
     * @param bps bit/s; 0 or less = no such limit
     */
    public void remoteLimit(final int bps) {
        remoteBps = bps > 0 ? bps : Integer.MAX_VALUE;
        publish();
    }

    /**
     * What the application would send if it could: there is no use in looking for much more.
     *
     * @param bps bit/s; 0 = not known
     */
    public void demand(final int bps) {
        demandBps = Math.max(0, bps);
    }

    /** {@return what should be sent, bit/s} */
    public int targetBps() {
        return (int) targetBps;
    }

    /** {@return how long the newest packet that was reported took, until the report of it came, ns} */
    public long rttNs() {
        return roundTrip.lastNs();
    }

    /** {@return how long packets wait in queues on their way, ns} */
    public long queueDelayNs() {
        return queue.queueNs();
    }

    /** {@return lost packets of a thousand, in about the last second} */
    public int lossPermille() {
        return reportedNs == Long.MIN_VALUE ? 0 : (int) (1000 * loss.recent(reportedNs) + 0.5);
    }

    /** {@return packets of a thousand that the path loses whatever is sent} */
    public int inherentLossPermille() {
        return (int) (1000 * loss.inherent() + 0.5);
    }

    /** {@return what arrived over the last half second, bit/s} */
    public int acknowledgedBps() {
        return (int) arrivedRate.bps(RATE_NS);
    }

    /** {@return bytes that are under way} */
    public long inFlightBytes() {
        return history.inFlightBytes();
    }

    /** {@return bytes that may be under way; when there are more, nothing should be sent but sound} */
    public long windowBytes() {
        return (long) Math.max(LEAST_WINDOW_BYTES, targetBps / 8e9 * (roundTrip.baseNs() + roundTrip.intervalNs() + SLACK_NS + jitterNs()));
    }

    /** {@return what the delay of packets says} */
    public Usage usage() {
        return usage;
    }

    /** {@return whether less is sent than might be} */
    public boolean isApplicationLimited() {
        return limited;
    }

    /**
     * Whether to send a cluster of packets, filled up by padding, quicker than the target, so as to find out what the link takes.
     *
     * @param atNs now
     * @return its rate in bit/s; 0 = not now
     */
    public int probeBps(final long atNs) {
        final double wanted = demandBps > 0 ? Math.max(1.2 * demandBps, targetBps) : Double.POSITIVE_INFINITY;
        final double most = Math.min(Math.min(mostBps(), wanted), 1.5 * loss.limitBps());
        final boolean calm = usage != Usage.OVERUSE && queue.queueNs() < SHORT_QUEUE_NS + jitterNs() / 2 && beforeTimeoutBps == 0
            && loss.limitBps() >= rate.bps();
        return probes.bps(atNs, targetBps, most, calm, inherent());
    }

    /** {@return bytes of the cluster that {@link #probeBps} asked for} */
    public int probeBytes() {
        return probes.bytes();
    }

    /** {@return the number of that cluster} */
    public int probeId() {
        return probes.id();
    }

    /**
     * The cluster is begun.
     *
     * @param atNs now
     */
    public void probeStarted(final long atNs) {
        probes.started(atNs);
    }
}
