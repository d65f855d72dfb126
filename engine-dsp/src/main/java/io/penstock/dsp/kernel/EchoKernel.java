package io.penstock.dsp.kernel;

/**
 * Acoustic echo canceller for one channel: delay, echo path, residual echo, comfort noise.
 *
 * <p>Works on 10 ms of samples of ±1 at a time. The echo path is learnt in the frequency domain over 300 ms, read from the far end at a
 * delay that follows the echo over half a second; what is left is suppressed by gains in time and frequency. The methods that report may
 * be called from any thread, all others from one; nothing allocates after construction.
 */
public final class EchoKernel {
    private static final int HOPS_PER_SECOND = 100;
    private static final int MS_PER_HOP = 1000 / HOPS_PER_SECOND;
    private static final int PARTITION_HOPS = 3;
    private static final int PARTITIONS = 10;
    private static final int ERROR_HOPS = 2;
    private static final int LONGEST_DELAY_HOPS = 53;
    private static final float FAR_ACTIVE = 1e-8f;
    private static final float LIMIT = 4;
    private static final float MATCHES = 0.5f;

    private final int hop;
    private final FarHistory history;
    private final FarSpectra spectra;
    private final LoudspeakerModel curve;
    private final Fft fft;
    private final EchoPath path;
    private final DelayEstimator delay;
    private final EchoSuppressor suppressor;
    private final EchoMeter meter;
    private final float[] near;
    private final float[] far;
    private final float[] echo;
    private final float[] error;
    private final float[] aligned;
    private final FarResampler resampler;
    private final ClockDrift drift;
    private double lag;
    private double lagBefore;
    private volatile long notFinite;

    /**
     * A canceller.
     *
     * @param sampleRateHz 8000 or 16000.
     * @param comfortNoise whether suppressed echo is replaced by noise like the room's.
     */
    public EchoKernel(final int sampleRateHz, final boolean comfortNoise) {
        if (sampleRateHz != 8_000 && sampleRateHz != 16_000) {
            throw new IllegalArgumentException("echo canceller at " + sampleRateHz + " Hz: accepted are 8000 and 16000");
        }
        hop = sampleRateHz / HOPS_PER_SECOND;
        fft = new Fft(Fft.sizeFor((PARTITION_HOPS + ERROR_HOPS) * hop));
        history = new FarHistory((LONGEST_DELAY_HOPS + PARTITION_HOPS * (PARTITIONS + 1)) * hop + 2 * fft.size());
        curve = new LoudspeakerModel(history, fft, hop, PARTITION_HOPS, PARTITIONS);
        spectra = new FarSpectra(fft, history, curve, hop, PARTITION_HOPS * PARTITIONS + 1);
        path = new EchoPath(spectra, fft, PARTITION_HOPS, PARTITIONS, ERROR_HOPS);
        delay = new DelayEstimator(history, sampleRateHz, hop, LONGEST_DELAY_HOPS);
        suppressor = new EchoSuppressor(hop, comfortNoise, HOPS_PER_SECOND);
        meter = new EchoMeter(hop);
        near = new float[hop];
        far = new float[hop];
        echo = new float[hop];
        error = new float[hop];
        aligned = new float[hop];
        resampler = new FarResampler(hop, 4 * hop);
        drift = new ClockDrift(hop);
    }

    /**
     * Ten milliseconds.
     *
     * @param microphone  near end, {@code sampleRateHz / 100} samples; what is not a number counts as 0.
     * @param loudspeaker far end, as many.
     * @param out         receives what is left, {@link #latencySamples()} late.
     */
    public void process(final float[] microphone, final float[] loudspeaker, final float[] out) {
        clean(microphone, near);
        clean(loudspeaker, far);
        writeFar();
        final boolean farActive = VectorMath.energy(far, 0, hop) > FAR_ACTIVE * hop;
        delay.process(near, 0, farActive);
        spectra.push();
        path.process(near, 0, echo);
        curve.process(near, path.steady, spectra.delay());
        align();
        for (int i = 0; i < hop; i++) {
            error[i] = near[i] - echo[i];
        }
        suppressor.process(error, echo, path.steady.uncertainty(), fft.size(), out, 0);
        lag += drift.update(suppressor.lagNumerator(), suppressor.lagWeight(), suppressor.mismatch() < MATCHES);
        meter.update(near, far, echo, error, out, path.switched());
    }

    /** The far end, by the microphone's clock, into the history. */
    private void writeFar() {
        resampler.write(far, hop);
        if (!drift.engaged()) {
            history.write(far, 0, hop);
            return;
        }
        if (lag < FarResampler.LEAST_LAG) {
            // Nothing newer to interpolate with: read the far end that much later, and expect the echo that much earlier.
            retreat();
        }
        resampler.read(0, lagBefore, lag, aligned, hop);
        history.write(aligned, 0, hop);
        if (lag > FarResampler.LEAST_LAG + 2 * hop) {
            advance();
        }
        lagBefore = lag;
    }

    private void retreat() {
        lag += hop;
        lagBefore += hop;
        history.rewind(hop);
        final int delayNow = spectra.delay();
        final int less = Math.min(delayNow, hop);
        spectra.delay(delayNow - less);
        if (less < hop) {
            path.shiftTaps(hop - less);
        }
    }

    private void advance() {
        lag -= hop;
        resampler.read(0, lag, lag, aligned, hop);
        history.write(aligned, 0, hop);
        spectra.delay(spectra.delay() + hop);
    }

    private void clean(final float[] from, final float[] to) {
        long bad = 0;
        for (int i = 0; i < hop; i++) {
            final float x = from[i];
            if (Math.abs(x) <= LIMIT) {
                to[i] = x;
            } else {
                // also what is not a number
                to[i] = x > 0 && x < Float.POSITIVE_INFINITY ? LIMIT : x < 0 && x > Float.NEGATIVE_INFINITY ? -LIMIT : 0;
                bad += Float.isFinite(x) ? 0 : 1;
            }
        }
        if (bad > 0) {
            notFinite += bad;
        }
    }

    private void align() {
        final int found = delay.lagHops();
        if (found < 0) {
            return;
        }
        final int at = spectra.delay() / hop;
        final int last = at + PARTITION_HOPS + 1;
        if ((found < at || found > last) && delay.score(found) > 2 * delay.best(at, last)) {
            // The strongest echo goes into the first partition, if possible with a hop to spare before it.
            final int wanted = Math.max(0, (found - 1) / PARTITION_HOPS);
            final int now = at / PARTITION_HOPS;
            if (wanted != now) {
                path.shift(wanted - now);
                if (path.lost()) {
                    path.reset();
                }
            }
        }
    }

    /** Forgets the sound under way, not the echo path. */
    public void flush() {
        history.clear();
        spectra.clear();
        resampler.clear();
        suppressor.flush();
        path.flush();
    }

    /**
     * Delay from microphone to output.
     *
     * @return samples.
     */
    public int latencySamples() {
        return hop;
    }

    /**
     * By how much the echo in the microphone is weaker than the far end.
     *
     * @return dB; NaN before there was an echo.
     */
    public float erlDb() {
        return meter.erlDb();
    }

    /**
     * By how much the echo is taken down while only the far end talks.
     *
     * @return dB; NaN before there was an echo.
     */
    public float erleDb() {
        return meter.erleDb();
    }

    /**
     * Delay from far end to the strongest echo, to 10 ms.
     *
     * @return milliseconds; −1 as long as it is not known.
     */
    public int delayMs() {
        return delay.lagHops() < 0 ? -1 : delay.lagHops() * MS_PER_HOP;
    }

    /**
     * By how much the microphone's clock is faster than the loudspeaker's.
     *
     * @return millionths.
     */
    public float driftPpm() {
        return drift.ppm();
    }

    /**
     * How often the echo path in use was found wrong and replaced.
     *
     * @return a count.
     */
    public long divergences() {
        return meter.divergences();
    }

    /**
     * Share of the near end in what the linear filter leaves.
     *
     * @return 0–1.
     */
    public float doubleTalk() {
        return suppressor.nearShare();
    }

    /**
     * Samples that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
