package io.penstock.dsp.kernel.echo;

/** The equations of {@link KalmanEchoFilter} written down plainly: doubles, transforms by definition, convolution in time. */
final class SlowKalmanFilter {
    private static final int CONSTRAINED = 3;
    private final int points;
    private final int hop;
    private final int partitionTaps;
    private final int partitions;
    private final int errorSamples;
    private final double forgetting;
    private final int bins;
    private final double[][] wr;
    private final double[][] wi;
    private final double[][] p;
    private final double[] near;

    SlowKalmanFilter(final int points, final int hop, final int partitionHops, final int partitions, final int errorSamples,
        final double forgetting) {
        this.points = points;
        this.hop = hop;
        this.partitions = partitions;
        this.errorSamples = errorSamples;
        this.forgetting = forgetting;
        if (partitions > CONSTRAINED) {
            throw new IllegalArgumentException("constrains all partitions at every step");
        }
        partitionTaps = partitionHops * hop;
        bins = points / 2 + 1;
        wr = new double[partitions][bins];
        wi = new double[partitions][bins];
        p = new double[partitions][bins];
        near = new double[bins];
    }

    void prior(final int j, final double value) {
        java.util.Arrays.fill(p[j], value);
    }

    /** Echo of the last samples before {@code now}, then an update from {@code d}. */
    double[] step(final float[] x, final float[] d, final int now) {
        final double[][] xr = new double[partitions][bins];
        final double[][] xi = new double[partitions][bins];
        final double[] yr = new double[bins];
        final double[] yi = new double[bins];
        for (int j = 0; j < partitions; j++) {
            final double[] block = new double[points];
            for (int i = 0; i < points; i++) {
                final int at = now - points + i - j * partitionTaps;
                block[i] = at < 0 ? 0 : x[at];
            }
            transform(block, xr[j], xi[j]);
            for (int k = 0; k < bins; k++) {
                yr[k] += xr[j][k] * wr[j][k] - xi[j][k] * wi[j][k];
                yi[k] += xr[j][k] * wi[j][k] + xi[j][k] * wr[j][k];
            }
        }
        final double[] y = inverse(yr, yi);
        final double[] echo = java.util.Arrays.copyOfRange(y, points - errorSamples, points);
        final double[] error = new double[points];
        for (int i = 0; i < errorSamples; i++) {
            final int at = now - errorSamples + i;
            error[points - errorSamples + i] = (at < 0 ? 0 : d[at]) - echo[i];
        }
        update(error, xr, xi);
        return echo;
    }

    private void update(final double[] error, final double[][] xr, final double[][] xi) {
        final double[] er = new double[bins];
        final double[] ei = new double[bins];
        transform(error, er, ei);
        final double observed = (double) errorSamples / points;
        for (int k = 0; k < bins; k++) {
            double uncertain = 0;
            for (int j = 0; j < partitions; j++) {
                uncertain += (xr[j][k] * xr[j][k] + xi[j][k] * xi[j][k]) * p[j][k];
            }
            final double power = er[k] * er[k] + ei[k] * ei[k];
            final double u = observed * uncertain;
            final double prior = Math.max(near[k], 0.1 * power);
            final double h = prior / (prior + u + 1e-12);
            near[k] += 0.2 * (h * h * power + h * u - near[k]);
            final double denominator = uncertain + near[k] / observed + 1e-12;
            for (int j = 0; j < partitions; j++) {
                final double gr = p[j][k] * xr[j][k] / denominator;
                final double gi = -p[j][k] * xi[j][k] / denominator;
                wr[j][k] += gr * er[k] - gi * ei[k];
                wi[j][k] += gr * ei[k] + gi * er[k];
                final double a2 = forgetting * forgetting;
                final double seen = (xr[j][k] * xr[j][k] + xi[j][k] * xi[j][k]) * p[j][k] / denominator;
                p[j][k] = a2 * (1 - observed * seen) * p[j][k] + (1 - a2) * (wr[j][k] * wr[j][k] + wi[j][k] * wi[j][k]);
            }
        }
        for (int j = 0; j < partitions; j++) {
            final double[] taps = inverse(wr[j], wi[j]);
            java.util.Arrays.fill(taps, partitionTaps, points, 0);
            transform(taps, wr[j], wi[j]);
        }
    }

    private void transform(final double[] x, final double[] re, final double[] im) {
        for (int k = 0; k < bins; k++) {
            re[k] = 0;
            im[k] = 0;
            for (int t = 0; t < points; t++) {
                re[k] += x[t] * Math.cos(2 * Math.PI * k * t / points);
                im[k] -= x[t] * Math.sin(2 * Math.PI * k * t / points);
            }
        }
    }

    private double[] inverse(final double[] re, final double[] im) {
        final double[] x = new double[points];
        for (int t = 0; t < points; t++) {
            x[t] = re[0] + re[bins - 1] * Math.cos(Math.PI * t);
            for (int k = 1; k < bins - 1; k++) {
                final double phase = 2 * Math.PI * k * t / points;
                x[t] += 2 * (re[k] * Math.cos(phase) - im[k] * Math.sin(phase));
            }
            x[t] /= points;
        }
        return x;
    }
}
