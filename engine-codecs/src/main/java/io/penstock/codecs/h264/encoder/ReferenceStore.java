package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.Reference;

/**
 * The pictures a decoder holds, as this encoder lets it: the newest one or two short-term references (two with three temporal layers: the
 * base layer's must outlive the middle layer's), and one long-term reference if there is to be one. Sliding window (8.2.5.3).
 */
final class ReferenceStore {
    private final Reference[] pictures;
    private final int[] frameNumbers;
    /** Indices of short-term references, the newest first. */
    private final int[] shortTerm;
    private int shortTerms;
    private int longTerm = -1;
    /** Index of the short-term reference of the base layer, or -1. */
    private int base = -1;
    private int current = -1;

    ReferenceStore(final int width, final int height, final int mostShortTerms, final boolean withLongTerm) {
        pictures = new Reference[mostShortTerms + (withLongTerm ? 1 : 0) + 1];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = new Reference(width, height);
        }
        frameNumbers = new int[pictures.length];
        shortTerm = new int[mostShortTerms];
    }

    /** Where the next picture is reconstructed: one that nobody needs. */
    Reference target() {
        for (int i = 0; i < pictures.length; i++) {
            if (i != longTerm && !isShortTerm(i)) {
                current = i;
                return pictures[i];
            }
        }
        throw new IllegalStateException("no free reference picture");
    }

    private boolean isShortTerm(final int index) {
        for (int i = 0; i < shortTerms; i++) {
            if (shortTerm[i] == index) {
                return true;
            }
        }
        return false;
    }

    /** The newest reference picture. */
    Reference newest() {
        return shortTerms > 0 ? pictures[shortTerm[0]] : base();
    }

    /** The newest reference picture of the base layer. */
    Reference base() {
        return pictures[base >= 0 ? base : longTerm];
    }

    /** Whether the base layer's has to be named by its long-term number, because a decoder would take another one first. */
    boolean baseByLongTerm() {
        return base < 0 && shortTerms > 0;
    }

    /** How much earlier the base layer's reference is numbered, if a decoder would take another one first; or else 0. */
    int baseBack(final int frameNumber, final int numbers) {
        return base < 0 || shortTerm[0] == base ? 0 : Math.floorMod(frameNumber - frameNumbers[base], numbers);
    }

    /** Whether there is a long-term reference. */
    boolean hasLongTerm() {
        return longTerm >= 0;
    }

    Reference longTerm() {
        return pictures[longTerm];
    }

    /** An IDR picture was coded: it alone is kept. */
    void keepIdr(final int frameNumber, final boolean asLongTerm) {
        shortTerms = 0;
        longTerm = -1;
        base = -1;
        if (asLongTerm) {
            longTerm = current;
        } else {
            keep(frameNumber, true);
        }
    }

    /** A reference picture was coded. */
    void keep(final int frameNumber, final boolean ofBase) {
        frameNumbers[current] = frameNumber;
        final int last = Math.min(shortTerms, shortTerm.length - 1);
        System.arraycopy(shortTerm, 0, shortTerm, 1, last);
        shortTerm[0] = current;
        shortTerms = last + 1;
        if (ofBase) {
            base = current;
        }
    }

    /** A picture was coded that takes the place of the long-term reference. */
    void keepLongTerm() {
        longTerm = current;
        base = -1;
    }
}
