package io.penstock.rtc.statistics;

/**
 * A pause of more than 200 ms in which a picture stood still.
 *
 * @param startNs  when the last picture before it was shown, on the receiver's clock.
 * @param lengthNs until the next one was.
 * @param cause    what took the largest part of it.
 * @param share    how large that part is, of what could be explained, 0–1.
 */
public record Freeze(long startNs, long lengthNs, FreezeCause cause, double share) {
}
