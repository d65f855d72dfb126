package io.penstock.benchmarks.traces;

/** What the trace bench measures. */
enum Figure {
    /** Share of the packets of sound that never arrived. */
    SOUND_LOST("lost %", "sound: packets that never arrived", 0, Better.NEITHER, true),
    SOUND_WAY("way", "sound: mean delay of the network, ms", 0, Better.NEITHER, true),
    SOUND_MEAN("mean", "sound: sent to played, mean, ms", 3, Better.LESS, true),
    SOUND_P95("p95", "sound: sent to played, 95th percentile, ms", 6, Better.LESS, true),
    SOUND_CONCEALED("concealed %", "sound: share of the playing time that was made up", 0.15, Better.LESS, true),
    SOUND_RECOVERED("FEC %", "sound: share of the frames played that came from the packet after them", 0, Better.NEITHER, false),
    SOUND_STRETCHED("stretched %", "sound: playing time added or removed", 0.15, Better.LESS, true),
    SOUND_LATE("late", "sound: packets that came too late to be played", 10, Better.LESS, true),
    SOUND_BACK("back s", "sound: from the end of an outage of at least 700 ms until the delay is no more than 20 ms above that of before, the worst",
        0.25, Better.LESS, true),
    PICTURE_MEAN("mean", "pictures: sent to shown, mean, ms", 3, Better.LESS, true),
    PICTURE_P95("p95", "pictures: sent to shown, 95th percentile, ms", 6, Better.LESS, true),
    PICTURE_P99("p99", "pictures: sent to shown, 99th percentile, ms", 10, Better.LESS, true),
    PICTURE_SHOWN("shown %", "pictures: share of those sent", 0.3, Better.MORE, true),
    PICTURE_FREEZES("freezes", "pictures: pauses of at least three mean distances, and the mean and 150 ms", 1, Better.LESS, true),
    PICTURE_FREEZE_MS("frozen ms", "pictures: the same, how long in all", 200, Better.LESS, false),
    PICTURE_FREEZES_200("> 200 ms", "pictures: pauses of more than 200 ms", 1, Better.LESS, true),
    PICTURE_LATE("late", "pictures: packets that came after their picture had been given up", 10, Better.LESS, false),
    PICTURE_BACK("back s", "pictures: the same as for sound", 0.25, Better.LESS, true),
    PICTURE_UNDECODABLE("undecodable", "pictures: put out without what they refer to", 0, Better.LESS, false),
    SKEW_P95("skew p95", "both kept in step: by how much sound is played apart from its picture, 95th percentile, ms", 3, Better.LESS, true);

    private static final double MISSING = -1;
    private static final double PERCENT = 100;

    final String head;
    final String described;
    private final double slack;
    private final Better better;
    private final boolean inShort;

    private enum Better {
        LESS,
        MORE,
        NEITHER
    }

    Figure(final String head, final String described, final double slack, final Better better, final boolean inShort) {
        this.head = head;
        this.described = described;
        this.slack = slack;
        this.better = better;
        this.inShort = inShort;
    }

    /** Whether it belongs into a table that has room for the most important ones only. */
    boolean isInShort() {
        return inShort;
    }

    boolean isOfSound() {
        return ordinal() <= SOUND_BACK.ordinal();
    }

    boolean isCompared() {
        return better != Better.NEITHER;
    }

    /**
     * Whether a figure became worse by more than a tolerance, and by more than what is worth telling.
     *
     * @param before           then; NaN = nothing was measured.
     * @param now              now.
     * @param tolerancePercent of the figure before.
     * @return true if it is a regression.
     */
    boolean isWorse(final double before, final double now, final double tolerancePercent) {
        return change(before, now) > Math.max(slack, Math.abs(before) * tolerancePercent / PERCENT);
    }

    /** The same the other way round. */
    boolean isBetter(final double before, final double now, final double tolerancePercent) {
        return -change(before, now) > Math.max(slack, Math.abs(before) * tolerancePercent / PERCENT);
    }

    /** By how much it is worse; less than 0 = better. */
    private double change(final double before, final double now) {
        if (better == Better.NEITHER || Double.isNaN(before) && Double.isNaN(now)) {
            return 0;
        }
        if (Double.isNaN(before) || Double.isNaN(now)) {
            return Double.isNaN(now) ? Double.MAX_VALUE : MISSING * Double.MAX_VALUE;
        }
        return better == Better.LESS ? now - before : before - now;
    }
}
