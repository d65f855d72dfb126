package io.penstock.stage;

import io.penstock.format.Format;
import io.penstock.frame.Frame;

/** A stage without outputs: files, sockets, screens, loudspeakers. */
public non-sealed interface Sink extends Stage {
    /**
     * A frame came in.
     *
     * @param in borrowed until return.
     * @throws Exception as the supervision policy decides.
     */
    void onFrame(Frame in) throws Exception;

    /**
     * A wake-up asked for by {@link StageContext#wakeAtNs} is due; ticking sinks are also called once after they start.
     *
     * @param nowNs time on the engine's clock.
     * @return work done; 0 = none.
     * @throws Exception as the supervision policy decides.
     */
    default int onTick(final long nowNs) throws Exception {
        return 0;
    }

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
     * Throw away whatever is buffered.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onFlush() throws Exception {
    }

    /**
     * Nothing follows: finish the file.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onEndOfStream() throws Exception {
    }
}
