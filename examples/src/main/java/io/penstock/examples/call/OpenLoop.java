package io.penstock.examples.call;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * Latencies from the intended time of capture, for every picture (or mark in the sound) that should have been seen, seen or not.
 *
 * <p>The source is paced: what it captures is stamped with the time at which it was due, so a source, queue or encoder that comes late is
 * late in the figures too. What that leaves out is what never arrives: lost, shed or skipped, it has no latency, and leaving it out would
 * reward dropping. The correction, for coordinated omission in the sense of HdrHistogram, is exact here and needs no guess: the slots are
 * known, one every interval from the first to the last captured. A slot that nobody saw counts with the time until something newer was seen
 * (or, at the end, until the call was over), because that is how long the viewer waited for news of that moment. HdrHistogram's
 * {@code recordValueWithExpectedInterval} fills in <em>smaller</em> values below a long one, for a caller that waits and does not ask
 * meanwhile; here the source never waits, so the missing values are <em>larger</em> ones, and are recorded as such.
 */
final class OpenLoop {
    /** What of the slots whose mark was not read was heard all the same: none of it. */
    static final LongUnaryOperator NOTHING = slotNs -> PlayedSound.NEVER;
    private final Histogram plain;
    private final Histogram corrected;
    private final LongUnaryOperator heardNs;

    /**
     * Prepares.
     *
     * @param plain     takes what was seen, nanoseconds.
     * @param corrected takes every slot, nanoseconds.
     * @param heardNs   of a slot that nobody read: when it was played nevertheless, {@link PlayedSound#NEVER} if it was not; times of the
     *                  sender's clock.
     */
    OpenLoop(final Histogram plain, final Histogram corrected, final LongUnaryOperator heardNs) {
        this.plain = plain;
        this.corrected = corrected;
        this.heardNs = heardNs;
    }

    /**
     * Counts one stream.
     *
     * @param seen       times at which something was seen, and its age then; times of the sender's clock.
     * @param aheadNs    by how much the sender's clock is ahead of that of the times.
     * @param firstNs    intended capture of the first slot.
     * @param lastNs     intended capture of the last.
     * @param intervalNs from slot to slot.
     * @param endNs      when nobody looked any more, on the sender's clock.
     * @return slots that nobody saw.
     */
    long count(final Series seen, final long aheadNs, final long firstNs, final long lastNs, final long intervalNs, final long endNs) {
        final int slots = Math.toIntExact(Math.round((lastNs - firstNs) / (double) intervalNs) + 1);
        final long[] seenAtNs = new long[slots];
        final long[] ageNs = new long[slots];
        Arrays.fill(seenAtNs, Long.MAX_VALUE);
        for (int i = 0; i < seen.count(); i++) {
            final long timeNs = seen.timeNs(i) + aheadNs;
            final long age = Math.max(0, seen.value(i));
            final long slot = Math.round((timeNs - seen.value(i) - firstNs) / (double) intervalNs);
            plain.recordValue(age);
            if (slot < 0 || slot >= slots) {
                // Begun before the first slot or after the last: seen, so it counts.
                corrected.recordValue(age);
            } else if (timeNs < seenAtNs[(int) slot]) {
                seenAtNs[(int) slot] = timeNs;
                ageNs[(int) slot] = age;
            }
        }
        for (int slot = 0; slot < slots; slot++) {
            final long slotNs = firstNs + slot * intervalNs;
            final long atNs = seenAtNs[slot] == Long.MAX_VALUE ? heardNs.applyAsLong(slotNs) : PlayedSound.NEVER;
            if (atNs != PlayedSound.NEVER) {
                seenAtNs[slot] = atNs;
                ageNs[slot] = Math.max(0, atNs - slotNs);
            }
        }
        long newsNs = endNs;
        long unseen = 0;
        for (int slot = slots - 1; slot >= 0; slot--) {
            if (seenAtNs[slot] != Long.MAX_VALUE) {
                corrected.recordValue(ageNs[slot]);
                newsNs = Math.min(newsNs, seenAtNs[slot]);
            } else {
                corrected.recordValue(Math.max(0, newsNs - firstNs - slot * intervalNs));
                unseen++;
            }
        }
        return unseen;
    }
}
