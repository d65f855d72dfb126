package io.penstock.examples.call;

import io.penstock.core.stages.measure.CrossCorrelator;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;

/**
 * Sound as it went by, with the time of each frame, kept so that what was played can be laid over what was sent: the latency of sound that
 * carries no markers. One thread adds; comparing is for afterwards.
 */
final class SoundTrace {
    private static final int MOST_SECONDS = 600;
    /** A second of speech is enough to be found by, and short enough to see the latency move. */
    private static final double WINDOW_SECONDS = 1;
    private static final double LONGEST_SECONDS = 1.5;
    private static final double LEAST_CONFIDENCE = 0.1;
    private static final double NS = 1e9;
    private final int rateHz;
    private final float[] samples;
    private final int[] starts;
    private final long[] timesNs;
    private final float[] scratch;
    private int count;
    private int frames;

    SoundTrace(final int rateHz, final int frameSamples, final long seconds) {
        this.rateHz = rateHz;
        samples = new float[(int) Math.min(MOST_SECONDS, seconds + 5) * rateHz];
        starts = new int[samples.length / Math.max(1, frameSamples / 8)];
        timesNs = new long[starts.length];
        scratch = new float[6 * frameSamples];
    }

    void captured(final Frame frame) {
        add(scratch, Pcm.read(frame, scratch), frame.captureNs());
    }

    void add(final float[] pcm, final int n, final long firstNs) {
        if (frames < starts.length && count + n <= samples.length) {
            starts[frames] = count;
            timesNs[frames] = firstNs;
            System.arraycopy(pcm, 0, samples, count, n);
            count += n;
            frames++;
        }
    }

    /** When the sample at a (fractional) place passed. */
    private double timeNs(final double place) {
        int low = 0;
        int high = frames - 1;
        while (low < high) {
            final int middle = low + high + 1 >>> 1;
            if (starts[middle] <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return timesNs[low] + (place - starts[low]) * NS / rateHz;
    }

    /** First sample that passed at that time or later. */
    private int placeAt(final long timeNs) {
        int low = 0;
        int high = frames;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (timesNs[middle] < timeNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == frames ? count : starts[low];
    }

    /**
     * Lays what was played over what was sent, second by second.
     *
     * @param sent    the original.
     * @param played  what became of it.
     * @param latency takes the latency of each second that could be found again.
     * @return seconds that were silent or could not be found.
     */
    static int compare(final SoundTrace sent, final SoundTrace played, final Series latency) {
        final int window = (int) (WINDOW_SECONDS * sent.rateHz);
        final int longest = (int) (LONGEST_SECONDS * sent.rateHz);
        if (sent.frames == 0 || played.frames == 0) {
            return 0;
        }
        final CrossCorrelator correlator = new CrossCorrelator(window + longest);
        int unfound = 0;
        for (int from = 0; from + window <= sent.count; from += window) {
            final int start = played.placeAt((long) sent.timeNs(from));
            final int n = Math.min(window + longest, played.count - start);
            if (n < window) {
                break;
            }
            final boolean found = correlator.compare(sent.samples, from, window, played.samples, start, n, 0, Math.min(longest, n - window / 2));
            if (!found || correlator.confidence() < LEAST_CONFIDENCE) {
                unfound++;
                continue;
            }
            final double middle = window / 2.0;
            final double playedNs = played.timeNs(start + middle + correlator.lagSamples());
            latency.add((long) playedNs, Math.round(playedNs - sent.timeNs(from + middle)));
        }
        return unfound;
    }
}
