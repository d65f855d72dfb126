package io.penstock.core.stages.synthetic;

import java.util.SplittableRandom;

/**
 * Speech-like sound: a glottal pulse train (Rosenberg 1971, differentiated) and breath noise through four formant resonators (Klatt 1980),
 * in syllables of consonant and vowel, phrases with falling pitch, and pauses. Says nothing, in a random language given by the seed.
 */
final class VoiceModel {
    /** F1 to F3 of a, i, u, e, o, schwa, æ (Peterson and Barney 1952, men). */
    private static final double[][] VOWELS_HZ = {
        {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}, {530, 1840, 2480}, {570, 840, 2410}, {500, 1500, 2500}, {660, 1720, 2410}};
    private static final double[] BANDWIDTH_HZ = {70, 95, 130, 180};
    private static final double F4_HZ = 3_500;
    private static final double CONTROL_S = 0.0025;
    private static final int PULSE_POINTS = 2_048;
    private static final double OPEN = 0.42;
    private static final double CLOSING = 0.18;
    private static final double VOICED_GAIN = 1.3;
    private static final double ROOM_NOISE = 0.0004;

    private enum Onset {
        FRICATIVE, PLOSIVE, NASAL, NONE
    }

    private static final Onset[] ONSETS = Onset.values();

    private final double rateHz;
    private final SplittableRandom random;
    private final double[] pulse = new double[PULSE_POINTS];
    private final int controlSamples;
    private int untilControl;

    private final double[] formantHz = {500, 1500, 2500, F4_HZ};
    private final double[] targetHz = {500, 1500, 2500, F4_HZ};
    private final double[] b = new double[4];
    private final double[] c = new double[4];
    private final double[] a = new double[4];
    private final double[] y1 = new double[4];
    private final double[] y2 = new double[4];

    private double phase;
    private double pitchHz = 120;
    private double voicing;
    private double voicingTarget;
    private double frication;
    private double fricationTarget;
    private double fricationState;

    private Onset onset = Onset.NONE;
    private double onsetS;
    private double syllableS = 0.2;
    private double syllableAt;
    private double accent = 1;
    private int syllablesLeft;
    private double phraseAt;
    private boolean silent = true;

    VoiceModel(final int sampleRateHz, final long seed) {
        rateHz = sampleRateHz;
        random = new SplittableRandom(seed);
        controlSamples = Math.max(1, (int) Math.round(CONTROL_S * sampleRateHz));
        for (int i = 0; i < PULSE_POINTS; i++) {
            pulse[i] = flow((i + 1.0) / PULSE_POINTS) - flow((double) i / PULSE_POINTS);
        }
        double least = 0;
        for (final double p : pulse) {
            least = Math.min(least, p);
        }
        for (int i = 0; i < PULSE_POINTS; i++) {
            pulse[i] /= -least;
        }
    }

    /** Makes the next samples, about −24 dBFS while it speaks. */
    void render(final float[] to, final int n) {
        for (int i = 0; i < n; i++) {
            if (untilControl == 0) {
                control();
                untilControl = controlSamples;
            }
            untilControl--;
            to[i] = (float) sample();
        }
    }

    private double sample() {
        phase += pitchHz / rateHz;
        if (phase >= 1) {
            phase -= 1;
        }
        final double white = random.nextDouble() - 0.5;
        double x = voicing * (pulse[(int) (phase * PULSE_POINTS)] + 0.05 * white);
        for (int k = 0; k < 4; k++) {
            final double y = a[k] * x + b[k] * y1[k] + c[k] * y2[k];
            y2[k] = y1[k];
            y1[k] = y;
            x = y;
        }
        final double hiss = white - fricationState;
        fricationState = white;
        final double sum = VOICED_GAIN * x * 0.1 + 0.12 * frication * hiss + ROOM_NOISE * white;
        // Bends instead of clipping.
        return sum / (1 + Math.abs(sum) * 0.6);
    }

    private void control() {
        advance();
        final double glide = 1 - Math.exp(-CONTROL_S / 0.022);
        final double swell = 1 - Math.exp(-CONTROL_S / 0.012);
        for (int k = 0; k < 3; k++) {
            formantHz[k] += glide * (targetHz[k] - formantHz[k]);
        }
        voicing += swell * (voicingTarget - voicing);
        frication += swell * (fricationTarget - frication);
        for (int k = 0; k < 4; k++) {
            final double hz = Math.min(formantHz[k], 0.45 * rateHz);
            final double r = Math.exp(-Math.PI * BANDWIDTH_HZ[k] / rateHz);
            c[k] = -r * r;
            b[k] = 2 * r * Math.cos(2 * Math.PI * hz / rateHz);
            a[k] = 1 - b[k] - c[k];
        }
    }

    private void advance() {
        syllableAt += CONTROL_S;
        phraseAt += CONTROL_S;
        if (syllableAt >= syllableS) {
            nextSyllable();
        }
        if (silent) {
            voicingTarget = 0;
            fricationTarget = 0;
            return;
        }
        final boolean inOnset = syllableAt < onsetS;
        final double rest = (syllableAt - onsetS) / Math.max(0.01, syllableS - onsetS);
        voicingTarget = inOnset ? onset == Onset.NASAL ? 0.35 : 0 : accent * (rest < 0.8 ? 1 : 0.4);
        fricationTarget = inOnset ? onset == Onset.FRICATIVE ? 0.8 : onset == Onset.PLOSIVE && syllableAt > onsetS - 0.012 ? 1 : 0 : 0;
        final double jitter = 1 + 0.01 * (random.nextDouble() - 0.5);
        pitchHz = Math.max(78, (128 - 12 * phraseAt) * (1 + 0.12 * (accent - 0.8))) * jitter;
    }

    private void nextSyllable() {
        syllableAt = 0;
        if (silent) {
            silent = false;
            syllablesLeft = random.nextInt(4, 10);
            phraseAt = 0;
        } else if (--syllablesLeft <= 0) {
            silent = true;
            syllableS = random.nextDouble(0.25, 0.65);
            return;
        }
        onset = ONSETS[random.nextInt(ONSETS.length)];
        onsetS = onset == Onset.NONE ? 0 : random.nextDouble(0.05, 0.09);
        syllableS = onsetS + random.nextDouble(0.11, 0.21);
        accent = random.nextDouble(0.6, 1.1);
        System.arraycopy(VOWELS_HZ[random.nextInt(VOWELS_HZ.length)], 0, targetHz, 0, 3);
    }

    private static double flow(final double p) {
        return p < OPEN ? 0.5 - 0.5 * Math.cos(Math.PI * p / OPEN)
            : p < OPEN + CLOSING ? Math.cos(Math.PI / 2 * (p - OPEN) / CLOSING) : 0;
    }
}
