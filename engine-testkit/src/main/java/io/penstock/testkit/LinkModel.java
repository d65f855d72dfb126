package io.penstock.testkit;

/**
 * The law of one direction of a network link: says for a packet that comes in when it comes out, if at all. Holds no packets, reads no
 * clock, allocates nothing; {@link LossyLink} and {@link UdpLossyLink} do what it says.
 *
 * <pre>{@code
 * int copies = model.offer(nowNs, bytes);          // 0 = lost, 2 = duplicated
 * for (int i = 0; i < copies; i++) {
 *     queue.add(packet, model.departureNs(i));
 * }
 * }</pre>
 *
 * <p>In this order, as netem does: random loss; the bottleneck, where a packet waits for those before it and is dropped if it would wait
 * too long; duplication; propagation delay with jitter, in order unless jitter may reorder; explicit reordering, which holds a packet back
 * while others overtake it.
 *
 * <p><b>Repeatable.</b> The n-th packet always uses the same seven numbers of a counter-based generator (SplitMix64, Steele, Lea and
 * Flood 2014) keyed by seed and n. Which packets are lost, duplicated or reordered depends on the seed and on their place only, not on
 * time, as long as the profile does not change; so it is the same in a graph under virtual time and over real sockets. Drops at the
 * bottleneck and in outages depend on time.
 *
 * <p>Not thread-safe.
 */
public final class LinkModel {
    /** Bytes that IPv4 and UDP headers add to every packet on the bottleneck. */
    public static final int HEADER_BYTES = 28;

    private static final int DRAWS = 8;
    private static final int LOSS = 0;
    private static final int CHAIN_STEP = 1;
    private static final int CHAIN_LOSS = 2;
    private static final int DUPLICATE = 3;
    private static final int REORDER = 4;
    private static final int JITTER = 5;
    private static final int COPY_JITTER = 6;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final LinkSchedule schedule;
    private final LinkCounters counters = new LinkCounters();
    private final QueueSamples queue;
    private final long key;
    private final long[] departureNs = new long[2];
    private long number = -1;
    private boolean bad;
    private long busyUntilNs;
    private long lastDepartureNs = Long.MIN_VALUE;
    private boolean begun;
    private long beginNs;

    /**
     * A direction of a link that does not change.
     *
     * @param profile what it does to packets.
     * @param seed    which packets it does it to.
     */
    public LinkModel(final LossyLink.Profile profile, final long seed) {
        this(LinkSchedule.always(profile), seed);
    }

    /**
     * A direction of a link.
     *
     * @param schedule what it does to packets, and when.
     * @param seed     which packets it does it to.
     */
    public LinkModel(final LinkSchedule schedule, final long seed) {
        this.schedule = schedule;
        key = mix(seed + GOLDEN_GAMMA);
        queue = schedule.isLimited() ? new QueueSamples() : null;
    }

    /**
     * Begins the schedule, if need be anew; what is in flight, what waits before the bottleneck and the numbering of packets stay.
     * Otherwise it begins with the first packet.
     *
     * @param nowNs when.
     */
    public void begin(final long nowNs) {
        busyUntilNs = begun ? busyUntilNs : nowNs;
        begun = true;
        beginNs = nowNs;
        if (queue != null) {
            queue.clear();
        }
    }

    /**
     * When the schedule began.
     *
     * @return time on the clock that {@link #offer} is given; 0 before the first packet.
     */
    public long beginNs() {
        return beginNs;
    }

    /**
     * The standing queue before the bottleneck in a span of time, of which about the last eleven minutes are known.
     *
     * @param fromNs  nanoseconds since the schedule's beginning.
     * @param untilNs nanoseconds since then, excluded; {@code Long.MAX_VALUE} = until now.
     * @return statistics, from the time before the last packet or the last {@link #elapsed}. Any thread.
     */
    public QueueStats queue(final long fromNs, final long untilNs) {
        return queue == null ? QueueStats.NONE : queue.read(fromNs, untilNs);
    }

    /**
     * Tells that time has passed without a packet, so that the queue's statistics do not lag behind.
     *
     * @param nowNs the present, not before the last packet.
     */
    public void elapsed(final long nowNs) {
        if (begun && queue != null) {
            queue.until(nowNs - beginNs, busyUntilNs - beginNs);
        }
    }

    /**
     * A packet comes in.
     *
     * @param nowNs when, not before the packet before it.
     * @param bytes its length without IP and UDP headers.
     * @return how often it comes out: 0, 1 or 2 times, see {@link #departureNs}.
     */
    public int offer(final long nowNs, final int bytes) {
        number++;
        LinkCounters.increment(counters.offered);
        if (!begun) {
            begin(nowNs);
        }
        elapsed(nowNs);
        final LinkSchedule.Step step = schedule.stepAt(nowNs - beginNs);
        final LossyLink.Profile profile = step.profile();
        final boolean lost = isLost(profile); // asked in outages too: the chain takes a step for every packet
        if (lost || step.passage() == LinkSchedule.Passage.LOSES) {
            LinkCounters.increment(counters.lost);
            return 0;
        }
        final long outNs = throughBottleneck(nowNs, bytes, profile.rateBitsPerSecond() == 0 ? Long.MAX_VALUE : profile.queueNs());
        if (outNs == Long.MAX_VALUE) {
            LinkCounters.increment(counters.queueDropped);
            return 0;
        }
        departureNs[0] = propagate(profile, outNs, JITTER, draw(REORDER) < profile.reorder());
        if (draw(DUPLICATE) >= profile.duplicate()) {
            return 1;
        }
        LinkCounters.increment(counters.duplicated);
        departureNs[1] = propagate(profile, outNs, COPY_JITTER, false);
        return 2;
    }

    /**
     * When a copy of the packet last offered comes out.
     *
     * @param copy 0, or 1 if it is duplicated.
     * @return time on the clock that {@link #offer} was given, not before that.
     */
    public long departureNs(final int copy) {
        return departureNs[copy];
    }

    /**
     * Which packet was last offered.
     *
     * @return its number, from 0; −1 before the first.
     */
    public long number() {
        return number;
    }

    /**
     * What happened so far; {@code delivered}, {@code overflowed} and {@code reordered} are counted by whoever holds the packets.
     *
     * @return a snapshot. Any thread.
     */
    public LinkStats stats() {
        return counters.read();
    }

    LinkCounters counters() {
        return counters;
    }

    private boolean isLost(final LossyLink.Profile profile) {
        boolean lost = draw(LOSS) < profile.loss();
        final GilbertElliott burst = profile.burst();
        if (burst != null) {
            bad = bad ? draw(CHAIN_STEP) >= burst.toGood() : draw(CHAIN_STEP) < burst.toBad();
            lost |= draw(CHAIN_LOSS) < (bad ? burst.lossBad() : burst.lossGood());
        } else {
            bad = false;
        }
        return lost;
    }

    private long throughBottleneck(final long nowNs, final int bytes, final long queueNs) {
        final long sinceNs = Math.max(0, nowNs - beginNs);
        final long startNs = Math.max(sinceNs, busyUntilNs - beginNs);
        if (startNs > sinceNs && schedule.sendingNs(sinceNs, startNs) > queueNs) {
            return Long.MAX_VALUE;
        }
        busyUntilNs = beginNs + schedule.sentNs(startNs, (bytes + HEADER_BYTES) * 8L);
        return busyUntilNs;
    }

    private long propagate(final LossyLink.Profile profile, final long outNs, final int jitterDraw, final boolean heldBack) {
        final long shiftNs = Math.round(profile.jitterNs() * profile.jitterShape().inverse(draw(jitterDraw)));
        long at = outNs + Math.max(0, profile.delayNs() + shiftNs);
        if (heldBack) {
            return at + profile.reorderNs();
        }
        if (!profile.jitterReorders()) {
            at = Math.max(at, lastDepartureNs);
            lastDepartureNs = at;
        }
        return at;
    }

    /** Uniform in [0, 1). */
    private double draw(final int which) {
        return (mix(key + (number * DRAWS + which + 1) * GOLDEN_GAMMA) >>> 11) * 0x1.0p-53;
    }

    private static long mix(final long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
