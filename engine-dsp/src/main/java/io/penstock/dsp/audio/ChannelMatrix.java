package io.penstock.dsp.audio;

import io.penstock.error.ConfigurationException;
import java.util.Arrays;

/** How much of each channel that comes goes into each that leaves: {@code matrix[out][in]}. Pure. */
final class ChannelMatrix {
    /** Channels of 5.1, in the order of WAVE and of ITU-R BS.775: left, right, centre, low frequencies, left and right surround. */
    static final int SURROUND = 6;
    private static final int SURROUND_WITHOUT_BASS = 5;
    private static final int SURROUND_WITH_BACK = 8;
    /** ITU-R BS.775-4 annex 4, table 2. */
    private static final float HALF_POWER = (float) Math.sqrt(0.5);

    private ChannelMatrix() {
    }

    /** From a layout to another, by their counts of channels. */
    static float[][] between(final int in, final int out) {
        final float[][] m = new float[out][in];
        if (in == out) {
            for (int c = 0; c < in; c++) {
                m[c][c] = 1;
            }
        } else if (out <= 2 && (in == SURROUND || in == SURROUND_WITHOUT_BASS || in == SURROUND_WITH_BACK)) {
            downMix(m, in, out);
        } else if (out == 1) {
            Arrays.fill(m[0], 1f / in);
        } else if (in == 1 && out == 2) {
            m[0][0] = 1;
            m[1][0] = 1;
        } else if (in == 1 && out != 4) {
            // the centre, of those layouts that have one
            m[2][0] = 1;
        } else if (in == 1) {
            m[0][0] = HALF_POWER;
            m[1][0] = HALF_POWER;
        } else {
            for (int c = 0; c < Math.min(in, out); c++) {
                m[c][c] = 1;
            }
        }
        return m;
    }

    /** ITU-R BS.775-4 annex 4: 3/2 to 2/0 and to 1/0; low frequencies are left out. */
    private static void downMix(final float[][] m, final int in, final int out) {
        final int surround = in == SURROUND_WITHOUT_BASS ? 3 : 4;
        if (out == 2) {
            for (int side = 0; side < 2; side++) {
                m[side][side] = 1;
                m[side][2] = HALF_POWER;
                for (int c = surround + side; c < in; c += 2) {
                    m[side][c] = HALF_POWER;
                }
            }
        } else {
            m[0][0] = HALF_POWER;
            m[0][1] = HALF_POWER;
            m[0][2] = 1;
            Arrays.fill(m[0], surround, in, 0.5f);
        }
    }

    /** Takes some channels, in an order. */
    static float[][] taking(final int in, final int... channels) {
        final float[][] m = new float[channels.length][in];
        for (int c = 0; c < channels.length; c++) {
            m[c][channels[c]] = 1;
        }
        return m;
    }

    /** A copy of a matrix that is one. */
    static float[][] checked(final float[][] matrix) {
        final float[][] copy = new float[matrix.length][];
        for (int o = 0; o < matrix.length; o++) {
            copy[o] = matrix[o].clone();
            boolean fine = copy[o].length == copy[0].length;
            for (final float weight : copy[o]) {
                fine &= Math.abs(weight) <= 100;
            }
            if (!fine) {
                throw new ConfigurationException("channels: row " + o + " of the matrix is " + Arrays.toString(matrix[o])
                    + "; accepted are rows of one length, weights of -100 to 100");
            }
        }
        if (copy.length < 1 || copy.length > 64 || copy[0].length < 1 || copy[0].length > 64) {
            throw new ConfigurationException("channels: " + copy.length + " rows in the matrix; accepted are 1 to 64 rows of 1 to 64 weights");
        }
        return copy;
    }
}
