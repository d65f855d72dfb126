package io.penstock.testkit;

import io.penstock.clock.Timebase;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.time.Duration;
import java.util.Arrays;

/**
 * A bad network as a stage: loses, delays, reorders and duplicates packets as a {@link Profile} or a {@link LinkSchedule} of them says, on
 * the engine's clock, and with one seed always the same ones. A schedule begins when the stage starts.
 *
 * <pre>{@code
 * graph.source("camera", …) … .via("net", LossyLink.of(Profile.builder().loss(0.05).delay(ms(50)).jitter(ms(10)).build(), 7)) …
 * }</pre>
 *
 * <p>Packets in flight are kept by reference, up to a bound. Counters: {@code dropped.lost}, {@code dropped.queue},
 * {@code dropped.overflow} (the bound, a flush, or more than {@value #BURST} packets in flight at the end of stream), {@code delivered},
 * {@code duplicated}, {@code reordered}. At the end of the stream what is in flight comes out at once.
 */
public final class LossyLink implements Transform {
    /** Packets in flight that the stage holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 512;

    private static final int BURST = 16;
    private static final int MAX_CAPACITY = 1 << 16;

    private final LinkModel model;
    private final DepartureQueue queue;
    private final Frame[] frames;
    private final StageSpec spec;
    private StageContext context;
    private LinkCounterMirror mirror;

    private LossyLink(final LinkSchedule schedule, final long seed, final int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity " + capacity + " packets: accepted are 1–" + MAX_CAPACITY);
        }
        model = new LinkModel(schedule, seed);
        queue = new DepartureQueue(capacity);
        frames = new Frame[capacity];
        spec = StageSpec.same("lossylink", PacketSpec.any()).ticking()
            .framesHeld(capacity).maxOutputsPerInput(BURST).latency(schedule.latency()).build();
    }

    /**
     * A link.
     *
     * @param profile what it does to packets.
     * @param seed    which packets it does it to.
     * @return the stage.
     */
    public static LossyLink of(final Profile profile, final long seed) {
        return of(profile, seed, DEFAULT_CAPACITY);
    }

    /**
     * A link that holds so many packets.
     *
     * @param profile  what it does to packets.
     * @param seed     which packets it does it to.
     * @param capacity most packets in flight, 1–65536; more are dropped and counted. The engine's pools grow by as much.
     * @return the stage.
     */
    public static LossyLink of(final Profile profile, final long seed, final int capacity) {
        return of(LinkSchedule.always(profile), seed, capacity);
    }

    /**
     * A link that changes over time and holds so many packets.
     *
     * @param schedule what it does to packets, and when.
     * @param seed     which packets it does it to.
     * @param capacity most packets in flight, as above; an outage that keeps packets back needs room for them.
     * @return the stage.
     */
    public static LossyLink of(final LinkSchedule schedule, final long seed, final int capacity) {
        return new LossyLink(schedule, seed, capacity);
    }

    /**
     * What became of the packets.
     *
     * @return a snapshot. Any thread.
     */
    public LinkStats stats() {
        return model.stats();
    }

    /**
     * The standing queue before the bottleneck; see {@link LinkModel#queue}.
     *
     * @param fromNs  nanoseconds since the start.
     * @param untilNs nanoseconds since then, excluded; {@code Long.MAX_VALUE} = until now.
     * @return statistics. Any thread.
     */
    public QueueStats queue(final long fromNs, final long untilNs) {
        return model.queue(fromNs, untilNs);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext newContext) {
        context = newContext;
        mirror = new LinkCounterMirror(model.counters(), newContext);
        model.begin(newContext.clock().nanoTime());
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final long nowNs = context.clock().nanoTime();
        final int copies = model.offer(nowNs, in.length());
        for (int i = 0; i < copies; i++) {
            final int slot = queue.add(model.departureNs(i), model.number());
            if (slot < 0) {
                LinkCounters.increment(model.counters().overflowed);
            } else {
                in.retain();
                frames[slot] = in;
            }
        }
        deliver(nowNs, out);
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        model.elapsed(nowNs);
        return deliver(nowNs, out);
    }

    private int deliver(final long untilNs, final Output out) {
        int count = 0;
        try {
            while (count < BURST && queue.headNs() <= untilNs) {
                count++;
                deliverHead(out);
            }
        } finally {
            context.wakeAtNs(queue.headNs());
            mirror.publish();
        }
        return count;
    }

    private void deliverHead(final Output out) {
        final long number = queue.headNumber();
        final int slot = queue.remove();
        final Frame frame = frames[slot];
        frames[slot] = null;
        try {
            out.forward(frame);
            model.counters().delivered(number);
        } finally {
            frame.release();
        }
    }

    @Override
    public void onFlush() {
        drop();
        context.wakeAtNs(Long.MAX_VALUE);
        mirror.publish();
    }

    @Override
    public void onEndOfStream(final Output out) {
        deliver(Long.MAX_VALUE - 1, out);
        drop();
        context.wakeAtNs(Long.MAX_VALUE);
        mirror.publish();
    }

    private void drop() {
        while (!queue.isEmpty()) {
            final int slot = queue.remove();
            frames[slot].release();
            frames[slot] = null;
            LinkCounters.increment(model.counters().overflowed);
        }
    }

    @Override
    public void close() {
        drop();
        Arrays.fill(frames, null);
    }

    /**
     * What one direction of a link does to packets.
     *
     * @param loss              probability of losing a packet, each on its own, 0–1.
     * @param burst             loss in bursts, in addition; null = none.
     * @param delayNs           fixed delay in nanoseconds.
     * @param jitterNs          jitter about it in nanoseconds, distributed as {@code jitterShape} says.
     * @param jitterShape       distribution of the jitter.
     * @param jitterReorders    whether jitter lets packets overtake each other; if not, a packet waits for the one before it, which raises
     *                          the mean delay where packets follow each other faster than the jitter.
     * @param reorder           probability of holding a packet back while others overtake it, 0–1.
     * @param reorderNs         how much longer such a packet takes.
     * @param duplicate         probability of a packet coming out twice, 0–1; the copy has jitter of its own.
     * @param rateBitsPerSecond rate of the bottleneck, IPv4 and UDP headers included; 0 = unlimited.
     * @param queueNs           longest wait before the bottleneck; who would wait longer is dropped.
     */
    public record Profile(double loss, GilbertElliott burst, long delayNs, long jitterNs, JitterShape jitterShape,
                          boolean jitterReorders, double reorder, long reorderNs, double duplicate, long rateBitsPerSecond,
                          long queueNs) {
        /** Loses nothing and takes no time. */
        public static final Profile PERFECT = builder().build();

        private static final long MAX_NS = 60 * Timebase.NANOS_PER_SECOND;
        private static final long MIN_RATE = 1000;

        /**
         * Checks the ranges.
         *
         * @param loss              see the record
         * @param burst             see the record
         * @param delayNs           see the record
         * @param jitterNs          see the record
         * @param jitterShape       see the record
         * @param jitterReorders    see the record
         * @param reorder           see the record
         * @param reorderNs         see the record
         * @param duplicate         see the record
         * @param rateBitsPerSecond see the record
         * @param queueNs           see the record
         */
        public Profile {
            probability("loss", loss);
            probability("reorder", reorder);
            probability("duplicate", duplicate);
            duration("delay", delayNs);
            duration("jitter", jitterNs);
            duration("reorder delay", reorderNs);
            duration("queue", queueNs);
            if (jitterShape == null) {
                throw new IllegalArgumentException("jitter shape null: accepted are UNIFORM and NORMAL");
            }
            if (rateBitsPerSecond != 0 && rateBitsPerSecond < MIN_RATE) {
                throw new IllegalArgumentException("rate " + rateBitsPerSecond + " bit/s: accepted are 0 (unlimited) and from " + MIN_RATE);
            }
        }

        static void probability(final String name, final double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + ' ' + value + ": accepted are probabilities of 0–1");
            }
        }

        private static void duration(final String name, final long ns) {
            if (ns < 0 || ns > MAX_NS) {
                throw new IllegalArgumentException(name + ' ' + ns + " ns: accepted are 0–60 s");
            }
        }

        /**
         * Starts from a perfect link.
         *
         * @return a builder.
         */
        public static Builder builder() {
            return new Builder();
        }

        /**
         * Bounds of the delay.
         *
         * @return from the fixed delay less jitter to everything that can add up.
         */
        public Latency latency() {
            final long reachNs = Math.round(jitterNs * jitterShape.reach());
            final long sendNs = rateBitsPerSecond == 0 ? 0 : queueNs + (65_507L + LinkModel.HEADER_BYTES) * 8_000_000_000L / rateBitsPerSecond;
            return new Latency(Math.max(0, delayNs - reachNs), delayNs + reachNs + sendNs + (reorder > 0 ? reorderNs : 0));
        }

        /**
         * Starts from this profile.
         *
         * @return a builder that has all its values.
         */
        public Builder toBuilder() {
            final Builder builder = new Builder();
            builder.loss = loss;
            builder.burst = burst;
            builder.delayNs = delayNs;
            builder.jitterNs = jitterNs;
            builder.jitterShape = jitterShape;
            builder.jitterReorders = jitterReorders;
            builder.reorder = reorder;
            builder.reorderNs = reorderNs;
            builder.duplicate = duplicate;
            builder.rateBitsPerSecond = rateBitsPerSecond;
            builder.queueNs = queueNs;
            return builder;
        }

        /** Builds a profile. */
        public static final class Builder {
            private double loss;
            private GilbertElliott burst;
            private long delayNs;
            private long jitterNs;
            private JitterShape jitterShape = JitterShape.UNIFORM;
            private boolean jitterReorders;
            private double reorder;
            private long reorderNs;
            private double duplicate;
            private long rateBitsPerSecond;
            private long queueNs;

            private Builder() {
            }

            /**
             * Loses packets, each on its own.
             *
             * @param probability 0–1.
             * @return this.
             */
            public Builder loss(final double probability) {
                loss = probability;
                return this;
            }

            /**
             * Loses packets in bursts, in addition.
             *
             * @param chain the chain; see {@link GilbertElliott#bursts}.
             * @return this.
             */
            public Builder burstLoss(final GilbertElliott chain) {
                burst = chain;
                return this;
            }

            /**
             * Delays every packet.
             *
             * @param value half the round-trip time of a symmetric link.
             * @return this.
             */
            public Builder delay(final Duration value) {
                delayNs = value.toNanos();
                return this;
            }

            /**
             * Varies the delay evenly, keeping packets in order.
             *
             * @param value greatest deviation.
             * @return this.
             */
            public Builder jitter(final Duration value) {
                jitterNs = value.toNanos();
                return this;
            }

            /**
             * Varies the delay, keeping packets in order.
             *
             * @param value scale of the deviation.
             * @param shape its distribution.
             * @return this.
             */
            public Builder jitter(final Duration value, final JitterShape shape) {
                jitterShape = shape;
                return jitter(value);
            }

            /**
             * Lets packets overtake each other by their jitter.
             *
             * @return this.
             */
            public Builder jitterReorders() {
                jitterReorders = true;
                return this;
            }

            /**
             * Holds packets back while others overtake them.
             *
             * @param probability 0–1.
             * @param by          how much longer they take.
             * @return this.
             */
            public Builder reorder(final double probability, final Duration by) {
                reorder = probability;
                reorderNs = by.toNanos();
                return this;
            }

            /**
             * Sends packets twice.
             *
             * @param probability 0–1.
             * @return this.
             */
            public Builder duplicate(final double probability) {
                duplicate = probability;
                return this;
            }

            /**
             * Limits the rate.
             *
             * @param bitsPerSecond from 1000, IPv4 and UDP headers included.
             * @param maxQueue      longest wait; who would wait longer is dropped.
             * @return this.
             */
            public Builder rate(final long bitsPerSecond, final Duration maxQueue) {
                rateBitsPerSecond = bitsPerSecond;
                queueNs = maxQueue.toNanos();
                return this;
            }

            /**
             * Builds.
             *
             * @return the profile.
             * @throws IllegalArgumentException if a value is out of range; the message names it.
             */
            public Profile build() {
                return new Profile(loss, burst, delayNs, jitterNs, jitterShape, jitterReorders, reorder, reorderNs, duplicate,
                    rateBitsPerSecond, queueNs);
            }
        }
    }
}
