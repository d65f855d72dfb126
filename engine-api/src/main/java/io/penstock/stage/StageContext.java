package io.penstock.stage;

import io.penstock.clock.MediaClock;
import io.penstock.event.Event;
import io.penstock.format.Format;
import java.nio.channels.SelectableChannel;

/**
 * What the engine gives a stage when it starts. Valid until {@link Stage#close()}; to be used on the stage's own thread only,
 * except where noted.
 */
public interface StageContext {
    /**
     * Name of the graph.
     *
     * @return the name.
     */
    String graphName();

    /**
     * Name of the stage.
     *
     * @return the name, unique in the graph.
     */
    String stageName();

    /**
     * The clock of the engine. Any thread.
     *
     * @return the clock.
     */
    MediaClock clock();

    /**
     * Format of an input port.
     *
     * @param port index of the port.
     * @return the negotiated format; null for an optional port that is not connected.
     */
    Format inputFormat(int port);

    /**
     * Format of an output port.
     *
     * @param port index of the port.
     * @return the negotiated format.
     */
    Format outputFormat(int port);

    /**
     * Sends an event against the flow, to whatever feeds a port.
     *
     * @param inPort index of the input port.
     * @param event  the event.
     */
    void sendUpstream(int inPort, Event.Upstream event);

    /**
     * Asks to be called at a time: {@code onTick} of a ticking stage, {@code poll} of a source. One wake-up is pending at a time; a later
     * call replaces it. Without a wake-up a stage is called when frames come (transforms) or by {@link
     * StageSpec#pollIntervalNs()} (sources).
     *
     * @param timeNs time on {@link #clock()}; {@link Long#MAX_VALUE} cancels.
     */
    void wakeAtNs(long timeNs);

    /**
     * Wakes the region of this stage from another thread, for stages fed by a thread of their own: a source is polled, a ticking stage gets
     * {@code onTick}, and may get it when it did not ask. Any thread, cheap, never blocks.
     *
     * @return the same waker at every call.
     */
    Runnable waker();

    /**
     * Makes the region wait in a selector for this channel, so that readiness wakes it. The channel must be in non-blocking mode; it is
     * deregistered when the stage closes it.
     *
     * @param channel the channel.
     * @param ops     interest set of {@link java.nio.channels.SelectionKey}; 0 = wait for it no longer (a stage that closes before a
     *                channel that it shares says so).
     */
    void register(SelectableChannel channel, int ops);

    /**
     * A counter with a name of its own. Names starting with {@code dropped.} or {@code errors.} are added up as drops and errors by
     * reason. Ask once, in {@link Stage#onStart}, and keep it.
     *
     * @param name short name: {@code dropped.late}, {@code errors.malformed}, {@code concealed}.
     * @return the counter.
     */
    Counter counter(String name);
}
