package io.penstock.dsp.kernel.level;

import io.penstock.dsp.kernel.CleanInput;
import io.penstock.dsp.kernel.VectorMath;
import io.penstock.dsp.kernel.speech.VoiceDetector;

/**
 * Automatic gain for one voice: brings the active level of speech to a target, whatever the microphone gives, and limits peaks.
 *
 * <p>Only speech moves the gain; in pauses it stands still, so that the background does not swell. The level is that of ITU-T P.56 in
 * spirit: mean power over the active part of the last three seconds of speech ({@link SpeechLevel}). A look-ahead {@link Limiter} keeps
 * what speech peaks above the ceiling from clipping. Works on 10 ms at a time; settings and reports may be used from any thread, all other
 * methods from one; nothing allocates after construction.
 */
public final class AutoGainKernel {
    /** Level that speech is brought to unless set, dBFS. */
    public static final float DEFAULT_TARGET_DBFS = -18;
    /** Delay, which is the limiter's look-ahead. */
    public static final int LATENCY_MS = 2;

    private static final int HOPS_PER_SECOND = 100;
    private static final float CEILING_DB = -1;
    private static final float LEAST_TARGET = -40;
    private static final float MOST_TARGET = -6;
    private static final float MOST_GAIN_LIMIT = 60;
    private static final float LEAST_GAIN_DB = -24;
    private static final float DEFAULT_MOST_GAIN_DB = 32;
    // background louder than this after the gain disturbs more than a quiet voice does
    private static final float MOST_NOISE_DBFS = -38;
    private static final float UP_DB_PER_HOP = 30f / HOPS_PER_SECOND;
    private static final float DOWN_DB_PER_HOP = 60f / HOPS_PER_SECOND;
    private static final float OFF_DB_PER_HOP = 100f / HOPS_PER_SECOND;
    private static final float VOICE = 0.5f;
    // pauses of up to half a second belong to the speech; ITU-T P.56 has 200 ms, which holds the gain too readily between words
    private static final int HANG_OVER_HOPS = 50;
    private static final float LOSS_RATE = 0.005f;
    private static final float MOST_LOSS = 1.5f;
    private static final float SILENCE = 1e-10f;
    private static final float FLOOR_DOWN = 0.1f;
    private static final float FLOOR_UP = 1.004f;

    private final int hop;
    private final VoiceDetector detector;
    private final Limiter limiter;
    private final SpeechLevel speech = new SpeechLevel();
    private final float[] clean;
    private float floor;
    private float gain = 1;
    private int hanging;
    private float givenEnergy;
    private float leftEnergy;
    private volatile float targetDbfs = DEFAULT_TARGET_DBFS;
    private volatile float mostGainDb = DEFAULT_MOST_GAIN_DB;
    private volatile boolean active = true;
    private volatile float gainDb;
    private volatile float speechDbfs = Float.NEGATIVE_INFINITY;
    private volatile long notFinite;

    /**
     * A gain control.
     *
     * @param sampleRateHz 8000, 16000, 32000 or 48000.
     */
    public AutoGainKernel(final int sampleRateHz) {
        detector = new VoiceDetector(sampleRateHz);
        hop = sampleRateHz / HOPS_PER_SECOND;
        // the interpolation of true peaks takes its part of the delay
        final float lookAheadMs = LATENCY_MS - 1000f * TruePeak.DELAY / sampleRateHz;
        limiter = new Limiter(sampleRateHz, 1, lookAheadMs, CEILING_DB, true, hop);
        clean = new float[hop];
    }

    /**
     * Ten milliseconds; voice is told from noise here.
     *
     * @param in  {@code sampleRateHz / 100} samples of ±1; what is not a number counts as 0.
     * @param out receives as many, {@link #latencySamples()} late; may be {@code in}.
     */
    public void process(final float[] in, final float[] out) {
        process(in, out, detector.process(in));
    }

    /**
     * Ten milliseconds, by someone else's knowledge of the voice.
     *
     * @param in     {@code sampleRateHz / 100} samples of ±1; what is not a number counts as 0.
     * @param out    receives as many, {@link #latencySamples()} late; may be {@code in}.
     * @param speech probability of a voice in them, 0–1.
     */
    public void process(final float[] in, final float[] out, final float speech) {
        final int bad = CleanInput.copy(in, 0, clean, 0, hop);
        if (bad > 0) {
            notFinite += bad;
        }
        final float before = gain;
        follow(VectorMath.energy(clean, 0, hop) / hop, speech > VOICE);
        final float step = (gain - before) / hop;
        for (int i = 0; i < hop; i++) {
            clean[i] *= before + step * (i + 1);
        }
        final float given = VectorMath.energy(clean, 0, hop);
        limiter.process(clean, out, hop);
        if (hanging == HANG_OVER_HOPS) {
            // what the limiter takes of the level is made up for, but not what it takes while the gain still falls
            final float left = VectorMath.energy(out, 0, hop);
            givenEnergy += (Math.min(given, MOST_LOSS * left) - givenEnergy) * LOSS_RATE;
            leftEnergy += (left - leftEnergy) * LOSS_RATE;
        }
    }

    private void follow(final float power, final boolean voice) {
        // the quietest of late is the background; it is forgotten within ten seconds or so
        floor = power < floor || floor == 0 ? floor + (power - floor) * (floor == 0 ? 1 : FLOOR_DOWN) : floor * FLOOR_UP;
        hanging = voice ? HANG_OVER_HOPS : Math.max(0, hanging - 1);
        final boolean held = hanging > 0;
        final float now = gainDb;
        float wanted = now;
        float least = DOWN_DB_PER_HOP;
        float most = UP_DB_PER_HOP;
        if (!active) {
            wanted = 0;
            least = OFF_DB_PER_HOP;
            most = OFF_DB_PER_HOP;
        } else if (held && power > SILENCE) {
            speech.add(power);
            if (voice && speech.power() > 0) {
                final float level = (float) (10 * Math.log10(speech.power()));
                speechDbfs = level;
                final float quiet = (float) (MOST_NOISE_DBFS - 10 * Math.log10(floor + SILENCE));
                final float highest = Math.min(mostGainDb, Math.max(0, quiet));
                wanted = Math.max(LEAST_GAIN_DB, Math.min(highest, targetDbfs - level + lossDb()));
            }
        }
        final float next = Math.max(now - least, Math.min(now + most, wanted));
        if (next != now) {
            gainDb = next;
            gain = (float) Math.pow(10, next / 20);
        }
    }

    private float lossDb() {
        return leftEnergy > 0 ? Math.max(0, (float) (10 * Math.log10(givenEnergy / leftEnergy))) : 0;
    }

    /**
     * Sets the active level that speech is brought to.
     *
     * @param dbfs −40 to −6 dBFS, mean power against a square wave of full scale.
     * @return this.
     */
    public AutoGainKernel targetDbfs(final float dbfs) {
        if (!(dbfs >= LEAST_TARGET && dbfs <= MOST_TARGET)) {
            throw new IllegalArgumentException("target level of " + dbfs + " dBFS: accepted are -40 to -6");
        }
        targetDbfs = dbfs;
        return this;
    }

    /**
     * Sets by how much a quiet voice may be raised.
     *
     * @param db 0–60; 32 unless set.
     * @return this.
     */
    public AutoGainKernel mostGainDb(final float db) {
        if (!(db >= 0 && db <= MOST_GAIN_LIMIT)) {
            throw new IllegalArgumentException("highest gain of " + db + " dB: accepted are 0 to 60");
        }
        mostGainDb = db;
        return this;
    }

    /**
     * Switches the gain on or off; off, it glides to 0 dB and only the limiter stays.
     *
     * @param on true unless set.
     * @return this.
     */
    public AutoGainKernel active(final boolean on) {
        active = on;
        return this;
    }

    /** Forgets the sound under way, not the level of the voice. */
    public void flush() {
        limiter.reset();
        detector.reset();
    }

    /** Forgets everything. */
    public void reset() {
        flush();
        speech.reset();
        floor = 0;
        gain = 1;
        gainDb = 0;
        speechDbfs = Float.NEGATIVE_INFINITY;
    }

    /**
     * Delay from input to output.
     *
     * @return samples: 2 ms.
     */
    public int latencySamples() {
        return limiter.latencySamples();
    }

    /**
     * Gain now, without the limiter's part.
     *
     * @return dB.
     */
    public float gainDb() {
        return gainDb;
    }

    /**
     * Active level of the voice before the gain.
     *
     * @return dBFS; −∞ before anyone spoke.
     */
    public float speechDbfs() {
        return speechDbfs;
    }

    /**
     * Probability of a voice in the last 10 ms, where it is told here.
     *
     * @return 0–1.
     */
    public float speechProbability() {
        return detector.probability();
    }

    /**
     * By how much the limiter turned the last 10 ms down at most.
     *
     * @return dB, 0 or more.
     */
    public float limitedDb() {
        return limiter.reductionDb();
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
