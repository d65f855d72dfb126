package io.penstock.core.fec;

/** How many repair packets a block needs where each packet is lost with a probability, whatever happens to the others. */
final class RepairCount {
    private RepairCount() {
    }

    /**
     * The least that keep the risk.
     *
     * @param packets of media, 1 or more.
     * @param loss    probability of losing a packet, 0 to less than 1.
     * @param risk    that more are lost than there are repairs.
     * @param most    repairs.
     * @return repairs, 0 to most.
     */
    static int least(final int packets, final double loss, final double risk, final int most) {
        if (loss <= 0) {
            return 0;
        }
        for (int repairs = 0; repairs < most; repairs++) {
            if (fails(packets, repairs, loss) <= risk) {
                return repairs;
            }
        }
        return most;
    }

    /** Probability that a block cannot be repaired. */
    static double fails(final int packets, final int repairs, final double loss) {
        // Some media packet has to be missing, too: of k + r packets more than r are lost then.
        final int all = packets + repairs;
        double term = Math.pow(1 - loss, all);
        double repaired = term;
        for (int lost = 1; lost <= repairs; lost++) {
            term *= (double) (all - lost + 1) / lost * loss / (1 - loss);
            repaired += term;
        }
        return Math.max(0, 1 - repaired);
    }
}
