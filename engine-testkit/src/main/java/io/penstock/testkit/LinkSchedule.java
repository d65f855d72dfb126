package io.penstock.testkit;

import io.penstock.clock.Timebase;
import io.penstock.stage.Latency;
import io.penstock.testkit.LossyLink.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one direction of a link does over time: profiles and outages, one after the other.
 *
 * <pre>{@code
 * LinkSchedule step = LinkSchedule.rates("2M:10s,300k:20s,2M", base);
 * LinkSchedule handOver = LinkSchedule.builder().step(lte, seconds(8)).holds(ms(400)).step(farther, seconds(12)).loses(seconds(1)).last(lte);
 * LinkSchedule.builder().step(quiet, seconds(4)).step(microwave, ms(800)).repeating();
 * }</pre>
 *
 * <p>Time is counted in nanoseconds from the schedule's beginning; {@link LinkModel#begin} says when that is. A packet meets the profile of
 * the moment when it comes in; only the rate of the bottleneck is that of the moments when it is sent, so a packet that waits there when the
 * rate changes is sent faster or slower from then on.
 *
 * <p>Immutable.
 */
public final class LinkSchedule {
    private static final long FOREVER = Long.MAX_VALUE;

    private final List<Step> steps;
    private final long[] endNs;
    private final long periodNs;
    private final boolean limited;
    private final boolean holding;

    private LinkSchedule(final List<Step> steps, final boolean repeats) {
        this.steps = List.copyOf(steps);
        endNs = new long[steps.size()];
        long atNs = 0;
        for (int i = 0; i < endNs.length; i++) {
            final long lastsNs = steps.get(i).lastsNs();
            atNs = lastsNs == FOREVER ? FOREVER : Math.addExact(atNs, lastsNs);
            endNs[i] = atNs;
        }
        periodNs = repeats ? atNs : FOREVER;
        limited = steps.stream().anyMatch(step -> step.profile.rateBitsPerSecond() > 0);
        holding = steps.stream().anyMatch(step -> step.passage == Passage.HOLDS);
    }

    /** What happens to packets that come in. */
    public enum Passage {
        /** What the profile says. */
        OPEN,
        /** An outage that loses them all. */
        LOSES,
        /**
         * An outage that keeps them: they come out when it is over, at the rate of the bottleneck, whose queue is bounded as ever. Without
         * a bottleneck only the capacity of what holds the packets bounds them.
         */
        HOLDS
    }

    /**
     * A part of a schedule.
     *
     * @param profile what the link does to packets.
     * @param passage whether they pass.
     * @param lastsNs nanoseconds; {@code Long.MAX_VALUE} = to the end.
     */
    public record Step(Profile profile, Passage passage, long lastsNs) {
        /**
         * Checks the ranges.
         *
         * @param profile see the record
         * @param passage see the record
         * @param lastsNs see the record
         */
        public Step {
            if (profile == null || passage == null || lastsNs <= 0) {
                throw new IllegalArgumentException("a step of a link's schedule lasts " + lastsNs + " ns, with " + profile + " and " + passage
                    + ": accepted are more than 0 ns, a profile and a passage");
            }
        }

        @Override
        public String toString() {
            final String what = passage == Passage.LOSES ? "off" : passage == Passage.HOLDS ? "hold"
                : LinkScheduleText.rate(profile.rateBitsPerSecond());
            return lastsNs == FOREVER ? what : what + ':' + LinkScheduleText.duration(lastsNs);
        }
    }

    /**
     * A link that does not change.
     *
     * @param profile what it does to packets.
     * @return the schedule.
     */
    public static LinkSchedule always(final Profile profile) {
        return builder().last(profile);
    }

    /**
     * Reads rates over time: {@code 2M:10s,300k:20s,2M} is 2 Mbit/s for ten seconds, 300 kbit/s for twenty, then 2 Mbit/s to the end. In
     * place of a rate, {@code 0} is none at all, {@code off} an outage that loses packets and {@code hold} one that keeps them back. If the
     * last step has a duration as well, it begins anew after that.
     *
     * @param text rates from 1000 bit/s with {@code k} or {@code M}, durations in {@code ms} or {@code s}.
     * @param base everything else that the link does, and how long its queue is.
     * @return the schedule.
     * @throws IllegalArgumentException if the text cannot be read; the message says what is wrong with which step.
     */
    public static LinkSchedule rates(final String text, final Profile base) {
        return LinkScheduleText.read(text, base);
    }

    /**
     * Starts an empty schedule.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All steps, once.
     *
     * @return an immutable list, never empty.
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Whether it begins anew after its last step.
     *
     * @return true if it never ends.
     */
    public boolean isRepeating() {
        return periodNs != FOREVER;
    }

    /**
     * Whether there is a bottleneck at any time.
     *
     * @return true if a step limits the rate.
     */
    public boolean isLimited() {
        return limited;
    }

    /**
     * What the link does at a moment.
     *
     * @param atNs nanoseconds since the beginning; before it, the first step counts.
     * @return the step.
     */
    public Step stepAt(final long atNs) {
        return steps.get(indexAt(Math.max(0, atNs)));
    }

    /**
     * Bounds of the delay.
     *
     * @return from the least of all profiles to the most of them, and the longest outage that keeps packets back on top.
     */
    public Latency latency() {
        long minNs = FOREVER;
        long maxNs = 0;
        long heldNs = 0;
        for (final Step step : steps) {
            final Latency latency = step.profile.latency();
            minNs = Math.min(minNs, latency.minNs());
            maxNs = Math.max(maxNs, latency.maxNs());
            heldNs = Math.max(heldNs, step.passage == Passage.HOLDS ? step.lastsNs : 0);
        }
        return new Latency(minNs, maxNs + heldNs);
    }

    /** Which step a moment belongs to. */
    private int indexAt(final long atNs) {
        final int found = Arrays.binarySearch(endNs, periodNs == FOREVER ? atNs : atNs % periodNs);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** When the step of a moment ends. */
    private long endOf(final int index, final long atNs) {
        return periodNs == FOREVER ? endNs[index] : atNs - atNs % periodNs + endNs[index];
    }

    /** When the bottleneck is done with so many bits that it starts to send at a moment. */
    long sentNs(final long startNs, final long bits) {
        long work = bits * Timebase.NANOS_PER_SECOND;
        long atNs = startNs;
        while (true) {
            final int index = indexAt(atNs);
            final Step step = steps.get(index);
            final long untilNs = endOf(index, atNs);
            if (step.passage != Passage.HOLDS) {
                final long rate = step.profile.rateBitsPerSecond();
                if (rate == 0 || work / rate <= untilNs - atNs) {
                    return rate == 0 ? atNs : atNs + work / rate;
                }
                work -= (untilNs - atNs) * rate;
            }
            atNs = untilNs;
        }
    }

    /** How much of a span of time is spent sending, which is all of it unless an outage keeps packets back. */
    long sendingNs(final long fromNs, final long untilNs) {
        if (!holding) {
            return untilNs - fromNs;
        }
        long sendingNs = 0;
        long atNs = fromNs;
        while (atNs < untilNs) {
            final int index = indexAt(atNs);
            final long nextNs = Math.min(untilNs, endOf(index, atNs));
            sendingNs += steps.get(index).passage == Passage.HOLDS ? 0 : nextNs - atNs;
            atNs = nextNs;
        }
        return sendingNs;
    }

    /** The text form of the rates over time; see {@link #rates}. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(","));
    }

    /** Builds a schedule, step by step. */
    public static final class Builder {
        private final List<Step> steps = new ArrayList<>();

        private Builder() {
        }

        /**
         * Adds a profile for some time.
         *
         * @param profile what the link does to packets.
         * @param lasts   for how long, more than 0.
         * @return this.
         */
        public Builder step(final Profile profile, final Duration lasts) {
            return add(profile, Passage.OPEN, lasts);
        }

        /**
         * Adds an outage that loses packets; the bottleneck sends on what waits there.
         *
         * @param lasts for how long, more than 0.
         * @return this.
         */
        public Builder loses(final Duration lasts) {
            return add(present(), Passage.LOSES, lasts);
        }

        /**
         * Adds an outage that keeps packets back: what comes in, and what waits before the bottleneck.
         *
         * @param lasts for how long, more than 0.
         * @return this.
         */
        public Builder holds(final Duration lasts) {
            return add(present(), Passage.HOLDS, lasts);
        }

        Builder add(final Profile profile, final Passage passage, final Duration lasts) {
            steps.add(new Step(profile, passage, lasts.toNanos()));
            return this;
        }

        private Profile present() {
            return steps.isEmpty() ? Profile.PERFECT : steps.get(steps.size() - 1).profile;
        }

        /**
         * Ends with a profile that lasts.
         *
         * @param profile what the link does from then on.
         * @return the schedule.
         */
        public LinkSchedule last(final Profile profile) {
            final List<Step> all = new ArrayList<>(steps);
            all.add(new Step(profile, Passage.OPEN, FOREVER));
            return new LinkSchedule(all, false);
        }

        /**
         * Ends by beginning anew.
         *
         * @return the schedule.
         * @throws IllegalArgumentException if there is no step in which packets pass.
         */
        public LinkSchedule repeating() {
            if (steps.stream().allMatch(step -> step.passage == Passage.HOLDS)) {
                throw new IllegalArgumentException("a link's schedule that repeats has no step but outages that keep packets: "
                    + "accepted are schedules with at least one other step");
            }
            return new LinkSchedule(steps, true);
        }
    }
}
