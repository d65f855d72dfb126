package io.penstock.dsp.kernel.rate;

import io.penstock.dsp.kernel.CleanInput;
import java.util.Arrays;

/**
 * Changes the sample rate of interleaved sound by any ratio, fixed or changing.
 *
 * <p>Rates with a large common divisor (48000 and 16000) take one {@link PolyphaseFilter}. All others are oversampled by two with such a
 * filter, where a long filter is cheap, read at the wanted rate with a short one (J. O. Smith and P. Gossett, "A flexible sampling-rate
 * conversion method", ICASSP 1984), and, if the rate falls, brought down with a second long filter from twice the wanted rate.
 *
 * <p>Output k belongs to the time {@code k / out rate} after the first input, so nothing is shifted; it comes up to {@link #latencySamples()}
 * later. Samples that are not finite are taken as 0 and counted. Not thread-safe, except {@link #ratio}, {@link #notFinite}; nothing allocates
 * after construction.
 */
public final class ResampleKernel {
    /** How far a changing ratio may be from that of the rates, in either direction. */
    public static final double MOST_DEVIATION = 0.02;
    /** Rates with a common divisor of this take one filter: a call of 10 ms then brings 40 samples for each strand. */
    private static final int LARGE_DIVISOR_HZ = 4_000;
    /** The short filter attenuates by so much more, as it repeats itself around each multiple of its rate. */
    private static final int SHORT_FILTER_DB = 10;
    private static final int LOWEST_HZ = 1_000;
    private static final int HIGHEST_HZ = 768_000;

    /** What a conversion costs, and what it gives. */
    public enum Quality {
        /** Flat to 0.85 of the Nyquist frequency, 85 dB from 1.05: delays 8000 Hz by 4 ms and 48000 Hz by 0.7. */
        VOICE(0.85, 1.05, 85, 2_400),
        /** Flat to 0.91 of the Nyquist frequency, 125 dB from 1: delays 8000 Hz by 12 ms and 48000 Hz by 2. */
        HIGH(0.91, 1, 126, 4_900);

        private final double pass;
        private final double stop;
        private final double attenuationDb;
        private final int shortestFrameUs;

        Quality(final double pass, final double stop, final double attenuationDb, final int shortestFrameUs) {
            this.pass = pass;
            this.stop = stop;
            this.attenuationDb = attenuationDb;
            this.shortestFrameUs = shortestFrameUs;
        }

        /**
         * The shortest frame for which the delay is not many frames.
         *
         * @return microseconds.
         */
        public int shortestFrameUs() {
            return shortestFrameUs;
        }

        /**
         * The delay of no conversion is longer whose lower rate is at least this.
         *
         * @param lowerHz samples per second, positive.
         * @return nanoseconds.
         */
        public long longestDelayNs(final int lowerHz) {
            final double sharp = new LowPass(pass / 2, stop / 2, attenuationDb).half();
            // rates a little apart: the first filter may use what lies between the pass band and its image
            final double first = new LowPass(pass / 2, 1 - pass / 2, attenuationDb).half();
            final double between = new LowPass(0.25, 0.75, attenuationDb + SHORT_FILTER_DB).half() / 2;
            return (long) ((sharp + first + between + 4) * 1e9 / lowerHz);
        }
    }

    private final int inHz;
    private final int outHz;
    private final int channels;
    private final int most;
    private final RateStage[] stages;
    private final double[] stageHz;
    private final float[][][] planes;
    private final FractionalInterpolator interpolator;
    private final boolean changing;
    private final int latency;
    private final float[] silence;
    private volatile double ratio = 1;
    private volatile long notFinite;

    /**
     * A conversion.
     *
     * @param inHz     samples per second and channel that come, 1000–768000.
     * @param outHz    samples per second and channel that go, 1000–768000.
     * @param channels interleaved channels, 1–64.
     * @param quality  what it costs and gives.
     * @param changing whether {@link #ratio} may be used; equal rates are then filtered, too.
     * @param most     samples a channel that a call brings at most.
     * @throws IllegalArgumentException if out of range.
     */
    public ResampleKernel(final int inHz, final int outHz, final int channels, final Quality quality, final boolean changing, final int most) {
        if (Math.min(inHz, outHz) < LOWEST_HZ || Math.max(inHz, outHz) > HIGHEST_HZ || channels < 1 || channels > 64 || most < 1) {
            throw new IllegalArgumentException("resampler: " + inHz + " to " + outHz + " Hz ×" + channels + ", " + most
                + " samples a call: accepted are 1000–768000 Hz, 1–64 channels, 1 sample and more");
        }
        this.inHz = inHz;
        this.outHz = outHz;
        this.channels = channels;
        this.most = most;
        this.changing = changing;
        final int divisor = gcd(inHz, outHz);
        if (inHz == outHz && !changing) {
            stages = new RateStage[0];
            stageHz = new double[0];
            interpolator = null;
        } else if (divisor >= LARGE_DIVISOR_HZ && !changing) {
            final double edge = Math.min(inHz, outHz) / 2.0 / inHz;
            stages = new RateStage[] {new PolyphaseFilter(outHz / divisor, inHz / divisor, quality.pass * edge, quality.stop * edge,
                quality.attenuationDb, channels, most)};
            stageHz = new double[] {inHz};
            interpolator = null;
        } else {
            stages = new RateStage[inHz > outHz ? inHz < 2 * outHz ? 3 : 2 : 2];
            stageHz = new double[stages.length];
            interpolator = oversampled(quality);
        }
        planes = new float[stages.length + 1][channels][];
        int n = most;
        double delay = 0;
        for (int s = 0; s <= stages.length; s++) {
            for (int c = 0; c < channels; c++) {
                planes[s][c] = new float[n];
            }
            if (s < stages.length) {
                n = stages[s].mostOut(n);
                delay += stages[s].longestBacklog() / stageHz[s];
            }
        }
        latency = (int) Math.ceil(delay * outHz - 1e-9);
        silence = new float[most * channels];
    }

    private FractionalInterpolator oversampled(final Quality quality) {
        int n = most;
        int s = 0;
        double hz = inHz;
        final double lower = Math.min(inHz, outHz) / 2.0;
        final double db = quality.attenuationDb;
        if (inHz < 2 * outHz) {
            // a falling rate is cut sharply in the end: here only images must go that would fold into what stays
            final boolean sharp = outHz >= inHz;
            final double pass = quality.pass * lower;
            final double stop = sharp ? quality.stop * lower : inHz - pass;
            stages[s] = new PolyphaseFilter(2, 1, pass / inHz, stop / inHz, db, channels, n);
            stageHz[s] = hz;
            n = stages[s++].mostOut(n);
            hz *= 2;
        }
        final boolean falling = outHz < inHz;
        final int to = falling ? 2 * outHz : outHz;
        final int divisor = gcd((int) hz, to);
        final LowPass filter = new LowPass(lower / hz, (falling ? 3 * lower : hz - lower) / hz, db + SHORT_FILTER_DB);
        final FractionalInterpolator made = new FractionalInterpolator((int) hz / divisor, to / divisor, changing, filter, channels, n);
        stages[s] = made;
        stageHz[s] = hz;
        n = stages[s++].mostOut(n);
        if (falling) {
            stages[s] = new PolyphaseFilter(1, 2, quality.pass / 4, quality.stop / 4, db, channels, n);
            stageHz[s] = to;
        }
        return made;
    }

    private static int gcd(final int a, final int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /**
     * Changes how many samples go for one that comes, in effect from the next call on: against the drift of clocks. Any thread.
     *
     * @param relative relative to the rates; 1.0001 = 100 ppm more samples go.
     * @return this.
     * @throws IllegalArgumentException if further from 1 than {@link #MOST_DEVIATION}, or the ratio was said to be fixed.
     */
    public ResampleKernel ratio(final double relative) {
        if (!changing || !(Math.abs(relative - 1) <= MOST_DEVIATION)) {
            throw new IllegalArgumentException("resampler: ratio " + relative + " to that of the rates: accepted are "
                + (1 - MOST_DEVIATION) + " to " + (1 + MOST_DEVIATION) + " of one that was made to change");
        }
        ratio = relative;
        return this;
    }

    /**
     * Takes and gives sound.
     *
     * @param in  interleaved samples, ±1.
     * @param n   samples a channel, at most what it was made for.
     * @param out receives interleaved samples; {@link #mostOut} a channel.
     * @return samples a channel put out.
     */
    public int process(final float[] in, final int n, final float[] out) {
        if (changing) {
            interpolator.ratio(ratio);
        }
        split(in, n);
        int k = n;
        for (int s = 0; s < stages.length; s++) {
            k = stages[s].process(planes[s], k, planes[s + 1]);
        }
        final float[][] last = planes[stages.length];
        for (int c = 0; c < channels; c++) {
            final float[] plane = last[c];
            for (int i = 0, j = c; i < k; i++, j += channels) {
                out[j] = plane[i];
            }
        }
        return k;
    }

    private void split(final float[] in, final int n) {
        for (int c = 0; c < channels; c++) {
            final float[] plane = planes[0][c];
            float test = 0;
            for (int i = 0, j = c; i < n; i++, j += channels) {
                plane[i] = in[j];
                test += in[j] * 0;
            }
            if (test != 0) {
                notFinite += CleanInput.copy(plane, 0, plane, 0, n);
            }
        }
    }

    /**
     * Gives what is left when nothing follows, up to the end of the last input, and goes back to the beginning.
     *
     * @param out receives interleaved samples; {@link #mostDrained()} a channel.
     * @return samples a channel put out.
     */
    public int drain(final float[] out) {
        final int wanted = (int) Math.ceil(backlogSamples() * outHz / inHz * ratio - 1e-6);
        Arrays.fill(silence, 0);
        int k = 0;
        while (k < wanted) {
            final float[][] last = planes[stages.length];
            int n = Math.min(most, 1 + latency * inHz / outHz);
            split(silence, n);
            for (int s = 0; s < stages.length; s++) {
                n = stages[s].process(planes[s], n, planes[s + 1]);
            }
            for (int i = 0; i < n && k < wanted; i++, k++) {
                for (int c = 0; c < channels; c++) {
                    out[k * channels + c] = last[c][i];
                }
            }
        }
        reset();
        return k;
    }

    /**
     * How far the next output lies behind the end of the input, in samples of the input.
     *
     * @return samples with fraction.
     */
    public double backlogSamples() {
        double seconds = 0;
        for (int s = 0; s < stages.length; s++) {
            seconds += stages[s].backlog() / stageHz[s];
        }
        return seconds * inHz;
    }

    /**
     * Delay: after any number of inputs, at most so many of the outputs up to their end are still to come.
     *
     * @return output samples a channel.
     */
    public int latencySamples() {
        return latency;
    }

    /**
     * Most samples a channel that a call puts out.
     *
     * @return samples.
     */
    public int mostOut() {
        return planes[stages.length][0].length;
    }

    /**
     * Most samples a channel that are left at the end.
     *
     * @return samples.
     */
    public int mostDrained() {
        return (int) (latency * (1 + MOST_DEVIATION)) + 2;
    }

    /**
     * Input samples that were not finite. Any thread.
     *
     * @return the count.
     */
    public long notFinite() {
        return notFinite;
    }

    /** Forgets the past: the next input is the first. */
    public void reset() {
        for (final RateStage stage : stages) {
            stage.reset();
        }
    }
}
