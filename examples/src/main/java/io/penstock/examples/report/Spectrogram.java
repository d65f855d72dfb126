package io.penstock.examples.report;

import io.penstock.dsp.kernel.Fft;
import io.penstock.dsp.kernel.Window;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/**
 * Levels of a sound over time and frequency by short-time Fourier transforms of 32 ms under a Hann window, in dB of a sine at full scale.
 * Immutable once made.
 */
final class Spectrogram {
    static final double LOWEST_DB = -140;
    private static final double WINDOW_SECONDS = 0.032;
    /** Transforms per column at most: long sounds are looked at so often in each. */
    private static final int MOST_PER_COLUMN = 4;
    private static final double[][] COLOURS = {
        // from black over violet, red and orange to light yellow: brightness rises all the way
        {0, 0, 4}, {40, 11, 84}, {101, 21, 110}, {159, 42, 99}, {212, 72, 66}, {245, 125, 21}, {250, 193, 39}, {252, 255, 164}};

    private final float[][] levels;

    /**
     * Analyses a sound.
     *
     * @param samples ±1.
     * @param rateHz  samples per second.
     * @param seconds length of the time axis.
     * @param topHz   end of the frequency axis.
     * @param columns across.
     * @param rows    up.
     */
    Spectrogram(final float[] samples, final int rateHz, final double seconds, final double topHz, final int columns, final int rows) {
        final Fft fft = new Fft(Math.max(64, Math.min(65_536, Fft.sizeFor((int) Math.ceil(rateHz * WINDOW_SECONDS)))));
        final float[] window = Window.hann(fft.size());
        double sum = 0;
        for (final float w : window) {
            sum += w;
        }
        final float[] block = new float[fft.size()];
        final float[] re = new float[fft.bins()];
        final float[] im = new float[fft.bins()];
        final double wide = seconds * rateHz / columns;
        final int looks = (int) Math.max(1, Math.min(MOST_PER_COLUMN, Math.ceil(wide / (fft.size() / 2.0))));
        levels = new float[columns][rows];
        for (int x = 0; x < columns; x++) {
            final double[] power = new double[fft.bins()];
            for (int k = 0; k < looks; k++) {
                final int from = (int) Math.round((x + (k + 0.5) / looks) * wide) - fft.size() / 2;
                for (int i = 0; i < block.length; i++) {
                    block[i] = from + i >= 0 && from + i < samples.length ? samples[from + i] * window[i] : 0;
                }
                fft.forward(block, 0, re, im);
                for (int b = 0; b < power.length; b++) {
                    power[b] += ((double) re[b] * re[b] + (double) im[b] * im[b]) / looks;
                }
            }
            final double binHz = (double) rateHz / fft.size();
            for (int y = 0; y < rows; y++) {
                final int low = (int) Math.round(y * topHz / rows / binHz);
                final int high = Math.max(low + 1, (int) Math.round((y + 1) * topHz / rows / binHz));
                double most = 0;
                for (int b = low; b < high && b < power.length; b++) {
                    most = Math.max(most, power[b]);
                }
                levels[x][y] = (float) Math.max(LOWEST_DB, 10 * Math.log10(most * 4 / (sum * sum) + 1e-20));
            }
        }
    }

    /** The greatest level. */
    double greatestDb() {
        double most = LOWEST_DB;
        for (final float[] column : levels) {
            for (final float level : column) {
                most = Math.max(most, level);
            }
        }
        return most;
    }

    /** A picture of it, low frequencies at the bottom, with colours for levels between two limits. */
    BufferedImage picture(final double fromDb, final double toDb) {
        final BufferedImage image = new BufferedImage(levels.length, levels[0].length, BufferedImage.TYPE_BYTE_INDEXED, colours());
        for (int x = 0; x < levels.length; x++) {
            for (int y = 0; y < levels[x].length; y++) {
                final double share = (levels[x][y] - fromDb) / (toDb - fromDb);
                image.getRaster().setSample(x, levels[x].length - 1 - y, 0, (int) Math.max(0, Math.min(255, Math.round(share * 255))));
            }
        }
        return image;
    }

    /** The scale: the highest level at the top. */
    static BufferedImage scale() {
        final BufferedImage image = new BufferedImage(1, 256, BufferedImage.TYPE_BYTE_INDEXED, colours());
        for (int y = 0; y < 256; y++) {
            image.getRaster().setSample(0, y, 0, 255 - y);
        }
        return image;
    }

    private static IndexColorModel colours() {
        final byte[][] rgb = new byte[3][256];
        for (int i = 0; i < 256; i++) {
            final double at = i / 255.0 * (COLOURS.length - 1);
            final int k = Math.min(COLOURS.length - 2, (int) at);
            for (int c = 0; c < 3; c++) {
                rgb[c][i] = (byte) Math.round(COLOURS[k][c] + (at - k) * (COLOURS[k + 1][c] - COLOURS[k][c]));
            }
        }
        return new IndexColorModel(8, 256, rgb[0], rgb[1], rgb[2]);
    }
}
