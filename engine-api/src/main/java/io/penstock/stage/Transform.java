package io.penstock.stage;

import io.penstock.format.Format;

/** One input, one output, any number of frames out for a frame in. */
public non-sealed interface Transform extends Stage {
    /**
     * A frame came in.
     *
     * @param in  borrowed until return.
     * @param out where to put results.
     * @throws Exception as the supervision policy decides.
     */
    void onFrame(io.penstock.frame.Frame in, Output out) throws Exception;

    /**
     * A wake-up asked for by {@link StageContext#wakeAtNs} is due; ticking stages are also called once after they start.
     *
     * @param nowNs time on the engine's clock.
     * @param out   where to put results.
     * @return work done; 0 = none.
     * @throws Exception as the supervision policy decides.
     */
    default int onTick(final long nowNs, final Output out) throws Exception {
        return 0;
    }

    /**
     * The following input has another format, one that the input port accepts.
     *
     * @param format the new input format.
     * @param out    where to put results.
     * @return true if handled here (call {@link Output#formatChange} as needed); false lets the engine derive the new output format by the
     *     port's rule and send it on.
     * @throws Exception as the supervision policy decides.
     */
    default boolean onFormatChange(final Format format, final Output out) throws Exception {
        return false;
    }

    /**
     * The following input does not continue what came before.
     *
     * @param ptsNs time of the next frame.
     * @param out   where to put results.
     * @return true if handled here; false sends the event on.
     * @throws Exception as the supervision policy decides.
     */
    default boolean onDiscontinuity(final long ptsNs, final Output out) throws Exception {
        return false;
    }

    /**
     * Media is missing here.
     *
     * @param ptsNs      start.
     * @param durationNs length.
     * @param out        where to put a concealment.
     * @return true if handled here; false sends the event on.
     * @throws Exception as the supervision policy decides.
     */
    default boolean onGap(final long ptsNs, final long durationNs, final Output out) throws Exception {
        return false;
    }

    /**
     * Throw away whatever is buffered; the event is sent on after this returns.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onFlush() throws Exception {
    }

    /**
     * Nothing follows: put out what is still buffered. The event is sent on after this returns.
     *
     * @param out where to put results.
     * @throws Exception as the supervision policy decides.
     */
    default void onEndOfStream(final Output out) throws Exception {
    }
}
