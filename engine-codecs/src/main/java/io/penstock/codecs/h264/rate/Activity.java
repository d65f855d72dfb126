package io.penstock.codecs.h264.rate;

import io.penstock.codecs.h264.picture.Picture;

/**
 * Quantiser offsets of macroblocks by how busy they are: flat ones finer, where errors are seen; busy ones coarser, where they are not. The
 * offsets of a picture add up to zero, so that its average quantiser is what rate control wanted.
 *
 * <p>The offset of a macroblock is proportional to the logarithm of its luma variance less the average over the picture (the idea of x264's
 * variance-adaptive quantisation); every second row of samples is looked at. Not thread-safe.
 */
public final class Activity {
    /** Quantiser steps for twice the variance at full strength; x264's is about 1 too. */
    private static final double STEPS_PER_OCTAVE = 1;
    private static final double LARGEST = 6;
    private static final int SAMPLES = 128;

    private final int widthMbs;
    private final int heightMbs;
    private final float[] octaves;
    private final byte[] offsets;
    /** log2(1 + i / 32) in 1/64, so that a logarithm is a shift and a look-up. */
    private static final byte[] FRACTIONS = new byte[32];

    static {
        for (int i = 0; i < FRACTIONS.length; i++) {
            FRACTIONS[i] = (byte) Math.round(64 * Math.log(1 + i / 32.0) / Math.log(2));
        }
    }

    /**
     * Makes an analysis whose offsets are all 0.
     *
     * @param widthMbs  macroblocks a row, positive.
     * @param heightMbs rows of them, positive.
     * @throws IllegalArgumentException if one is not positive.
     */
    public Activity(final int widthMbs, final int heightMbs) {
        if (widthMbs <= 0 || heightMbs <= 0) {
            throw new IllegalArgumentException("activity of " + widthMbs + 'x' + heightMbs + " macroblocks: both must be positive");
        }
        this.widthMbs = widthMbs;
        this.heightMbs = heightMbs;
        octaves = new float[widthMbs * heightMbs];
        offsets = new byte[widthMbs * heightMbs];
    }

    /**
     * Works out the offsets of a picture.
     *
     * @param source   the picture, of this analysis's size.
     * @param strength 0 (all offsets 0) to 1.
     * @throws IllegalArgumentException if the size is another one or the strength is out of range.
     */
    public void analyse(final Picture source, final double strength) {
        if (source.width() != 16 * widthMbs || source.height() != 16 * heightMbs || !(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("activity of " + widthMbs + 'x' + heightMbs + " macroblocks, given " + source.width() + 'x'
                + source.height() + " samples, strength " + strength + ": accepted is that size and 0 to 1");
        }
        double sum = 0;
        for (int mbY = 0, mb = 0; mbY < heightMbs; mbY++) {
            for (int mbX = 0; mbX < widthMbs; mbX++, mb++) {
                octaves[mb] = octave(source.luma, source.lumaAt(16 * mbX, 16 * mbY), 2 * source.lumaStride);
                sum += octaves[mb];
            }
        }
        spread(sum / octaves.length, strength * STEPS_PER_OCTAVE);
    }

    /**
     * What to add to the quantiser of a macroblock.
     *
     * @param mb its number in raster order.
     * @return -12 to 13, seldom beyond -6 to 6.
     */
    public int offset(final int mb) {
        return offsets[mb];
    }

    /** Rounds offsets with the error carried on to the next macroblock, and takes what clipping left over from where there is room. */
    private void spread(final double mean, final double stepsPerOctave) {
        double clippedSum = 0;
        for (final float octave : octaves) {
            clippedSum += clip((octave - mean) * stepsPerOctave);
        }
        final double shift = clippedSum / octaves.length;
        double carried = 0;
        int total = 0;
        for (int mb = 0; mb < octaves.length; mb++) {
            final double wanted = clip((octaves[mb] - mean) * stepsPerOctave) - shift + carried;
            final int rounded = (int) Math.floor(wanted + 0.5);
            carried = wanted - rounded;
            offsets[mb] = (byte) rounded;
            total += rounded;
        }
        offsets[octaves.length - 1] -= (byte) total;
    }

    private static double clip(final double offset) {
        return Math.max(-LARGEST, Math.min(LARGEST, offset));
    }

    /** log2 of the variance, 0 where there is none. */
    private static float octave(final byte[] plane, final int first, final int stride) {
        int sum = 0;
        int squares = 0;
        for (int y = 0, at = first; y < 8; y++, at += stride) {
            for (int x = 0; x < 16; x++) {
                final int v = plane[at + x] & 255;
                sum += v;
                squares += v * v;
            }
        }
        final int variance = SAMPLES * squares - sum * sum >> 10;
        return log2(variance + 8);
    }

    private static float log2(final int value) {
        final int whole = 31 - Integer.numberOfLeadingZeros(value);
        final int next = whole >= 5 ? value >> whole - 5 : value << 5 - whole;
        return whole + FRACTIONS[next & 31] / 64f;
    }
}
