package io.penstock.core.fec.xor;

/** How many parities a block needs where each packet is lost with a probability, whatever happens to the others. */
final class ParityShare {
    private ParityShare() {
    }

    /**
     * The least that keep the risk, each over every n-th packet.
     *
     * @param packets of media, 1 or more.
     * @param loss    probability of losing a packet, 0 to less than 1.
     * @param risk    that something is missing that cannot be restored.
     * @param most    parities.
     * @return parities, 0 to most.
     */
    static int least(final int packets, final double loss, final double risk, final int most) {
        if (loss <= 0 || fails(packets, 0, loss) <= risk) {
            return 0;
        }
        for (int parities = 1; parities < most; parities++) {
            if (fails(packets, parities, loss) <= risk) {
                return parities;
            }
        }
        return most;
    }

    /** Probability that something is missing. */
    static double fails(final int packets, final int parities, final double loss) {
        if (parities == 0) {
            return 1 - Math.pow(1 - loss, packets);
        }
        final int larger = packets % parities;
        final int size = packets / parities;
        return 1 - Math.pow(whole(size + 1, loss), larger) * Math.pow(whole(size, loss), parities - larger);
    }

    /** All of a group came, or all but one and the parity did. */
    private static double whole(final int size, final double loss) {
        return Math.pow(1 - loss, size) * (1 + size * loss);
    }
}
