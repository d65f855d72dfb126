package io.penstock.codecs.telephony;

import java.util.Arrays;

/**
 * GSM 06.10 full-rate speech encoder, regular-pulse excitation with long-term prediction (RPE-LTP), in the 16-bit arithmetic that the
 * recommendation prescribes, so that its frames are the recommended ones bit for bit. Section numbers are those of GSM 06.10 (ETS 300 961).
 * Allocates nothing after construction.
 */
final class GsmSpeechCoder {
    private static final int FRAME = 160;
    private static final int SUBFRAME = 40;
    private static final int MAX_LAG = 120;
    private static final int PULSES = 13;
    private static final int ORDER = 8;
    /** Table 4.1: quantisation of the log-area ratios, and its inverse. */
    private static final int[] LAR_A = {20_480, 20_480, 20_480, 20_480, 13_964, 15_360, 8_534, 9_036};
    private static final int[] LAR_B = {0, 0, 2_048, -2_560, 94, -1_792, -341, -1_144};
    private static final int[] LAR_MIN = {-32, -32, -16, -16, -8, -8, -4, -4};
    private static final int[] LAR_INVERSE_A = {13_107, 13_107, 13_107, 13_107, 19_223, 17_476, 31_454, 29_708};
    private static final int[] LAR_BITS = {6, 6, 5, 5, 4, 4, 3, 3};
    /** Table 4.3: long-term gain, decision levels and quantised values. */
    private static final int[] GAIN_DECISION = {6_554, 16_384, 26_214};
    private static final int[] GAIN = {3_277, 11_469, 21_299, 32_767};
    /** Table 4.4: weighting filter. */
    private static final int[] WEIGHTING = {-134, -374, 0, 2_054, 5_741, 8_192, 5_741, 2_054, 0, -374, -134};
    /** Tables 4.5 and 4.6: normalised mantissas for block quantisation, inverse and direct. */
    private static final int[] MANTISSA_INVERSE = {29_128, 26_215, 23_832, 21_846, 20_165, 18_725, 17_476, 16_384};
    private static final int[] MANTISSA = {18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767};

    private int lastInput;
    private int offsetFilter;
    private int lastOutput;
    private final int[] residual = new int[MAX_LAG + FRAME];
    private final int[] filter = new int[ORDER];
    private int[] ratios = new int[ORDER];
    private int[] lastRatios = new int[ORDER];

    private final int[] s = new int[FRAME];
    private final int[] correlation = new int[ORDER + 1];
    private final int[] p = new int[ORDER + 1];
    private final int[] k = new int[ORDER + 1];
    private final int[] reflection = new int[ORDER];
    private final int[] codedRatios = new int[ORDER];
    private final int[] interpolated = new int[ORDER];
    private final int[] excitation = new int[5 + SUBFRAME + 5];
    private final int[] weighted = new int[SUBFRAME];
    private final int[] pulses = new int[PULSES];
    private int lagScale;
    private int lagLikeness;
    private byte[] out;
    private int bit;

    void reset() {
        lastInput = 0;
        offsetFilter = 0;
        lastOutput = 0;
        Arrays.fill(residual, 0);
        Arrays.fill(filter, 0);
        Arrays.fill(ratios, 0);
        Arrays.fill(lastRatios, 0);
    }

    /** Encodes 160 samples into 33 bytes. */
    void encode(final short[] pcm, final int from, final byte[] to, final int at) {
        out = to;
        bit = at * 8;
        Arrays.fill(to, at, at + GsmDecoder.BLOCK_BYTES, (byte) 0);
        put(0xD, 4);
        preprocess(pcm, from);
        predictShortTerm();
        filterShortTerm();
        for (int start = 0; start < FRAME; start += SUBFRAME) {
            encodeSubframe(start);
        }
        System.arraycopy(residual, FRAME, residual, 0, MAX_LAG);
    }

    /** 4.2.1–4.2.3: scaling, offset compensation, pre-emphasis. */
    private void preprocess(final short[] pcm, final int from) {
        for (int i = 0; i < FRAME; i++) {
            final int sample = pcm[from + i] >> 3 << 2;
            final int difference = (short) (sample - lastInput);
            lastInput = sample;
            final int high = offsetFilter >> 15;
            final int low = offsetFilter - (high << 15);
            offsetFilter = addLong(high * 32_735, (difference << 15) + multiplyRounded(low, 32_735));
            final int emphasis = multiplyRounded(lastOutput, -28_180);
            lastOutput = addLong(offsetFilter, 16_384) >> 15;
            s[i] = add(lastOutput, emphasis);
        }
    }

    /** 4.2.4–4.2.7: autocorrelation, reflection coefficients, log-area ratios. */
    private void predictShortTerm() {
        autocorrelate();
        reflect();
        for (int i = 0; i < ORDER; i++) {
            int ratio = Math.min(32_767, Math.abs(reflection[i]));
            ratio = ratio < 22_118 ? ratio >> 1 : ratio < 31_130 ? ratio - 11_059 : ratio - 26_112 << 2;
            ratio = reflection[i] < 0 ? -ratio : ratio;
            final int coded = add(add(LAR_A[i] * ratio >> 15, LAR_B[i]), 256) >> 9;
            codedRatios[i] = Math.max(LAR_MIN[i], Math.min(-LAR_MIN[i] - 1, coded)) - LAR_MIN[i];
            put(codedRatios[i], LAR_BITS[i]);
        }
    }

    private void autocorrelate() {
        int largest = 0;
        for (final int sample : s) {
            largest = Math.max(largest, Math.min(32_767, Math.abs(sample)));
        }
        final int scale = largest == 0 ? 0 : Math.max(0, 4 - normalisation(largest << 16));
        if (scale > 0) {
            for (int i = 0; i < FRAME; i++) {
                s[i] = multiplyRounded(s[i], 16_384 >> scale - 1);
            }
        }
        for (int lag = 0; lag <= ORDER; lag++) {
            int sum = 0;
            for (int i = lag; i < FRAME; i++) {
                sum += s[i] * s[i - lag];
            }
            correlation[lag] = sum << 1;
        }
        if (scale > 0) {
            for (int i = 0; i < FRAME; i++) {
                s[i] = (short) (s[i] << scale);
            }
        }
    }

    /** 4.2.5: Schur recursion. */
    private void reflect() {
        Arrays.fill(reflection, 0);
        if (correlation[0] == 0) {
            return;
        }
        final int shift = normalisation(correlation[0]);
        for (int i = 0; i <= ORDER; i++) {
            p[i] = correlation[i] << shift >> 16;
            k[i] = p[i];
        }
        for (int n = 1; n <= ORDER; n++) {
            final int magnitude = Math.min(32_767, Math.abs(p[1]));
            if (p[0] < magnitude) {
                return;
            }
            final int r = p[1] > 0 ? -divide(magnitude, p[0]) : divide(magnitude, p[0]);
            reflection[n - 1] = r;
            p[0] = add(p[0], multiplyRounded(p[1], r));
            for (int m = 1; m <= ORDER - n; m++) {
                p[m] = add(p[m + 1], multiplyRounded(k[m], r));
                k[m] = add(k[m], multiplyRounded(p[m + 1], r));
            }
        }
    }

    /** 4.2.8–4.2.10: ratios interpolated from the last frame's, lattice filter. */
    private void filterShortTerm() {
        final int[] current = lastRatios;
        lastRatios = ratios;
        ratios = current;
        for (int i = 0; i < ORDER; i++) {
            final int level = subtract(add(codedRatios[i], LAR_MIN[i]) << 10, LAR_B[i] << 1);
            final int half = multiplyRounded(LAR_INVERSE_A[i], level);
            ratios[i] = add(half, half);
        }
        for (int i = 0; i < ORDER; i++) {
            interpolated[i] = add(add(lastRatios[i] >> 2, ratios[i] >> 2), lastRatios[i] >> 1);
        }
        filter(0, 13);
        for (int i = 0; i < ORDER; i++) {
            interpolated[i] = add(lastRatios[i] >> 1, ratios[i] >> 1);
        }
        filter(13, 27);
        for (int i = 0; i < ORDER; i++) {
            interpolated[i] = add(add(lastRatios[i] >> 2, ratios[i] >> 2), ratios[i] >> 1);
        }
        filter(27, 40);
        System.arraycopy(ratios, 0, interpolated, 0, ORDER);
        filter(40, FRAME);
    }

    private void filter(final int from, final int to) {
        for (int i = 0; i < ORDER; i++) {
            final int ratio = Math.min(32_767, Math.abs(interpolated[i]));
            final int r = ratio < 11_059 ? ratio << 1 : ratio < 20_070 ? ratio + 11_059 : add(ratio >> 2, 26_112);
            reflection[i] = interpolated[i] < 0 ? -r : r;
        }
        for (int n = from; n < to; n++) {
            int forward = s[n];
            int saved = forward;
            for (int i = 0; i < ORDER; i++) {
                final int backward = filter[i];
                filter[i] = saved;
                saved = add(backward, multiplyRounded(reflection[i], forward));
                forward = add(forward, multiplyRounded(reflection[i], backward));
            }
            s[n] = forward;
        }
    }

    /** 4.2.11–4.2.18: long-term prediction, then the pulses of the residual. */
    private void encodeSubframe(final int start) {
        final int now = MAX_LAG + start;
        final int lag = findLag(start, now);
        final int gain = findGain(lag, now);
        put(lag, 7);
        put(gain, 2);
        for (int i = 0; i < SUBFRAME; i++) {
            residual[now + i] = multiplyRounded(GAIN[gain], residual[now + i - lag]);
            excitation[5 + i] = subtract(s[start + i], residual[now + i]);
        }
        encodePulses();
        for (int i = 0; i < SUBFRAME; i++) {
            residual[now + i] = add(excitation[5 + i], residual[now + i]);
        }
    }

    private int findLag(final int start, final int now) {
        int largest = 0;
        for (int i = 0; i < SUBFRAME; i++) {
            largest = Math.max(largest, Math.min(32_767, Math.abs(s[start + i])));
        }
        final int headroom = largest == 0 ? 0 : normalisation(largest << 16);
        lagScale = largest == 0 || headroom > 6 ? 0 : 6 - headroom;
        int best = SUBFRAME;
        lagLikeness = 0;
        for (int lag = SUBFRAME; lag <= MAX_LAG; lag++) {
            int sum = 0;
            for (int i = 0; i < SUBFRAME; i++) {
                sum += (s[start + i] >> lagScale) * residual[now + i - lag];
            }
            if (sum > lagLikeness) {
                lagLikeness = sum;
                best = lag;
            }
        }
        return best;
    }

    private int findGain(final int lag, final int now) {
        final int likeness = lagLikeness << 1 >> 6 - lagScale;
        int power = 0;
        for (int i = 0; i < SUBFRAME; i++) {
            final int past = residual[now + i - lag] >> 3;
            power += past * past;
        }
        power <<= 1;
        if (likeness <= 0) {
            return 0;
        }
        if (likeness >= power) {
            return 3;
        }
        final int shift = normalisation(power);
        final int r = likeness << shift >> 16;
        final int total = power << shift >> 16;
        int gain = 0;
        while (gain < 3 && r > total * GAIN_DECISION[gain] >> 15) {
            gain++;
        }
        return gain;
    }

    /** 4.2.13–4.2.17: weighting, choice of the grid, block quantisation; leaves the decoded pulses in {@code excitation}. */
    private void encodePulses() {
        for (int i = 0; i < SUBFRAME; i++) {
            int sum = 4_096;
            for (int j = 0; j < WEIGHTING.length; j++) {
                sum += WEIGHTING[j] * excitation[i + j];
            }
            weighted[i] = saturate(sum >> 13);
        }
        final int grid = chooseGrid();
        int largest = 0;
        for (int i = 0; i < PULSES; i++) {
            pulses[i] = weighted[grid + 3 * i];
            largest = Math.max(largest, Math.min(32_767, Math.abs(pulses[i])));
        }
        int exponent = 0;
        for (int rest = largest >> 9; rest > 0 && exponent < 6; rest >>= 1) {
            exponent++;
        }
        final int block = (largest >> exponent + 5) + (exponent << 3);
        put(grid, 2);
        put(block, 6);
        quantise(block, grid);
    }

    private int chooseGrid() {
        int best = 0;
        int most = 0;
        for (int grid = 0; grid < 4; grid++) {
            int energy = 0;
            for (int i = 0; i < PULSES; i++) {
                final int sample = weighted[grid + 3 * i] >> 2;
                energy += sample * sample;
            }
            if (energy > most) {
                most = energy;
                best = grid;
            }
        }
        return best;
    }

    private void quantise(final int block, final int grid) {
        int exponent = block > 15 ? (block >> 3) - 1 : 0;
        int mantissa = block - (exponent << 3);
        if (mantissa == 0) {
            exponent = -4;
            mantissa = 7;
        } else {
            while (mantissa <= 7) {
                mantissa = mantissa << 1 | 1;
                exponent--;
            }
            mantissa -= 8;
        }
        final int shift = 6 - exponent;
        final int half = shift == 0 ? 0 : 1 << shift - 1;
        Arrays.fill(excitation, 5, 5 + SUBFRAME, 0);
        for (int i = 0; i < PULSES; i++) {
            final int code = ((short) (pulses[i] << shift) * MANTISSA_INVERSE[mantissa] >> 15 >> 12) + 4;
            put(code, 3);
            final int value = add(multiplyRounded(MANTISSA[mantissa], (code << 1) - 7 << 12), half);
            excitation[5 + grid + 3 * i] = value >> shift;
        }
    }

    private void put(final int value, final int bits) {
        for (int i = bits - 1; i >= 0; i--) {
            out[bit >> 3] |= (byte) ((value >> i & 1) << 7 - (bit & 7));
            bit++;
        }
    }

    private static int normalisation(final int value) {
        return Integer.numberOfLeadingZeros(value < 0 ? ~value : value) - 1;
    }

    private static int divide(final int numerator, final int denominator) {
        return numerator == denominator ? 32_767 : (numerator << 15) / denominator;
    }

    private static int multiplyRounded(final int a, final int b) {
        return a == -32_768 && b == -32_768 ? 32_767 : a * b + 16_384 >> 15;
    }

    private static int add(final int a, final int b) {
        return saturate(a + b);
    }

    private static int subtract(final int a, final int b) {
        return saturate(a - b);
    }

    private static int saturate(final int value) {
        return Math.max(-32_768, Math.min(32_767, value));
    }

    private static int addLong(final int a, final int b) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, (long) a + b));
    }
}
