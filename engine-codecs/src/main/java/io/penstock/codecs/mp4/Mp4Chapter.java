package io.penstock.codecs.mp4;

/**
 * A chapter of a file.
 *
 * @param startNs where it begins, from the start of the file, nanoseconds.
 * @param title   what it is called.
 */
public record Mp4Chapter(long startNs, String title) { }
