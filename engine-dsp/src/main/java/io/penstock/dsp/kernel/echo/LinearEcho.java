package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.VectorMath;

/**
 * The part of the echo that can be computed: the far end at the delay of the echo, by the microphone's clock, through the loudspeaker's
 * curve and the room's response. Works by hops of 10 ms at 8 or 16 kHz. Not thread-safe but for what it reports.
 */
final class LinearEcho {
    static final int LONGEST_DELAY_HOPS = 53;
    private static final int PARTITION_HOPS = 3;
    private static final int PARTITIONS = 10;
    private static final int ERROR_HOPS = 2;
    /** An echo that begins so late leaves the filter enough of its length to learn it where it is. */
    private static final int WITHIN_HOPS = 12;
    private static final float FAR_ACTIVE = 1e-8f;

    private final int hop;
    private final FarHistory history;
    private final FarSpectra spectra;
    private final LoudspeakerModel curve;
    private final Fft fft;
    private final EchoPath path;
    private final LateEcho late;
    private final float[] uncertainty;
    private final DelayEstimator delay;
    private final FarResampler resampler;
    private final ClockDrift drift;
    private final float[] aligned;
    private double lag;
    private double lagBefore;

    LinearEcho(final int sampleRateHz, final int hop) {
        this.hop = hop;
        fft = new Fft(Fft.sizeFor((PARTITION_HOPS + ERROR_HOPS) * hop));
        history = new FarHistory((LONGEST_DELAY_HOPS + PARTITION_HOPS * (PARTITIONS + 1)) * hop + 2 * fft.size());
        curve = new LoudspeakerModel(history, fft, hop, PARTITION_HOPS, PARTITIONS);
        spectra = new FarSpectra(fft, history, curve, hop, PARTITION_HOPS * PARTITIONS + 1);
        path = new EchoPath(spectra, fft, PARTITION_HOPS, PARTITIONS, ERROR_HOPS);
        late = new LateEcho(spectra, path.steady, PARTITION_HOPS);
        uncertainty = new float[fft.bins()];
        delay = new DelayEstimator(history, sampleRateHz, hop, LONGEST_DELAY_HOPS);
        aligned = new float[hop];
        resampler = new FarResampler(hop, 4 * hop);
        drift = new ClockDrift(hop);
    }

    /**
     * One hop.
     *
     * @param echo receives the echo that is in {@code near}, as far as it is known.
     */
    void process(final float[] near, final float[] far, final float[] echo) {
        writeFar(far);
        delay.process(near, 0, VectorMath.energy(far, 0, hop) > FAR_ACTIVE * hop);
        spectra.push();
        path.process(near, 0, echo);
        System.arraycopy(path.steady.uncertainty(), 0, uncertainty, 0, uncertainty.length);
        late.addTo(uncertainty);
        curve.process(near, path.steady, spectra.delay());
        align();
    }

    /**
     * Keeps the clocks in step.
     *
     * @param num    lag of the microphone behind the echo in samples, times its weight.
     * @param weight its weight.
     * @param valid  whether the filter is near enough to the echo for a lag to mean anything.
     */
    void follow(final float num, final float weight, final boolean valid) {
        lag += drift.update(num, weight, valid);
    }

    /** The far end, by the microphone's clock, into the history. */
    private void writeFar(final float[] far) {
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

    private void align() {
        final int found = delay.lagHops();
        if (found < 0) {
            return;
        }
        final int at = spectra.delay() / hop;
        final int last = at + PARTITION_HOPS + 1;
        final boolean outside = found < at || found > at + WITHIN_HOPS;
        // An echo that the filter has got already, or still can, is only moved when that costs nothing.
        if ((outside || found > last && !path.lost()) && delay.score(found) > 2 * delay.best(at, last)) {
            final int partitions = Math.max(0, (found - 1) / PARTITION_HOPS) - at / PARTITION_HOPS;
            if (partitions != 0) {
                path.shift(partitions);
                if (path.lost()) {
                    path.reset();
                }
            }
        }
    }

    /** Forgets the sound under way, not the echo path. */
    void flush() {
        history.clear();
        spectra.clear();
        resampler.clear();
        path.flush();
        late.clear();
    }

    /** Power of the echo that is expected to be left, by the filter and after its end, by bins of a transform of {@link #points()}. */
    float[] uncertainty() {
        return uncertainty;
    }

    int points() {
        return fft.size();
    }

    /** How far what it says can be relied on, 0–1: not right after it began anew. */
    float settled() {
        return path.settled();
    }

    /** Whether the last hop found that the path has changed. */
    boolean switched() {
        return path.switched();
    }

    /** Hops by which the echo begins to lag the far end; −1 as long as it is not known. Any thread. */
    int lagHops() {
        return delay.lagHops();
    }

    /** By how much the microphone's clock is faster, in millionths. Any thread. */
    float driftPpm() {
        return drift.ppm();
    }
}
