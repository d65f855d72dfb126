package io.penstock.rtc.moderate;

/**
 * What a tap has done.
 *
 * @param taken      pieces of evidence.
 * @param failures   pieces that could not be made: what came cannot be decoded, or is too large.
 * @param incomplete key frames that never came whole.
 * @param busy       times when evidence was due and the piece before was still being made.
 * @param requests   key frames asked for.
 */
public record TapStatistics(long taken, long failures, long incomplete, long busy, long requests) { }
