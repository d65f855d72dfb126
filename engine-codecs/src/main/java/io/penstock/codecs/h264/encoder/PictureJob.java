package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.Reference;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.rate.Activity;
import io.penstock.codecs.h264.rate.RateControl;

/** A picture to be coded, as all its slices see it. */
final class PictureJob {
    Picture source;
    Picture target;
    /** What is predicted from; null in I pictures. */
    Reference reference;
    boolean idr;
    int frameNumber;
    int idrId;
    int nalReference;
    /** Difference of picture numbers to the reference if it is not the first of the list, or 0. */
    int reorderBy;
    /** Whether the long-term reference is put first. */
    boolean fromLongTerm;
    /** Whether it becomes the long-term reference. */
    boolean toLongTerm;
    int qp;
    /** Changes the quantiser within the picture; null if nothing does. */
    RateControl rate;
    /** Offsets of the macroblocks' quantisers; null if there are none. */
    Activity activity;
    int minQp;
    int maxQp;
    /** Columns of macroblocks that must be intra: the first, and the one after the last; the same if there are none. */
    int refreshFrom;
    int refreshTo;
    /** Luma columns of the reference that macroblocks to the left of those may use. */
    int freshColumns;
    /** In how many pictures everything has been refreshed that may have been lost; 0: does not say. */
    int recoveryFrames;
    /** Whether everything is left out, the last resort of a picture that does not fit. */
    boolean bare;

    boolean intra() {
        return reference == null;
    }
}
