package io.penstock.format;

/** Sound, picture, or neither. */
public enum MediaKind {
    /** Sound. */
    AUDIO,
    /** Picture. */
    VIDEO,
    /** Anything else: control packets, messages. */
    DATA
}
