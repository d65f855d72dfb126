package io.penstock.codecs.h264.motion;

/**
 * How hard a search looks for a vector.
 *
 * @param pattern    where it looks around the best vector so far, at whole samples.
 * @param maxSteps   how often at most it moves on to a better one, at whole samples; at least 0.
 * @param halfPel    whether it looks at half samples.
 * @param quarterPel whether it looks at quarter samples; needs {@code halfPel}.
 * @param satd       whether it weighs half and quarter samples by transformed differences instead of plain ones; the cost it gives is of the
 *                   same kind.
 */
public record SearchEffort(Pattern pattern, int maxSteps, boolean halfPel, boolean quarterPel, boolean satd) {
    /** Which neighbours of the best vector are tried. */
    public enum Pattern {
        /** The four nearest, as long as one is better. */
        DIAMOND,
        /** Six at two samples' distance as long as one is better, then the four nearest. */
        HEXAGON,
        /** As {@link #HEXAGON}, after a look at rings of up to 16 samples where nothing predicted was good. */
        WIDE
    }

    /**
     * Checks that the parts fit together.
     *
     * @param pattern    where to look at whole samples.
     * @param maxSteps   moves at most at whole samples.
     * @param halfPel    whether to look at half samples.
     * @param quarterPel whether to look at quarter samples.
     * @param satd       whether to weigh those by transformed differences.
     * @throws IllegalArgumentException if there is no pattern, steps are negative, or quarter samples are to be tried but not halves.
     */
    public SearchEffort {
        if (pattern == null || maxSteps < 0 || quarterPel && !halfPel) {
            throw new IllegalArgumentException("search by " + pattern + " in " + maxSteps + " steps, half samples " + halfPel
                + ", quarter samples " + quarterPel + ": needs a pattern, steps from 0, and halves before quarters");
        }
    }

    /**
     * Makes an effort of the pattern that goes with so many steps: {@link Pattern#DIAMOND} to 8, {@link Pattern#HEXAGON} to 16, then
     * {@link Pattern#WIDE}.
     *
     * @param maxSteps   moves at most at whole samples.
     * @param halfPel    whether to look at half samples.
     * @param quarterPel whether to look at quarter samples.
     * @param satd       whether to weigh those by transformed differences.
     */
    public SearchEffort(final int maxSteps, final boolean halfPel, final boolean quarterPel, final boolean satd) {
        this(maxSteps <= 8 ? Pattern.DIAMOND : maxSteps <= 16 ? Pattern.HEXAGON : Pattern.WIDE, maxSteps, halfPel, quarterPel, satd);
    }
}
