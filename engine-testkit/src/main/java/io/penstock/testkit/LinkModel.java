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
 * time; so it is the same in a graph under virtual time and over real sockets. Drops at the bottleneck depend on time.
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

    private final LossyLink.Profile profile;
    private final LinkCounters counters = new LinkCounters();
    private final long key;
    private final long[] departureNs = new long[2];
    private long number = -1;
    private boolean bad;
    private long busyUntilNs = Long.MIN_VALUE;
    private long lastDepartureNs = Long.MIN_VALUE;

    /**
     * A direction of a link.
     *
     * @param profile what it does to packets.
     * @param seed    which packets it does it to.
     */
    public LinkModel(final LossyLink.Profile profile, final long seed) {
        this.profile = profile;
        key = mix(seed + GOLDEN_GAMMA);
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
        if (isLost()) {
            LinkCounters.increment(counters.lost);
            return 0;
        }
        final long outNs = throughBottleneck(nowNs, bytes);
        if (outNs == Long.MAX_VALUE) {
            LinkCounters.increment(counters.queueDropped);
            return 0;
        }
        departureNs[0] = propagate(outNs, JITTER, draw(REORDER) < profile.reorder());
        if (draw(DUPLICATE) >= profile.duplicate()) {
            return 1;
        }
        LinkCounters.increment(counters.duplicated);
        departureNs[1] = propagate(outNs, COPY_JITTER, false);
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

    private boolean isLost() {
        boolean lost = draw(LOSS) < profile.loss();
        final GilbertElliott burst = profile.burst();
        if (burst != null) {
            bad = bad ? draw(CHAIN_STEP) >= burst.toGood() : draw(CHAIN_STEP) < burst.toBad();
            lost |= draw(CHAIN_LOSS) < (bad ? burst.lossBad() : burst.lossGood());
        }
        return lost;
    }

    private long throughBottleneck(final long nowNs, final int bytes) {
        if (profile.rateBitsPerSecond() == 0) {
            return nowNs;
        }
        final long startNs = Math.max(nowNs, busyUntilNs);
        if (startNs - nowNs > profile.queueNs()) {
            return Long.MAX_VALUE;
        }
        busyUntilNs = startNs + (bytes + HEADER_BYTES) * 8_000_000_000L / profile.rateBitsPerSecond();
        return busyUntilNs;
    }

    private long propagate(final long outNs, final int jitterDraw, final boolean heldBack) {
        final long delayNs = Math.max(0, profile.delayNs() + Math.round(profile.jitterNs() * shape(draw(jitterDraw))));
        long at = outNs + delayNs;
        if (heldBack) {
            return at + profile.reorderNs();
        }
        if (!profile.jitterReorders()) {
            at = Math.max(at, lastDepartureNs);
            lastDepartureNs = at;
        }
        return at;
    }

    private double shape(final double uniform) {
        return profile.jitterShape().inverse(uniform);
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
