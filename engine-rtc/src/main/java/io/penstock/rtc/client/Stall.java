package io.penstock.rtc.client;

/**
 * A time in which a picture stood still for longer than 200 ms.
 *
 * @param fromNs  when the picture before it was let out of the jitter buffer, on the engine's clock.
 * @param untilNs when the next one was.
 */
public record Stall(long fromNs, long untilNs) {
}
