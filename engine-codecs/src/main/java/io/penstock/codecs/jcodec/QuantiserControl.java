package io.penstock.codecs.jcodec;

/**
 * Chooses the quantiser of each picture so that the stream keeps to a bit rate: bits halve with every six steps (the scale of ITU-T H.264
 * table 8-15), and what was spent too much or too little is evened out over about two seconds.
 */
final class QuantiserControl {
    static final int MIN_QP = 18;
    static final int MAX_QP = 44;
    /** Below it JCodec's pictures get worse again: what it predicts from drifts from what decoders show. */
    private static final int FINEST_QP = 23;
    /** A key picture is coded finer, for all that follows is predicted from it. */
    private static final int KEY_BONUS = 5;
    private static final int MAX_STEP = 2;
    /** Over how long what was spent too much is evened out: a key interval of a call. */
    private static final double HORIZON_S = 2;
    private static final double GAIN = 0.25;
    private static final double INITIAL_BITS_PER_PIXEL = 0.25;

    private final double framesPerSecond;
    private final int pixels;
    private final int floorBits;
    private double targetBits;
    private double debt;
    private double qp;
    private int used;

    QuantiserControl(final int bitrate, final double framesPerSecond, final int pixels, final int floorBits) {
        this.framesPerSecond = framesPerSecond > 0 ? framesPerSecond : 30;
        this.pixels = pixels;
        this.floorBits = floorBits;
        bitrate(bitrate);
        qp = clamp(28 - 6 * Math.log(targetBits / pixels / INITIAL_BITS_PER_PIXEL) / Math.log(2));
    }

    void bitrate(final int bitsPerSecond) {
        targetBits = bitsPerSecond / framesPerSecond;
        debt = Math.min(debt, targetBits * framesPerSecond);
    }

    /** Quantiser of the next picture. */
    int next(final boolean key) {
        used = (int) Math.round(clamp(key ? qp - KEY_BONUS : qp));
        return used;
    }

    /** Learns what the picture cost. */
    void spent(final int bits, final boolean key) {
        debt = Math.max(-targetBits * framesPerSecond / 2, Math.min(targetBits * framesPerSecond * 2, debt + bits - targetBits));
        if (key) {
            return;
        }
        final double wanted = Math.max(targetBits / 4, targetBits - debt / (HORIZON_S * framesPerSecond));
        final double variable = Math.max(bits - floorBits, pixels / 1000.0);
        final double affordable = Math.max(wanted - floorBits, targetBits / 20);
        final double step = 6 * Math.log(variable / affordable) / Math.log(2);
        qp = clamp(qp + Math.max(-MAX_STEP, Math.min(MAX_STEP, step * GAIN)));
    }

    private static double clamp(final double value) {
        return Math.max(FINEST_QP, Math.min(MAX_QP, value));
    }
}
