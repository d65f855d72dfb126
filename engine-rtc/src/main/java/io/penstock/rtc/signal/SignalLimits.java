package io.penstock.rtc.signal;

import java.time.Duration;

/**
 * How much a {@link SignalServer} takes. Immutable.
 *
 * @param connections      clients with a token at the same time.
 * @param pending          connections without one: still shaking hands, or silent.
 * @param joinWithin       time for a new connection to show its token.
 * @param messagesPerSecond of one client, with bursts of four times as many.
 * @param charactersPerSecond of one client, with bursts of four times as many.
 * @param queuedMessages   that wait for a client; more, and it is disconnected.
 */
public record SignalLimits(int connections, int pending, Duration joinWithin, int messagesPerSecond, int charactersPerSecond,
                           int queuedMessages) {
    /**
     * 20000 clients, 1024 without a token for 10 s, 50 messages and 64 Ki characters a second, 4096 messages waiting.
     *
     * @return the limits to start from.
     */
    public static SignalLimits standard() {
        return new SignalLimits(20_000, 1024, Duration.ofSeconds(10), 50, 64 << 10, 4096);
    }

    /**
     * Other limits on connections.
     *
     * @param most    with a token.
     * @param without a token.
     * @param within  which one has to be shown.
     * @return the limits, changed.
     */
    public SignalLimits connections(final int most, final int without, final Duration within) {
        return new SignalLimits(most, without, within, messagesPerSecond, charactersPerSecond, queuedMessages);
    }

    /**
     * Another limit on what waits for a slow reader.
     *
     * @param messages that may wait.
     * @return the limits, changed.
     */
    public SignalLimits queued(final int messages) {
        return new SignalLimits(connections, pending, joinWithin, messagesPerSecond, charactersPerSecond, messages);
    }
}
