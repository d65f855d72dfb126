package io.penstock.core.fec;

/**
 * How much a stream is to be protected: set by who knows the network, read by the stages that protect, at every frame. Any thread.
 */
public final class ProtectionTarget {
    /** Most packets that RED repeats: the offset of its timestamps has 14 bits. */
    public static final int MOST_REDUNDANCY = 15;

    private volatile int lossPermille;
    private volatile int residualPermille = 20;
    private volatile int capPermille = 500;
    private volatile int redundancy;

    /** No protection. */
    public ProtectionTarget() {
        // The defaults say so: no loss, nothing repeated.
    }

    /**
     * Protection that stays as it is.
     *
     * @param lossPermille     expected loss.
     * @param residualPermille what may stay unrepaired.
     * @param capPermille      most repair in bytes of media bytes.
     * @param redundancy       packets that RED repeats.
     * @return the target.
     */
    public static ProtectionTarget fixed(final int lossPermille, final int residualPermille, final int capPermille, final int redundancy) {
        return new ProtectionTarget().set(lossPermille, residualPermille, capPermille, redundancy);
    }

    /**
     * Changes all.
     *
     * @param loss     expected loss, of 1000 packets, 0–950; 0 = blocks are not protected.
     * @param residual blocks that may stay unrepaired, of 1000, 1–1000.
     * @param cap      most bytes of repair for 1000 bytes of media, 0–10000.
     * @param repeated packets that RED repeats, 0–15.
     * @return this.
     */
    public ProtectionTarget set(final int loss, final int residual, final int cap, final int repeated) {
        lossPermille = Math.max(0, Math.min(950, loss));
        residualPermille = Math.max(1, Math.min(1000, residual));
        capPermille = Math.max(0, Math.min(10_000, cap));
        redundancy = Math.max(0, Math.min(MOST_REDUNDANCY, repeated));
        return this;
    }

    /**
     * Expected loss.
     *
     * @return packets of 1000.
     */
    public int lossPermille() {
        return lossPermille;
    }

    /**
     * What may stay unrepaired.
     *
     * @return blocks of 1000.
     */
    public int residualPermille() {
        return residualPermille;
    }

    /**
     * Most repair.
     *
     * @return bytes for 1000 bytes of media.
     */
    public int capPermille() {
        return capPermille;
    }

    /**
     * Packets that RED repeats.
     *
     * @return 0–15.
     */
    public int redundancy() {
        return redundancy;
    }
}
