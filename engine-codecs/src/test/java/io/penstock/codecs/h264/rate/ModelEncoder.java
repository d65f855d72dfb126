package io.penstock.codecs.h264.rate;

import java.util.Random;

/**
 * An encoder that only counts: macroblocks have a spread of residual, their bits follow the entropy of it at a quantiser, and what the
 * reference lost in quantisation comes on top in the next picture. Its law is not the one that rate control assumes.
 */
final class ModelEncoder {
    final int macroblocks;
    final RateControl rate;
    private final Random random;
    private final double[] texture;
    private double referenceQp = 51;
    private long sinceCodedNs;
    int skipped;
    int recoded;
    int lastQp;
    int lastBits;
    int lastBound;

    ModelEncoder(final RateControl rate, final int macroblocks, final long seed) {
        this.rate = rate;
        this.macroblocks = macroblocks;
        random = new Random(seed);
        texture = new double[macroblocks];
        for (int i = 0; i < macroblocks; i++) {
            // flat above, busy below, as talking heads before bookshelves are
            texture[i] = Math.exp(random.nextGaussian() * 0.5 + 0.8 * i / macroblocks);
        }
    }

    /** Codes a picture of a detail (spread of intra residual) and motion (of inter residual); gives its bits, 0 if it is left out. */
    int frame(final boolean key, final int layer, final int layers, final double detail, final double motion, final long elapsedNs) {
        sinceCodedNs += elapsedNs;
        final long intra = Math.round(detail * macroblocks * 24);
        final long inter = Math.round(motion * macroblocks * 24);
        int qp = rate.startFrame(key, layer, layers, Math.min(inter, 2 * intra), intra, sinceCodedNs);
        if (qp == RateControl.SKIP_FRAME) {
            rate.skipped();
            skipped++;
            lastBits = 0;
            return 0;
        }
        int bits = code(key, detail, motion);
        while (bits > rate.maxBits() && qp < (qp = rate.recode(bits))) {
            recoded++;
            bits = code(key, detail, motion);
        }
        sinceCodedNs = 0;
        rate.endFrame(bits, lastQp);
        referenceQp = lastQp;
        lastBits = bits;
        lastBound = rate.maxBits();
        return bits;
    }

    private int code(final boolean key, final double detail, final double motion) {
        double bits = 400;
        double sum = 0;
        for (int i = 0; i < macroblocks; i++) {
            final int qp = rate.macroblockQp(i, (int) bits);
            sum += qp;
            final double step = 0.625 * Math.pow(2, qp / 6.0);
            final double noise = referenceQp < 51 ? 0.15 * 0.625 * Math.pow(2, referenceQp / 6.0) : 0;
            final double spread = texture[i] * (key ? detail : Math.hypot(motion, motion > 0 ? noise : noise * 0.5));
            // what is below the dead zone is not coded: an error of the reference stays as it is
            final double above = Math.max(0, spread / step - 0.18);
            final double octaves = 0.5 * Math.log(1 + Math.pow(1.2 * above, 2)) / Math.log(2);
            final double coefficients = 384 * (1 - Math.exp(-0.7 * above));
            bits += 0.3 + coefficients * (octaves + 0.3) * Math.exp(random.nextGaussian() * 0.2);
        }
        lastQp = (int) Math.round(sum / macroblocks);
        return (int) bits;
    }
}
