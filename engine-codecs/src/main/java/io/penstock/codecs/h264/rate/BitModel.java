package io.penstock.codecs.h264.rate;

/**
 * Foretells the bits of a picture from its cost and quantiser, and learns from what they became:
 * {@code bits = floor + macroblocks * 2^(level - slope * qp) * (cost of a macroblock)^exponent}, one for each kind of picture.
 *
 * <p>Halving the bits takes {@code 1 / slope} quantiser steps. Only the level is learned, quickly after surprises and slowly when all is
 * well, and only within bounds of what is usual, so that a still scene does not teach nonsense for when it ends. Not thread-safe.
 */
final class BitModel {
    private static final double LOG_2 = Math.log(2);
    /** Learned levels stay this near to the usual one, octaves. */
    private static final double LEAST_OFF = -3;
    private static final double MOST_OFF = 2.5;

    private final int macroblocks;
    private final double usualLevel;
    private final double slope;
    private final double exponent;
    private final double floorBits;
    private double off;
    private int seen;

    BitModel(final int macroblocks, final double usualLevel, final double slope, final double exponent, final double floorBits) {
        this.macroblocks = macroblocks;
        this.usualLevel = usualLevel;
        this.slope = slope;
        this.exponent = exponent;
        this.floorBits = floorBits;
    }

    /** Bits at a quantiser. */
    double bits(final long cost, final double qp) {
        return floorBits + Math.exp(LOG_2 * (octaves(cost) + off - slope * qp));
    }

    /** The quantiser, not rounded nor bounded, that gives a number of bits. */
    double qp(final long cost, final double bits) {
        final double payload = Math.max(bits - floorBits, 0.1 * bits);
        return (octaves(cost) + off - log2(Math.max(1, payload))) / slope;
    }

    /** Quantiser steps by which bits must be coarsened to become fewer by a factor. */
    double steps(final double factor) {
        return log2(factor) / slope;
    }

    /** By which factor bits change with quantiser steps. */
    double factor(final double steps) {
        return Math.exp(-LOG_2 * slope * steps);
    }

    /** Takes over what another model has learned, as a first guess. */
    void guess(final BitModel other) {
        off = other.off;
    }

    boolean trained() {
        return seen > 0;
    }

    void learn(final long cost, final double qp, final int bits) {
        final double payload = Math.max(bits - floorBits, 0.25 * floorBits);
        final double error = log2(payload) - (octaves(cost) + off - slope * qp);
        final double gain = seen == 0 ? 0.8 : Math.abs(error) > 0.7 ? 0.5 : 0.25;
        off = Math.max(LEAST_OFF, Math.min(MOST_OFF, off + gain * error));
        seen = Math.min(seen + 1, 1000);
    }

    private double octaves(final long cost) {
        return log2(macroblocks) + usualLevel + exponent * log2(12 + (double) cost / macroblocks);
    }

    static double log2(final double value) {
        return Math.log(value) / LOG_2;
    }
}
