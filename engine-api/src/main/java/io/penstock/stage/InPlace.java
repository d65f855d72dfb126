package io.penstock.stage;

import io.penstock.format.Format;
import io.penstock.frame.MutableFrame;

/** Changes frames where they lie: one input and one output of the same format. The engine copies only where a frame is shared. */
public non-sealed interface InPlace extends Stage {
    /**
     * A frame to change.
     *
     * @param frame exclusive until return.
     * @return whether it goes on.
     * @throws Exception as the supervision policy decides.
     */
    Verdict onFrame(MutableFrame frame) throws Exception;

    /**
     * The following frames have another format, one that the port accepts.
     *
     * @param format the new format.
     * @throws Exception as the supervision policy decides.
     */
    default void onFormatChange(final Format format) throws Exception {
    }

    /**
     * The following frames do not continue those before.
     *
     * @param ptsNs time of the next frame.
     * @throws Exception as the supervision policy decides.
     */
    default void onDiscontinuity(final long ptsNs) throws Exception {
    }

    /**
     * Media is missing here.
     *
     * @param ptsNs      start.
     * @param durationNs length.
     * @throws Exception as the supervision policy decides.
     */
    default void onGap(final long ptsNs, final long durationNs) throws Exception {
    }

    /**
     * Forget the past.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onFlush() throws Exception {
    }

    /**
     * Nothing follows.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onEndOfStream() throws Exception {
    }
}
