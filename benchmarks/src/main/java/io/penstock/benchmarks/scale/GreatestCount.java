package io.penstock.benchmarks.scale;

/** Finds the greatest count that something can carry: doubles until it cannot, then halves the gap. */
final class GreatestCount {
    private GreatestCount() {
    }

    /** Tries a count. */
    @FunctionalInterface
    interface Trial {
        /**
         * Runs with a count.
         *
         * @param count how many.
         * @return whether they were carried.
         * @throws Exception if it could not be tried.
         */
        boolean carries(int count) throws Exception;
    }

    /**
     * Searches. A machine has bad moments, so a count has failed when it failed twice.
     *
     * @param first first count to try, positive.
     * @param most  greatest count of interest.
     * @param grain how exact the answer shall be: the search ends when the gap is no more than this share of the answer.
     * @param trial tries a count.
     * @return the greatest count that was carried; 0 if not even one was.
     * @throws Exception what the trial throws.
     */
    static int search(final int first, final int most, final double grain, final Trial trial) throws Exception {
        int carried = 0;
        int failed = most + 1;
        int next = Math.min(first, most);
        while (next > carried && next < failed) {
            if (trial.carries(next) || trial.carries(next)) {
                carried = next;
            } else {
                failed = next;
            }
            final boolean exact = failed - carried <= Math.max(1, carried * grain);
            next = exact ? carried : failed > most ? Math.min(most, carried * 2) : carried + (failed - carried) / 2;
        }
        return carried;
    }
}
