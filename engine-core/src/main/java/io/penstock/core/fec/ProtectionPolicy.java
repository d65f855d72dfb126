package io.penstock.core.fec;

/**
 * How much to protect for what the network does. A pure function.
 *
 * <p><b>Pictures.</b> A lost packet comes again after a round trip; a second round costs another. With little loss few pictures need even
 * one, and nothing is added. With more, blocks are protected so that only one in {@value #FAR_RISK_PERMILLE} (long ways) to
 * {@value #NEAR_RISK_PERMILLE} (short ways) of 1000 has to wait for a round trip.
 *
 * <p><b>Sound.</b> Packets are small and every one counts: so many are repeated that one in 250 is missing for good, whatever the
 * round trip.
 */
public final class ProtectionPolicy {
    private static final double LITTLE_LOSS = 0.01;
    /** Sending again is quick there. */
    private static final double LITTLE_LOSS_NEAR = 0.025;
    private static final int NEAR_RISK_PERMILLE = 30;
    private static final int FAR_RISK_PERMILLE = 8;
    private static final long NEAR_NS = 80_000_000L;
    private static final double SOUND_RISK = 0.004;
    private static final double EXTREME_SOUND_RISK = 0.02;
    private static final int MOST_COMMON_REDUNDANCY = 4;
    private static final double EXTREME_LOSS = 0.45;

    private ProtectionPolicy() {
    }

    /**
     * Sets a target.
     *
     * @param target        to set.
     * @param lossPermille  packets lost lately, of 1000.
     * @param rttNs         round trip; 0 = unknown.
     */
    public static void apply(final ProtectionTarget target, final int lossPermille, final long rttNs) {
        final double loss = lossPermille / 1000.0;
        final boolean near = rttNs > 0 && rttNs < NEAR_NS;
        final boolean pictures = loss >= (near ? LITTLE_LOSS_NEAR : LITTLE_LOSS);
        target.set(pictures ? lossPermille : 0, near ? NEAR_RISK_PERMILLE : FAR_RISK_PERMILLE, pictures ? cap(loss) : 0,
            loss < LITTLE_LOSS ? 0 : redundancy(loss));
    }

    /** Twice what an ideal code would need, and a half besides: small blocks need more. */
    private static int cap(final double loss) {
        return (int) (1000 * (0.5 + 2 * loss / (1 - Math.min(0.7, loss))));
    }

    private static int redundancy(final double loss) {
        final boolean extreme = loss > EXTREME_LOSS;
        final int most = extreme ? ProtectionTarget.MOST_REDUNDANCY : MOST_COMMON_REDUNDANCY;
        int depth = 0;
        double missing = loss;
        while (depth < most && missing > (extreme ? EXTREME_SOUND_RISK : SOUND_RISK)) {
            missing *= loss;
            depth++;
        }
        return depth;
    }
}
