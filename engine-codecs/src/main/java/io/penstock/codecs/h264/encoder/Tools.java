package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.SearchEffort;

/**
 * What a preset stands for.
 *
 * @param intra4x4InKey  whether I pictures may use I4x4.
 * @param intra4x4InP    whether intra macroblocks of P pictures may.
 * @param allIntraModes  whether each of the nine is tried, rather than those near the best of three.
 * @param halves         whether 16x8 and 8x16 are tried.
 * @param quarters       whether 8x8 is tried.
 * @param satd           whether transformed differences decide rather than plain ones.
 * @param exactBits      whether the last candidates are coded, and the bits counted.
 * @param skipSteps      mean difference a sample, in quantiser steps, up to which a macroblock may turn out to be a skip before anything is searched.
 * @param intraSteps     the same above which intra prediction is looked at in P pictures.
 * @param search         how motion is searched.
 */
record Tools(boolean intra4x4InKey, boolean intra4x4InP, boolean allIntraModes, boolean halves, boolean quarters, boolean satd,
             boolean exactBits, double skipSteps, double intraSteps, SearchEffort search) {
    static Tools of(final Preset preset) {
        return switch (preset) {
            case ULTRAFAST -> new Tools(false, false, false, false, false, false, false, 0.15, 0.05, new SearchEffort(8, false, false, false));
            case SUPERFAST -> new Tools(true, false, false, false, false, false, false, 0.06, 0.05, new SearchEffort(8, true, true, false));
            case VERYFAST -> new Tools(true, true, false, false, false, true, false, 0.06, 0.05, new SearchEffort(16, true, true, true));
            case FAST -> new Tools(true, true, false, true, false, true, false, 0.06, 0.05, new SearchEffort(16, true, true, true));
            case MEDIUM -> new Tools(true, true, false, true, true, true, false, 0.06, 0.05, new SearchEffort(16, true, true, true));
            case SLOW -> new Tools(true, true, true, true, true, true, true, 0.06, 0.05, new SearchEffort(24, true, true, true));
        };
    }
}
