package io.penstock.dsp.kernel.echo;

import io.penstock.dsp.kernel.Fft;
import java.util.Arrays;

/**
 * Takes the echo that the linear filter left out of the microphone, by gains in time and frequency.
 *
 * <p>Gains are Wiener's with decision-directed prior (Ephraim &amp; Malah 1984) against the residual that {@link EchoResidual} expects:
 * many times that as long as there is no voice beside the echo, less than that while there is. Delays by what its windows overlap. Not
 * thread-safe.
 */
final class EchoSuppressor {
    private static final float TINY = 1e-13f;
    // a hundredth of the rounding noise of 16-bit samples
    private static final float INAUDIBLE = 1e-10f;
    private static final float ALONE = 40;
    private static final float WITH_VOICE = 0.25f;
    private static final float PRIOR = 0.85f;
    private static final float FLOOR = 0.003f;
    private static final int LOWEST_LAG_BIN = 8;

    private static final float[] COS = new float[256];

    static {
        for (int i = 0; i < COS.length; i++) {
            COS[i] = (float) Math.cos(2 * Math.PI * i / COS.length);
        }
    }

    private final int hop;
    private final int ratio;
    private final Fft fft;
    private final int bins;
    private final int low;
    private final float[] window;
    private final EchoSpectrum error;
    private final EchoSpectrum echo;
    private final HighEcho high;
    private final EchoResidual residual;
    private final float[] scratch;
    private final float[] overlap;
    private final float[] leftPower;
    private final float[] clean;
    private final NoiseFloor noise;
    private final boolean comfort;
    private int random = 0x2545F491;
    private float lagNumerator;
    private float lagWeight;
    private volatile float nearShare;

    /**
     * For hops of {@code hop} samples at {@code ratio} times the filter's rate.
     *
     * @param overlap     of windows, up to a hop: the delay in samples.
     * @param filterPoints size of the filter's transform.
     * @param lags         hops by which an echo may lag the far end.
     */
    EchoSuppressor(final int hop, final int overlap, final int ratio, final int filterPoints, final int lags, final boolean comfort,
        final int hopsPerSecond) {
        this.hop = hop;
        this.ratio = ratio;
        this.comfort = comfort;
        fft = new Fft(Fft.sizeFor(hop + overlap));
        bins = fft.bins();
        window = EchoSpectrum.window(hop, overlap);
        error = new EchoSpectrum(hop, fft, window);
        echo = new EchoSpectrum(hop, fft, window);
        // Near the filter's own limit the bands overlap: the far end's power says more there.
        final int all = fft.size() / (2 * ratio);
        low = ratio == 1 ? bins : (all - all / 8) / EchoResidual.BAND_BINS * EchoResidual.BAND_BINS;
        high = ratio == 1 ? null : new HighEcho(hop, fft, window, low, lags);
        // An unwindowed block of the filter's transform against a windowed one of energy `hop`, in which the same power is `ratio` times as dense.
        residual = new EchoResidual(bins, low, (float) ratio * hop / filterPoints, filterPoints * ratio / fft.size());
        scratch = new float[fft.size()];
        this.overlap = new float[overlap];
        leftPower = new float[bins];
        clean = new float[bins];
        noise = new NoiseFloor(bins, 2 * hopsPerSecond);
    }

    /**
     * One hop.
     *
     * @param e           microphone less estimated echo.
     * @param y           estimated echo.
     * @param far         the far end of this time, at full rate.
     * @param lagHops     by which the echo lags it, or −1.
     * @param uncertainty from {@link KalmanEchoFilter#uncertainty()}.
     * @param settled     how far the filter can be relied on, 0–1.
     * @param out         receives as many, late by the overlap.
     */
    void process(final float[] e, final float[] y, final float[] far, final int lagHops, final float[] uncertainty, final float settled,
        final float[] out) {
        error.push(e);
        echo.push(y);
        if (high != null) {
            high.update(far, lagHops, echo.power);
        }
        noise.update(error.power);
        measureLag();
        residual.update(error, echo, uncertainty, noise.power());
        applyGains(settled * residual.voice());
        fft.inverse(error.re, error.im, scratch, 0);
        for (int i = 0; i < hop; i++) {
            out[i] = scratch[i] * window[i];
        }
        for (int i = 0; i < overlap.length; i++) {
            out[i] += overlap[i];
            overlap[i] = scratch[hop + i] * window[hop + i];
        }
    }

    /** By how much the microphone lags the estimate: the slope of the cross spectrum's phase, weighted by signal to noise. */
    private void measureLag() {
        final float step = (float) (2 * Math.PI * ratio / fft.size());
        float num = 0;
        float den = 0;
        for (int k = LOWEST_LAG_BIN; k < low - low / 8; k++) {
            leftPower[k] += 0.05f * (error.power[k] - leftPower[k]);
            final float w = step * k / (leftPower[k] + error.power[k] + 1e-9f);
            num += w * (error.re[k] * echo.im[k] - error.im[k] * echo.re[k]);
            den += w * step * k * echo.power[k];
        }
        lagNumerator = num;
        lagWeight = den;
    }

    /** Lag of the microphone in samples of the filter, times {@link #lagWeight()}. */
    float lagNumerator() {
        return lagNumerator;
    }

    float lagWeight() {
        return lagWeight;
    }

    /** By how much the estimated echo fails to be in the microphone, 0–1. */
    float mismatch() {
        return residual.mismatch();
    }

    /** Whether somebody talks at the near end, 0–1. */
    float voice() {
        return residual.voice();
    }

    /** The same where there is an echo; 1 where there is none, and so nothing that could be taken for a voice. */
    float voiceBesideEcho() {
        return residual.echo() ? residual.voice() : 1;
    }

    private void applyGains(final float voice) {
        final float over = (float) (Math.pow(ALONE, 1 - voice) * Math.pow(WITH_VOICE, voice));
        final float[] expected = residual.power();
        final float[] power = error.power;
        final float[] n = noise.power();
        float passed = 0;
        float total = TINY;
        for (int k = 0; k < bins; k++) {
            final float r = expected[k] * over;
            total += power[k];
            if (r < INAUDIBLE) {
                clean[k] = power[k];
                passed += power[k];
                continue;
            }
            final float posterior = power[k] / r;
            final float prior = PRIOR * clean[k] / r + (1 - PRIOR) * Math.max(0, posterior - 1);
            final float g = Math.max(FLOOR, prior / (1 + prior));
            clean[k] = g * g * power[k];
            passed += clean[k];
            error.re[k] *= g;
            error.im[k] *= g;
            if (comfort) {
                random = random * 1664525 + 1013904223;
                final float amplitude = (float) Math.sqrt(Math.max(0, Math.min(n[k], 100) * (1 - g * g)));
                final int phase = random >>> 24;
                error.re[k] += amplitude * COS[phase];
                error.im[k] += amplitude * COS[(phase + 64) & 255];
            }
        }
        nearShare = residual.echo() ? passed / total : 0;
        error.im[0] = 0;
        error.im[bins - 1] = 0;
    }

    /** Share of the near end in what came in, 0–1. Any thread. */
    float nearShare() {
        return nearShare;
    }

    /** Forgets the sound under way. */
    void flush() {
        error.clear();
        echo.clear();
        if (high != null) {
            high.clear();
        }
        Arrays.fill(overlap, 0);
        Arrays.fill(clean, 0);
    }
}
