package io.penstock.stage;

import io.penstock.format.Format;
import io.penstock.frame.Frame;

/** Several named inputs or outputs: mixers, echo cancellers, demultiplexers, routers. */
public non-sealed interface Junction extends Stage {
    /**
     * A frame came in.
     *
     * @param port index of the input port.
     * @param in   borrowed until return.
     * @param out  where to put results.
     * @throws Exception as the supervision policy decides.
     */
    void onFrame(int port, Frame in, Outputs out) throws Exception;

    /**
     * A wake-up asked for by {@link StageContext#wakeAtNs} is due; ticking junctions are also called once after they start.
     *
     * @param nowNs time on the engine's clock.
     * @param out   where to put results.
     * @return work done; 0 = none.
     * @throws Exception as the supervision policy decides.
     */
    default int onTick(final long nowNs, final Outputs out) throws Exception {
        return 0;
    }

    /**
     * The following frames of a port have another format, one that the port accepts. Nothing is sent on by the engine: outputs
     * of a junction
     * change their format only by {@link Output#formatChange}.
     *
     * @param port   index of the input port.
     * @param format the new format.
     * @param out    where to put results.
     * @throws Exception as the supervision policy decides.
     */
    default void onFormatChange(final int port, final Format format, final Outputs out) throws Exception {
    }

    /**
     * The following frames of a port do not continue those before. Nothing is sent on by the engine.
     *
     * @param port  index of the input port.
     * @param ptsNs time of the next frame.
     * @param out   where to put results.
     * @throws Exception as the supervision policy decides.
     */
    default void onDiscontinuity(final int port, final long ptsNs, final Outputs out) throws Exception {
    }

    /**
     * Media is missing on a port. Nothing is sent on by the engine.
     *
     * @param port       index of the input port.
     * @param ptsNs      start.
     * @param durationNs length.
     * @param out        where to put results.
     * @throws Exception as the supervision policy decides.
     */
    default void onGap(final int port, final long ptsNs, final long durationNs, final Outputs out) throws Exception {
    }

    /**
     * Throw away whatever is buffered for a port; the event is sent on to all outputs once for each epoch.
     *
     * @param port index of the input port.
     * @throws Exception as the supervision policy decides.
     */
    default void onFlush(final int port) throws Exception {
    }

    /**
     * Nothing follows on a port: put out what is still buffered for it. The engine ends the outputs when all connected inputs have ended
     * (or the first, see {@link StageSpec.Builder#endsWithFirstInput()}).
     *
     * @param port index of the input port.
     * @param out  where to put results.
     * @throws Exception as the supervision policy decides.
     */
    default void onEndOfStream(final int port, final Outputs out) throws Exception {
    }

    /**
     * An optional input port was connected or disconnected while running.
     *
     * @param port   index of the input port.
     * @param format format of what comes; null when disconnected.
     * @throws Exception as the supervision policy decides.
     */
    default void onPortChange(final int port, final Format format) throws Exception {
    }
}
