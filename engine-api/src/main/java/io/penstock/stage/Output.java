package io.penstock.stage;

import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/**
 * Where a stage puts what it makes: claim, fill, commit.
 * <pre>{@code
 * MutableFrame f = out.claim(bytes);
 * f.length(encode(in, f.array(), f.arrayOffset()));
 * out.commit(f);
 * }</pre>
 * If the callback throws, the engine aborts what is still claimed. At most {@link StageSpec#maxOutputsPerInput()} frames may be claimed
 * in one callback. Methods may be called only inside a callback of the stage that got this output.
 */
public interface Output {
    /**
     * Claims an empty frame.
     *
     * @param length payload bytes wanted, 0 to {@link #maxLength()}.
     * @return a frame of that length; never null, except that sources get null when the pool is exhausted (count it, or come back later).
     * @throws io.penstock.error.EngineException if more is asked for than the stage declared.
     */
    MutableFrame claim(int length);

    /**
     * Sends a claimed frame on; it must not be touched afterwards.
     *
     * @param frame what {@link #claim} returned.
     */
    void commit(MutableFrame frame);

    /**
     * Gives a claimed frame back unused.
     *
     * @param frame what {@link #claim} returned.
     */
    void abort(MutableFrame frame);

    /**
     * Sends a borrowed or retained frame on without copying it. The caller keeps its own ownership: what was retained still has to be
     * released.
     *
     * @param frame the frame.
     */
    void forward(Frame frame);

    /**
     * Sends {@link io.penstock.event.Event.FormatChange}: frames committed from now on have this format. The format must be one that
     * downstream accepts and must fit the slots of the pool.
     *
     * @param format the format.
     * @throws io.penstock.error.EngineException if it does not fit; the message says what would.
     */
    void formatChange(Format format);

    /**
     * Sends {@link io.penstock.event.Event.Discontinuity}.
     *
     * @param ptsNs time of the next frame.
     */
    void discontinuity(long ptsNs);

    /**
     * Sends {@link io.penstock.event.Event.Gap}.
     *
     * @param ptsNs      start of what is missing.
     * @param durationNs length of what is missing.
     */
    void gap(long ptsNs, long durationNs);

    /** Sends {@link io.penstock.event.Event.EndOfStream}; sources only, once. Other kinds of stage have it sent for them. */
    void endOfStream();

    /**
     * Largest payload that {@link #claim} grants.
     *
     * @return bytes.
     */
    int maxLength();

    /**
     * Format of this output now.
     *
     * @return the negotiated format, or that of the last {@link #formatChange}.
     */
    Format format();
}
