package io.penstock.testkit;

/**
 * Loss in bursts: a two-state Markov chain that takes a step for every packet (E. N. Gilbert, 1960; E. O. Elliott, 1963).
 *
 * @param toBad    probability of going from the good state to the bad one, 0–1.
 * @param toGood   probability of going from the bad state to the good one, above 0 to 1.
 * @param lossGood probability of losing a packet in the good state, 0–1.
 * @param lossBad  probability of losing a packet in the bad state, 0–1.
 */
public record GilbertElliott(double toBad, double toGood, double lossGood, double lossBad) {
    /**
     * Checks the ranges.
     *
     * @param toBad    see the record
     * @param toGood   see the record
     * @param lossGood see the record
     * @param lossBad  see the record
     */
    public GilbertElliott {
        LossyLink.Profile.probability("toBad", toBad);
        LossyLink.Profile.probability("toGood", toGood);
        LossyLink.Profile.probability("lossGood", lossGood);
        LossyLink.Profile.probability("lossBad", lossBad);
        if (toGood == 0) {
            throw new IllegalArgumentException("toGood 0: the link would never recover; accepted are values above 0, up to 1");
        }
    }

    /**
     * Gilbert's chain, that loses everything in the bad state and nothing in the good one, by what can be observed.
     *
     * @param meanLoss  share of packets lost in the long run, 0 to below 1.
     * @param meanBurst mean number of packets lost in a row, at least 1.
     * @return the chain.
     * @throws IllegalArgumentException if there is no such chain: bursts too short for so much loss.
     */
    public static GilbertElliott bursts(final double meanLoss, final double meanBurst) {
        LossyLink.Profile.probability("meanLoss", meanLoss);
        final double toGood = 1 / meanBurst;
        final double toBad = toGood * meanLoss / (1 - meanLoss);
        if (!(meanBurst >= 1) || !(toBad <= 1)) {
            throw new IllegalArgumentException("a mean loss of " + meanLoss + " in bursts of " + meanBurst
                + " packets: accepted are bursts of at least max(1, loss / (1 − loss)) packets");
        }
        return new GilbertElliott(toBad, toGood, 0, 1);
    }

    /**
     * Share of packets lost in the long run.
     *
     * @return 0–1.
     */
    public double meanLoss() {
        final double bad = toBad / (toBad + toGood);
        return bad * lossBad + (1 - bad) * lossGood;
    }
}
