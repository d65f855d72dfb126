package io.penstock.dsp.kernel.noise;

/** How far noise may be taken down. */
public enum NoiseLevel {
    /** At most 9 dB: takes the edge off, for quiet rooms. */
    LOW(9),
    /** At most 15 dB. */
    MODERATE(15),
    /** At most 24 dB: the default. */
    HIGH(24),
    /** At most 36 dB, for noise as loud as the voice. */
    VERY_HIGH(36);

    private final float mostDb;

    NoiseLevel(final float mostDb) {
        this.mostDb = mostDb;
    }

    /**
     * The most by which a bin of the spectrum is taken down.
     *
     * @return dB.
     */
    public float mostDb() {
        return mostDb;
    }
}
