package io.penstock.core.jitter;

import io.penstock.core.rtp.RepairRequests;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;
import java.util.Arrays;

/**
 * Decides when a missing packet is asked for, and whether it still can come in time (RFC 4585, 6.2.1; RFC 4588, 6.3). Belongs to a jitter
 * buffer and its thread.
 *
 * <p>A packet is asked for when others overtook it and it did not follow within what reordering usually takes (measured, at first none), and
 * again whenever a round trip and its variation have passed without it; but not once it would come after its unit is given up. Where one
 * round is all that fits before the unit is due, the request is repeated a few milliseconds later, up to three in all as losses demand:
 * what asks and what answers may be lost as well, and there is no second chance.
 */
final class RepairRequester {
    private static final int SPAN = 512;
    private static final int MASK = SPAN - 1;
    /** More in a row is an outage, which a key frame ends sooner. */
    private static final int MAX_HOLE = 128;
    private static final int MAX_REQUESTS = 10;
    private static final int MAX_COPIES = 3;
    private static final int MAX_BACKOFF = 3;
    private static final long COPY_DISTANCE_NS = 10_000_000L;
    /** Requests closer than this travel together. */
    private static final long BATCH_NS = 5_000_000L;
    private static final long UNKNOWN_RTT_NS = 100_000_000L;
    private static final long LEAST_RTT_NS = 5_000_000L;
    private static final long MOST_REORDER_NS = 100_000_000L;
    /** Steps of the 95th percentile of reordering. */
    private static final long REORDER_UP_NS = 4_000_000L;
    private static final long REORDER_DOWN_NS = REORDER_UP_NS / 19;
    /** A pause longer than any between packets of a unit of late, by a quarter, means that its end is lost. */
    private static final long LEAST_TAIL_NS = 10_000_000L;
    /** So long after the last loss an end that does not come is taken for lost; else only for late. */
    private static final long TAIL_MEMORY_NS = 10_000_000_000L;
    private static final long FIRST_TAIL_NS = 50_000_000L;
    private static final double LOSS_MEMORY = 1.0 / 256;
    /** Better too careful at first: the first key frame is the largest picture. */
    private static final double FIRST_LOSS = 0.05;
    /** What may stay unrepaired of all packets: a picture in a hundred or less. */
    private static final double RESIDUE = 1e-4;
    private static final long NEVER = Long.MAX_VALUE;

    private final RepairRequests requests;
    private final long[] sequences = new long[SPAN];
    private final long[] missedNs = new long[SPAN];
    private final long[] firstAskedNs = new long[SPAN];
    private final long[] nextNs = new long[SPAN];
    private final int[] asked = new int[SPAN];
    private final int[] copiesLeft = new int[SPAN];
    private final int[] rounds = new int[SPAN];
    private final Counter nacked;
    private final Counter recovered;
    private final Counter tooLate;
    private boolean started;
    private long highest;
    private long lowest;
    private int missing;
    private boolean offered;
    private boolean unitEnded;
    private long newestNs;
    private boolean anyRecovered;
    private long recoveredNs;
    private long tailNs = FIRST_TAIL_NS;
    private long batchNs = Long.MIN_VALUE;
    private long reports;
    private long rttNs;
    private long rttVariationNs;
    private long reorderNs;
    private double loss = FIRST_LOSS;

    /** What the buffer knows of a missing packet. */
    interface Deadlines {
        /** When the unit of a missing packet is to be played; of the first one held behind it when none is known. */
        long playoutNs(long sequence);

        /** How much longer it is waited for. */
        long patienceNs();
    }

    RepairRequester(final RepairRequests requests, final StageContext context) {
        this.requests = requests;
        nacked = context.counter("nacked");
        recovered = context.counter("recovered");
        tooLate = context.counter("dropped.repair-late");
        reset();
    }

    void reset() {
        Arrays.fill(sequences, Long.MIN_VALUE);
        started = false;
        missing = 0;
    }

    /** A packet arrived. Returns whether because it was asked for. */
    boolean arrived(final long sequence, final boolean marker, final long nowNs) {
        if (!started) {
            started = true;
            highest = sequence;
            lowest = sequence;
            newest(marker, nowNs);
            return false;
        }
        if (sequence > highest) {
            if (sequence == highest + 1 && !unitEnded && !isMissing(sequence)) {
                tailNs = Math.max(LEAST_TAIL_NS, Math.max(tailNs - tailNs / 1024, (nowNs - newestNs) * 5 / 4));
            }
            newest(marker, nowNs);
            final boolean outage = sequence - highest > MAX_HOLE;
            for (long hole = Math.max(highest + 1, sequence - SPAN + 2); hole < sequence; hole++) {
                miss(hole, nowNs, outage ? NEVER : nowNs + reorderNs);
            }
            highest = sequence;
            loss -= loss * LOSS_MEMORY;
            return isMissing(sequence) && found(sequence, nowNs, false); // asked for before anything behind it came
        }
        return isMissing(sequence) && found(sequence, nowNs, true);
    }

    private void newest(final boolean marker, final long nowNs) {
        unitEnded = marker;
        newestNs = nowNs;
    }

    private void miss(final long sequence, final long nowNs, final long dueNs) {
        final int i = (int) sequence & MASK;
        if (sequences[i] == sequence) {
            return;
        }
        forget(i);
        sequences[i] = sequence;
        missedNs[i] = nowNs;
        nextNs[i] = dueNs;
        asked[i] = 0;
        copiesLeft[i] = 0;
        rounds[i] = 0;
        missing++;
        lowest = missing == 1 ? sequence : Math.min(lowest, sequence);
    }

    private boolean isMissing(final long sequence) {
        return sequences[(int) sequence & MASK] == sequence;
    }

    private void forget(final int i) {
        if (sequences[i] != Long.MIN_VALUE) {
            sequences[i] = Long.MIN_VALUE;
            missing--;
        }
    }

    private boolean found(final long sequence, final long nowNs, final boolean overtaken) {
        final int i = (int) sequence & MASK;
        final long waitedNs = nowNs - missedNs[i];
        final long answerNs = nowNs - firstAskedNs[i];
        final int times = asked[i];
        final boolean first = rounds[i] == 1 && overtaken;
        forget(i);
        // What comes sooner than half a round trip after the first request cannot be its answer, nor can what was next anyway.
        if (times > 0 && answerNs >= rttNs / 2 && (overtaken || rttNs > 0)) {
            recovered.increment();
            anyRecovered = true;
            recoveredNs = nowNs;
            if (first) { // later ones may answer any of the requests (Karn)
                measured(answerNs);
            }
            return true;
        }
        if (overtaken) {
            reorderNs = waitedNs > reorderNs ? Math.min(MOST_REORDER_NS, reorderNs + REORDER_UP_NS) : Math.max(0, reorderNs - REORDER_DOWN_NS);
        }
        return false;
    }

    private void measured(final long sampleNs) { // RFC 6298, 2
        if (rttNs == 0) {
            rttNs = sampleNs;
            rttVariationNs = sampleNs / 4;
        } else {
            rttVariationNs += (Math.abs(sampleNs - rttNs) - rttVariationNs) / 4;
            rttNs += (sampleNs - rttNs) / 8;
        }
    }

    /** Time from a request to its answer, and then some. */
    long roundNs() {
        return rttNs == 0 ? UNKNOWN_RTT_NS : Math.max(LEAST_RTT_NS, rttNs + rttNs / 10 + 2 * rttVariationNs);
    }

    /** Asks for the packet after the newest where the unit should be whole by now. Returns when to look again. */
    private long tail(final long nowNs) {
        if (unitEnded || isMissing(highest + 1) || !anyRecovered || nowNs - recoveredNs > TAIL_MEMORY_NS) {
            return NEVER;
        }
        if (nowNs < newestNs + tailNs) {
            return newestNs + tailNs;
        }
        miss(highest + 1, nowNs, nowNs);
        return nowNs;
    }

    /** Nothing below is of use any more. */
    void passed(final long sequence) {
        for (long gone = lowest; missing > 0 && gone < sequence && gone <= highest + 1; gone++) {
            if (isMissing(gone)) {
                forget((int) gone & MASK);
            }
        }
        lowest = Math.max(lowest, sequence);
    }

    /** Whether a packet in a range is missing and not asked for (any more). */
    boolean gaveUp(final long from, final long to) {
        for (long sequence = from; sequence < to && missing > 0; sequence++) {
            if (isMissing(sequence) && nextNs[(int) sequence & MASK] == NEVER) {
                return true;
            }
        }
        return false;
    }

    /** Asks for what is due. Returns when to look again. */
    long process(final long nowNs, final Deadlines deadlines, final DelayEstimator delay) {
        final long tailLookNs = started ? tail(nowNs) : NEVER;
        if (missing == 0) {
            return tailLookNs;
        }
        final long newReports = requests.reports();
        if (newReports != reports && requests.rttNs() > 0) {
            measured(requests.rttNs());
        }
        reports = newReports;
        if (nowNs < batchNs) {
            return Math.min(tailLookNs, batchNs);
        }
        long nextLookNs = NEVER;
        long first = Long.MAX_VALUE;
        final long roundNs = roundNs();
        for (long sequence = Math.max(lowest, highest - SPAN + 2); sequence <= highest + 1; sequence++) {
            final int i = (int) sequence & MASK;
            if (sequences[i] != sequence) {
                continue;
            }
            if (nextNs[i] <= nowNs) {
                ask(sequence, i, nowNs, roundNs, deadlines, delay);
            }
            if (sequences[i] == sequence) {
                first = Math.min(first, sequence);
                nextLookNs = Math.min(nextLookNs, nextNs[i]);
            }
        }
        lowest = first == Long.MAX_VALUE ? highest + 1 : first;
        if (offered) {
            offered = false;
            batchNs = nowNs + BATCH_NS;
            requests.flush();
        }
        return Math.min(tailLookNs > nowNs ? tailLookNs : NEVER, nextLookNs == NEVER ? NEVER : Math.max(nextLookNs, batchNs));
    }

    private void ask(final long sequence, final int i, final long nowNs, final long roundNs, final Deadlines deadlines,
                     final DelayEstimator delay) {
        final long playoutNs = deadlines.playoutNs(sequence);
        if (copiesLeft[i] == 0 && (asked[i] >= MAX_REQUESTS || nowNs + rttNs > playoutNs + deadlines.patienceNs())) {
            tooLate.increment();
            nextNs[i] = NEVER;
            return;
        }
        if (!requests.request((int) sequence)) {
            nextNs[i] = nowNs + BATCH_NS;
            return;
        }
        offered = true;
        nacked.increment();
        if (copiesLeft[i] > 0) {
            copiesLeft[i]--;
        } else {
            rounds[i]++;
            copiesLeft[i] = nowNs + 2 * roundNs > playoutNs ? copies() - 1 : 0;
        }
        if (asked[i]++ == 0) {
            firstAskedNs[i] = nowNs;
            loss += (1 - loss) * LOSS_MEMORY;
            if (sequence < highest) { // the end of a unit may only be on its way
                delay.repairAsked(nowNs + roundNs - (playoutNs - delay.targetDelayNs()), nowNs);
            }
        }
        // Further and further apart, so that a round trip that became longer is found out.
        nextNs[i] = nowNs + (copiesLeft[i] > 0 ? COPY_DISTANCE_NS : roundNs << Math.min(rounds[i] - 1, MAX_BACKOFF));
    }

    /** Requests in a round, so that next to none of them fails: each way is lost with the probability of any packet. */
    private int copies() {
        int copies = 1;
        double fails = loss * Math.min(1, 2 * loss);
        while (copies < MAX_COPIES && fails > RESIDUE) {
            fails *= Math.min(1, 2 * loss);
            copies++;
        }
        return copies;
    }
}
