package io.penstock.dsp.kernel.beauty;

import java.util.Arrays;

/**
 * How much a window of a picture varies like a face: correlation of log luma with a drawn face, after what light from one side does (a
 * slope across the window) has been taken out. Template correlation is the oldest way to tell faces (Brunelli &amp; Poggio, "Face
 * Recognition: Features versus Templates", IEEE PAMI 15(10), 1993, sections III and IV); this template is drawn from the proportions of
 * faces, so it is of nobody. Lengths are in widths of the face, the origin is between the eyes. Not thread-safe; nothing allocates.
 */
final class FaceTemplate {
    private static final int STEPS = 13;
    private static final float CELL = 1f / STEPS;

    final int n;
    final float[] u;
    final float[] v;
    private final float[] wanted;
    private final float[] samples;
    private final float meanV;
    private final float sumUu;
    private final float sumVv;

    FaceTemplate() {
        final float[] us = new float[1000];
        final float[] vs = new float[1000];
        int count = 0;
        for (int row = -3; row <= 10; row++) {
            for (int column = -6; column <= 6; column++) {
                final float x = column * CELL;
                final float y = row * CELL;
                final double dx = x / 0.5;
                final double dy = (y - 0.22) / 0.62;
                if (dx * dx + dy * dy < 1) {
                    us[count] = x;
                    vs[count] = y;
                    count++;
                }
            }
        }
        n = count;
        u = Arrays.copyOf(us, n);
        v = Arrays.copyOf(vs, n);
        wanted = new float[n];
        samples = new float[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            wanted[i] = (float) face(Math.abs(u[i]), v[i]);
            sum += v[i];
        }
        meanV = (float) (sum / n);
        double uu = 0;
        double vv = 0;
        for (int i = 0; i < n; i++) {
            uu += u[i] * u[i];
            vv += (v[i] - meanV) * (v[i] - meanV);
        }
        sumUu = (float) uu;
        sumVv = (float) vv;
        flatten(wanted);
        normalise(wanted, 10);
    }

    /** Log luma against the skin's, in no particular unit; x counts from the middle line. */
    private static double face(final double x, final double y) {
        return -1.0 * spot(x - 0.22, y, 0.09, 0.05)
            - 0.6 * spot(x - 0.22, y + 0.13, 0.11, 0.04)
            - 0.5 * spot(x, y - 0.5, 0.13, 0.045)
            - 0.25 * spot(x - 0.06, y - 0.3, 0.05, 0.03)
            + 0.3 * spot(x, y - 0.1, 0.05, 0.13)
            + 0.25 * spot(x - 0.24, y - 0.24, 0.1, 0.09)
            + 0.15 * spot(x, y + 0.27, 0.2, 0.08)
            - 0.5 * Math.pow(x / 0.5, 4);
    }

    private static double spot(final double x, final double y, final double sx, final double sy) {
        return Math.exp(-0.5 * (x * x / (sx * sx) + y * y / (sy * sy)));
    }

    /** Where to put the sample of {@link #u}, {@link #v} of the same index. */
    float[] samples() {
        return samples;
    }

    /** Correlation of the samples with the face, −1 to 1; the samples are used up. */
    float correlation() {
        clip();
        flatten(samples);
        if (!normalise(samples, 2.5f)) {
            return 0;
        }
        float a = 0;
        for (int i = 0; i < n; i++) {
            a += samples[i] * wanted[i];
        }
        return a;
    }

    /** Hair, teeth and background go far beyond what a face does: limited to what eyes and highlights are against the middle. */
    private void clip() {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += samples[i];
        }
        float middle = sum / n;
        for (int round = 0; round < 3; round++) {
            sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.max(-60, Math.min(60, samples[i] - middle));
            }
            middle += 1.5f * sum / n;
        }
        for (int i = 0; i < n; i++) {
            samples[i] = Math.max(-130, Math.min(70, samples[i] - middle));
        }
    }

    /** Takes out the mean and the slopes. */
    private void flatten(final float[] s) {
        float sum = 0;
        float su = 0;
        float sv = 0;
        for (int i = 0; i < n; i++) {
            sum += s[i];
            su += s[i] * u[i];
            sv += s[i] * (v[i] - meanV);
        }
        final float mean = sum / n;
        final float across = su / sumUu;
        final float down = sv / sumVv;
        for (int i = 0; i < n; i++) {
            s[i] -= mean + across * u[i] + down * (v[i] - meanV);
        }
    }

    /** Limits what sticks out (glasses, highlights) to so many deviations, and brings the energy to 1. */
    private boolean normalise(final float[] s, final float most) {
        float energy = 0;
        for (int i = 0; i < n; i++) {
            energy += s[i] * s[i];
        }
        final float limit = most * (float) Math.sqrt(energy / n);
        if (energy < 1e-3f) {
            return false;
        }
        energy = 0;
        for (int i = 0; i < n; i++) {
            s[i] = Math.max(-limit, Math.min(limit, s[i]));
            energy += s[i] * s[i];
        }
        final float scale = (float) (1 / Math.sqrt(energy));
        for (int i = 0; i < n; i++) {
            s[i] *= scale;
        }
        return true;
    }
}
