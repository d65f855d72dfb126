package io.penstock.dsp.kernel.mix;

import java.util.Arrays;

/**
 * Chooses the loudest few of many microphones, without chatter: who speaks comes before who is only noisy, who is in stays in unless someone else
 * is louder by 3 dB, and who speaks keeps a place for 0.3 s at least.
 *
 * <p>Someone speaks while the level is 9 dB above the quietest of late (which rises by 3 dB a second) and above −60 dBFS, and for 0.4 s after.
 * Not thread-safe; nothing allocates after construction.
 */
public final class SpeakerSelection {
    private static final double SPEECH_OVER_FLOOR = 8;
    private static final double QUIETEST = 1e-6;
    private static final double FLOOR_RISE_DB_PER_S = 3;
    private static final double FALL_S = 0.2;
    private static final double HANG_S = 0.4;
    private static final double HOLD_S = 0.3;
    private static final double LOUDER = 2;
    /** Who speaks is this much louder than anyone who does not. */
    private static final double SPEAKING = 1e12;

    private final int places;
    private final double frameS;
    private final double fall;
    private final double rise;
    private final double[] level;
    private final double[] floor;
    private final double[] talkS;
    private final double[] heldS;
    private final boolean[] present;
    private final boolean[] selected;
    private long changes;

    /**
     * A choice.
     *
     * @param inputs microphones, 1 and more.
     * @param places how many are chosen, 1 and more.
     * @param frameS length of a frame in seconds.
     */
    public SpeakerSelection(final int inputs, final int places, final double frameS) {
        if (inputs < 1 || places < 1 || !(frameS > 0)) {
            throw new IllegalArgumentException("selection of " + places + " of " + inputs + ", frames of " + frameS + " s: accepted are 1 and more, "
                + "1 and more, more than 0");
        }
        this.places = places;
        this.frameS = frameS;
        fall = Math.exp(-frameS / FALL_S);
        rise = Math.pow(10, FLOOR_RISE_DB_PER_S * frameS / 10);
        level = new double[inputs];
        floor = new double[inputs];
        talkS = new double[inputs];
        heldS = new double[inputs];
        present = new boolean[inputs];
        selected = new boolean[inputs];
        Arrays.fill(floor, QUIETEST);
    }

    /**
     * What an input brought in this frame.
     *
     * @param input      which.
     * @param meanSquare mean of the squares of its samples, full scale 1.
     */
    public void heard(final int input, final double meanSquare) {
        present[input] = true;
        level[input] = Math.max(meanSquare, level[input] * fall);
        floor[input] = Math.max(QUIETEST / SPEECH_OVER_FLOOR, Math.min(meanSquare, floor[input] * rise));
        final boolean speaks = meanSquare > QUIETEST && meanSquare > floor[input] * SPEECH_OVER_FLOOR;
        talkS[input] = speaks ? HANG_S : Math.max(0, talkS[input] - frameS);
    }

    /**
     * An input is not there any more: its place is free.
     *
     * @param input which.
     */
    public void gone(final int input) {
        present[input] = false;
        level[input] = 0;
        talkS[input] = 0;
        floor[input] = QUIETEST;
        selected[input] = false;
    }

    /** Chooses, after all inputs of a frame have been told. */
    public void choose() {
        int taken = 0;
        for (int i = 0; i < selected.length; i++) {
            if (selected[i]) {
                heldS[i] += frameS;
                taken++;
            }
        }
        boolean changed = true;
        while (changed) {
            final int best = extreme(false);
            final int worst = extreme(true);
            if (best >= 0 && taken < places) {
                take(best);
                taken++;
            } else if (best >= 0 && worst >= 0 && score(best) > LOUDER * score(worst) && (heldS[worst] >= HOLD_S || talkS[worst] <= 0)) {
                selected[worst] = false;
                take(best);
                changes++;
            } else {
                changed = false;
            }
        }
    }

    private void take(final int input) {
        selected[input] = true;
        heldS[input] = 0;
    }

    /** The quietest of those chosen, or the loudest of the others; −1 if there is none. */
    private int extreme(final boolean chosen) {
        int found = -1;
        for (int i = 0; i < selected.length; i++) {
            if (present[i] && selected[i] == chosen && (found < 0 || (chosen ? score(i) < score(found) : score(i) > score(found)))) {
                found = i;
            }
        }
        return found;
    }

    private double score(final int i) {
        return level[i] * (talkS[i] > 0 ? SPEAKING : 1);
    }

    /**
     * Whether an input is chosen.
     *
     * @param input which.
     * @return true if so.
     */
    public boolean selected(final int input) {
        return selected[input];
    }

    /**
     * Whether someone speaks there.
     *
     * @param input which.
     * @return true if so, or if someone did a moment ago.
     */
    public boolean speaking(final int input) {
        return talkS[input] > 0;
    }

    /**
     * How often someone took another's place.
     *
     * @return the count.
     */
    public long changes() {
        return changes;
    }
}
