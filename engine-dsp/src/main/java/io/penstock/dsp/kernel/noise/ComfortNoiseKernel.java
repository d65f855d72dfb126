package io.penstock.dsp.kernel.noise;

import io.penstock.dsp.kernel.FastMath;
import java.util.Arrays;

/**
 * Noise of a given level and spectral envelope for pauses that are not sent, as in RFC 3389: its level in −dBov, its shape as reflection
 * coefficients of an all-pole model, one octet each.
 *
 * <p>{@link #describe} measures a background and writes a payload of the RFC, {@link #parameters} takes one, {@link #generate} makes the sound:
 * white noise through a lattice filter, its level and shape moving to new parameters over {@value #GLIDE_MS} ms so that updates are not heard.
 * Not thread-safe; nothing allocates after construction.
 */
public final class ComfortNoiseKernel {
    /** Reflection coefficients at most. */
    public static final int MOST_ORDER = 12;
    /** Length of a payload that {@link #describe} writes. */
    public static final int PAYLOAD_LENGTH = 1 + MOST_ORDER;

    private static final int GLIDE_MS = 40;
    private static final int QUIETEST = 127;
    // RFC 3389 3: a sine of full scale, amplitude 1, has the power 0.5; the level is that of a square wave of full scale
    private static final float OVERLOAD_POWER = 1;
    private static final float COEFFICIENT_STEP = 258f / 32768f;
    private static final int COEFFICIENT_MIDDLE = 127;
    // white noise 40 dB below the background, so that the recursion stays well conditioned
    private static final double WHITENING = 1e-4;
    private static final float UNIFORM_TO_RMS = (float) Math.sqrt(3);
    private static final float MOST_REFLECTION = 0.98f;

    private final int glideSamples;
    private final float[] reflection = new float[MOST_ORDER];
    private final float[] wanted = new float[MOST_ORDER];
    private final float[] state = new float[MOST_ORDER + 1];
    private final double[] correlation = new double[MOST_ORDER + 1];
    private final double[] predictor = new double[MOST_ORDER + 1];
    private final double[] before = new double[MOST_ORDER + 1];
    private float rms;
    private float wantedRms;
    private int seed = 0x2545F491;
    private boolean started;

    /**
     * A generator.
     *
     * @param sampleRateHz 8000 to 48000.
     */
    public ComfortNoiseKernel(final int sampleRateHz) {
        if (sampleRateHz < 8_000 || sampleRateHz > 48_000) {
            throw new IllegalArgumentException("comfort noise at " + sampleRateHz + " Hz: accepted are 8000 to 48000");
        }
        glideSamples = sampleRateHz * GLIDE_MS / 1000;
    }

    /**
     * Measures a background and describes it as a payload of RFC 3389.
     *
     * @param sound   samples of ±1.
     * @param n       how many, 100 to all; 20 to 100 ms do well.
     * @param payload receives {@link #PAYLOAD_LENGTH} octets: level, then coefficients.
     * @param at      index of the first.
     * @throws IllegalArgumentException if there are too few samples or there is no room.
     */
    public void describe(final float[] sound, final int n, final byte[] payload, final int at) {
        if (n < 100 || n > sound.length || at < 0 || at > payload.length - PAYLOAD_LENGTH) {
            throw new IllegalArgumentException(n + " samples of " + sound.length + " into " + payload.length + " octets at " + at
                + ": needs 100 samples and " + PAYLOAD_LENGTH + " octets");
        }
        for (int lag = 0; lag <= MOST_ORDER; lag++) {
            double sum = 0;
            for (int i = lag; i < n; i++) {
                sum += (double) sound[i] * sound[i - lag];
            }
            correlation[lag] = Double.isFinite(sum) ? sum : 0;
        }
        final double power = correlation[0] / n;
        payload[at] = (byte) Math.max(0, Math.min(QUIETEST, Math.round(-10 * Math.log10(power / OVERLOAD_POWER + 1e-15))));
        correlation[0] = correlation[0] * (1 + WHITENING) + 1e-12;
        Arrays.fill(predictor, 0);
        double error = correlation[0];
        for (int m = 1; m <= MOST_ORDER; m++) {
            double sum = correlation[m];
            for (int j = 1; j < m; j++) {
                sum += predictor[j] * correlation[m - j];
            }
            final double k = -sum / error;
            System.arraycopy(predictor, 0, before, 0, m);
            predictor[m] = k;
            for (int j = 1; j < m; j++) {
                predictor[j] = before[j] + k * before[m - j];
            }
            error *= 1 - k * k;
            payload[at + m] = (byte) Math.max(0, Math.min(2 * COEFFICIENT_MIDDLE, Math.round(k / COEFFICIENT_STEP) + COEFFICIENT_MIDDLE));
        }
    }

    /**
     * Takes a payload of RFC 3389: the noise changes to it smoothly.
     *
     * @param payload octets: the level in −dBov, its first bit ignored; then up to {@link #MOST_ORDER} coefficients, further ones ignored.
     * @param at      index of the first.
     * @param length  octets, at least 1.
     * @throws IllegalArgumentException if the range is not inside the array.
     */
    public void parameters(final byte[] payload, final int at, final int length) {
        if (length < 1 || at < 0 || at > payload.length - length) {
            throw new IllegalArgumentException("comfort noise of " + length + " octets at " + at + " of " + payload.length);
        }
        level(-(payload[at] & QUIETEST));
        for (int m = 0; m < MOST_ORDER; m++) {
            final int octet = m + 1 < length ? payload[at + m + 1] & 0xFF : COEFFICIENT_MIDDLE;
            wanted[m] = Math.max(-MOST_REFLECTION, Math.min(MOST_REFLECTION, (octet - COEFFICIENT_MIDDLE) * COEFFICIENT_STEP));
        }
        if (!started) {
            System.arraycopy(wanted, 0, reflection, 0, MOST_ORDER);
        }
    }

    /**
     * Sets the level; the shape stays.
     *
     * @param dbov decibels relative to a square wave of full scale, −127 to 0; −127 is silence.
     * @return this.
     */
    public ComfortNoiseKernel level(final float dbov) {
        wantedRms = dbov <= -QUIETEST ? 0 : (float) Math.sqrt(OVERLOAD_POWER * FastMath.fromDb(Math.min(0, dbov)));
        return this;
    }

    /**
     * Makes noise.
     *
     * @param out receives samples of ±1.
     * @param at  index of the first.
     * @param n   how many.
     */
    public void generate(final float[] out, final int at, final int n) {
        if (!started) {
            started = true;
            rms = wantedRms;
        }
        final float share = Math.min(1, (float) n / glideSamples);
        for (int m = 0; m < MOST_ORDER; m++) {
            reflection[m] += share * (wanted[m] - reflection[m]);
        }
        float loss = 1;
        for (int m = 0; m < MOST_ORDER; m++) {
            loss *= 1 - reflection[m] * reflection[m];
        }
        final float step = share * (wantedRms - rms) / Math.max(1, n);
        final float excitation = (float) Math.sqrt(loss) * UNIFORM_TO_RMS;
        for (int i = at; i < at + n; i++) {
            seed ^= seed << 13;
            seed ^= seed >>> 17;
            seed ^= seed << 5;
            float f = seed * 0x1p-31f * excitation;
            for (int m = MOST_ORDER - 1; m >= 0; m--) {
                f -= reflection[m] * state[m];
                state[m + 1] = state[m] + reflection[m] * f;
            }
            state[0] = f;
            rms += step;
            out[i] = Math.max(-1, Math.min(1, f * rms));
        }
    }

    /** Forgets level and shape. */
    public void reset() {
        Arrays.fill(state, 0);
        Arrays.fill(reflection, 0);
        Arrays.fill(wanted, 0);
        rms = 0;
        wantedRms = 0;
        started = false;
    }
}
