package io.penstock.core.stages.measure;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;

/**
 * Puts a time into sound that survives a speech codec: a noise-like burst of 20 ms wherever the clock passes a multiple of 100 ms, one of
 * 63 codes by turns, so that a latency of up to 6.3 s is known without doubt and without talking to the sender.
 *
 * <p>A burst is the sum of a common code, which tells where it starts, and a numbered code, which tells which multiple of 100 ms it is
 * (modulo 63); see {@link SoundMarkerDetector}. The sound under it is lowered by 15 dB with ramps of 4 ms. Samples are mono floats, full
 * scale ±1. One thread; nothing allocates after construction.
 */
public final class SoundMarker {
    /** Time from one marker to the next. */
    public static final long PERIOD_NS = 100_000_000L;
    /** Length of a marker. */
    public static final long DURATION_NS = MarkerCode.DURATION_MS * Timebase.NANOS_PER_MS;
    /** Number of codes. */
    public static final int CODES = MarkerCode.TONES - 1;
    /** Level that suits speech of ordinary loudness. */
    public static final double DEFAULT_LEVEL_DBFS = -23;

    private static final float DUCKED = 0.18f;
    private static final double RAMP_S = 0.004;

    private final int sampleRateHz;
    private final float[][] bursts;
    private final float[] gain;
    private final int lead;

    /**
     * Creates an embedder.
     *
     * @param sampleRateHz samples per second, 8000–192000.
     * @param levelDbfs    level of the markers (RMS re full scale), −60 to −12.
     * @throws ConfigurationException if a value is out of range.
     */
    public SoundMarker(final int sampleRateHz, final double levelDbfs) {
        checkRate(sampleRateHz);
        if (!(levelDbfs >= -60 && levelDbfs <= -12)) {
            throw new ConfigurationException("sound marker: level " + levelDbfs + " dBFS; accepted are -60 to -12");
        }
        this.sampleRateHz = sampleRateHz;
        final float[][] codes = MarkerCode.waveforms(sampleRateHz);
        final int n = codes[0].length;
        final float scale = (float) (Math.pow(10, levelDbfs / 20) / Math.sqrt(2));
        bursts = new float[CODES][n];
        for (int c = 0; c < CODES; c++) {
            for (int i = 0; i < n; i++) {
                bursts[c][i] = scale * (codes[0][i] + codes[c + 1][i]);
            }
        }
        lead = (int) Math.round(RAMP_S * sampleRateHz);
        gain = new float[n + 2 * lead];
        for (int i = 0; i < gain.length; i++) {
            final double edge = Math.min(1, Math.min(i, gain.length - 1 - i) / (double) lead);
            gain[i] = (float) (1 - (1 - DUCKED) * (0.5 - 0.5 * Math.cos(Math.PI * edge)));
        }
    }

    /**
     * Which code belongs to a time.
     *
     * @param timeNs a reading of the clock.
     * @return 0 to {@link #CODES} − 1, that of the marker at or before it.
     */
    public static int code(final long timeNs) {
        return (int) Math.floorMod(Math.floorDiv(timeNs, PERIOD_NS), (long) CODES);
    }

    /**
     * How long a marker was under way.
     *
     * @param code       what the detector found.
     * @param receivedNs when its first sample arrived, a reading of the clock of the sender.
     * @return nanoseconds, 0 to 6.3 s.
     */
    public static long latencyNs(final int code, final long receivedNs) {
        final long period = Math.floorDiv(receivedNs, PERIOD_NS);
        final long sent = period - Math.floorMod(period - code, (long) CODES);
        return receivedNs - sent * PERIOD_NS;
    }

    /**
     * Lowers the sound where a marker is and adds the marker.
     *
     * @param pcm     samples, changed in place.
     * @param n       how many, from index 0.
     * @param firstNs time of the first sample on the clock; frame follows frame, with a sample on every multiple of 100 ms or as near as
     *                the sample rate allows.
     */
    public void embed(final float[] pcm, final int n, final long firstNs) {
        long period = Math.floorDiv(firstNs, PERIOD_NS);
        int at = (int) Timebase.nsToUnits(period * PERIOD_NS - firstNs, sampleRateHz);
        while (at - lead < n) {
            final float[] burst = bursts[(int) Math.floorMod(period, (long) CODES)];
            final int duckFrom = at - lead;
            for (int i = Math.max(0, duckFrom), end = Math.min(n, duckFrom + gain.length); i < end; i++) {
                pcm[i] *= gain[i - duckFrom];
            }
            for (int i = Math.max(0, at), end = Math.min(n, at + burst.length); i < end; i++) {
                pcm[i] += burst[i - at];
            }
            period++;
            at = (int) Timebase.nsToUnits(period * PERIOD_NS - firstNs, sampleRateHz);
        }
    }

    static void checkRate(final int sampleRateHz) {
        if (sampleRateHz < 8_000 || sampleRateHz > 192_000) {
            throw new ConfigurationException("sound marker: sample rate " + sampleRateHz + " Hz; accepted are 8000 to 192000");
        }
    }
}
