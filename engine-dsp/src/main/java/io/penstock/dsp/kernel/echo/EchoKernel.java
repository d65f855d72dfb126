package io.penstock.dsp.kernel.echo;

import java.util.Arrays;

/**
 * Acoustic echo canceller for one channel: delay, echo path, residual echo, comfort noise.
 *
 * <p>Works on 10 ms of samples of ±1 at a time. The echo path is learnt in the frequency domain over 300 ms, read from the far end at a
 * delay that follows the echo over half a second, through the loudspeaker's curve; what is left is suppressed by gains in time and
 * frequency. Above 16 kHz the path is learnt below 8 kHz, and the rest is left to the gains. The methods that report may be called from
 * any thread, all others from one; nothing allocates after construction.
 */
public final class EchoKernel {
    private static final int HOPS_PER_SECOND = 100;
    private static final int MS_PER_HOP = 1000 / HOPS_PER_SECOND;
    private static final int CORE_HZ = 16_000;
    private static final float LIMIT = 4;
    private static final float MATCHES = 0.5f;

    private final int hop;
    private final int ratio;
    private final LinearEcho linear;
    private final EchoSuppressor suppressor;
    private final EchoMeter meter;
    private final RateBridge nearBridge;
    private final RateBridge farBridge;
    private final float[] near;
    private final float[] far;
    private final float[] coreNear;
    private final float[] coreFar;
    private final float[] coreEcho;
    private final float[] scratch;
    private final float[] echo;
    private final float[] error;
    /** The microphone, as late as an echo is that went to the lower rate and back. */
    private final float[] late;
    private volatile long notFinite;

    /**
     * A canceller.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     * @param comfortNoise whether suppressed echo is replaced by noise like the room's.
     */
    public EchoKernel(final int sampleRateHz, final boolean comfortNoise) {
        if (!accepts(sampleRateHz)) {
            throw new IllegalArgumentException("echo canceller at " + sampleRateHz + " Hz: accepted are 8000, 16000, 32000 and 48000");
        }
        hop = sampleRateHz / HOPS_PER_SECOND;
        ratio = Math.max(1, sampleRateHz / CORE_HZ);
        final int coreHop = hop / ratio;
        // The way to the lower rate and back takes its time from the windows: the delay is a hop at any rate.
        final int roundTrip = ratio == 1 ? 0 : RateBridge.roundTripSamples(ratio);
        late = new float[roundTrip + hop];
        linear = new LinearEcho(sampleRateHz / ratio, coreHop);
        suppressor = new EchoSuppressor(hop, hop - roundTrip, ratio, linear.points(), LinearEcho.LONGEST_DELAY_HOPS, comfortNoise, HOPS_PER_SECOND);
        meter = new EchoMeter(hop);
        nearBridge = new RateBridge(coreHop, ratio);
        farBridge = new RateBridge(coreHop, ratio);
        near = new float[hop];
        far = new float[hop];
        echo = new float[hop];
        error = new float[hop];
        coreNear = ratio == 1 ? near : new float[coreHop];
        coreFar = ratio == 1 ? far : new float[coreHop];
        coreEcho = ratio == 1 ? echo : new float[coreHop];
        scratch = new float[coreHop];
    }

    /**
     * Whether there is a canceller for this rate.
     *
     * @param sampleRateHz in hertz.
     * @return whether.
     */
    public static boolean accepts(final int sampleRateHz) {
        return sampleRateHz == 8_000 || sampleRateHz == 16_000 || sampleRateHz == 32_000 || sampleRateHz == 48_000;
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
        if (ratio > 1) {
            nearBridge.down(near, coreNear);
            farBridge.down(far, coreFar);
        }
        linear.process(coreNear, coreFar, coreEcho);
        if (ratio > 1) {
            nearBridge.up(coreEcho, echo, scratch);
            System.arraycopy(late, hop, late, 0, late.length - hop);
            System.arraycopy(near, 0, late, late.length - hop, hop);
        }
        final float[] heard = ratio == 1 ? near : late;
        for (int i = 0; i < hop; i++) {
            error[i] = heard[i] - echo[i];
        }
        suppressor.process(error, echo, far, linear.lagHops(), linear.uncertainty(), linear.settled(), out);
        linear.follow(suppressor.lagNumerator(), suppressor.lagWeight(), suppressor.mismatch() < MATCHES);
        meter.update(heard, far, echo, error, out, suppressor.voice(), linear.switched());
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

    /** Forgets the sound under way, not the echo path. */
    public void flush() {
        linear.flush();
        suppressor.flush();
        nearBridge.clear();
        farBridge.clear();
        Arrays.fill(late, 0);
        meter.flush();
    }

    /**
     * Delay from microphone to output: 10 ms.
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
     * Delay from far end to echo, to 10 ms.
     *
     * @return milliseconds; −1 as long as it is not known.
     */
    public int delayMs() {
        final int lagHops = linear.lagHops();
        return lagHops < 0 ? -1 : lagHops * MS_PER_HOP;
    }

    /**
     * By how much the microphone's clock is faster than the loudspeaker's.
     *
     * @return millionths.
     */
    public float driftPpm() {
        return linear.driftPpm();
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
     * Whether what is left may be somebody at the near end: what echo leaves behind sounds like speech too. On the thread that processes.
     *
     * @return 0 (it is echo) to 1 (there is a voice beside it, or no echo that could be taken for one).
     */
    public float nearVoice() {
        return suppressor.voiceBesideEcho();
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
