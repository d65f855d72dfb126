package io.penstock.stage;

/** What becomes of a frame that an in-place stage has seen. */
public enum Verdict {
    /** It goes on. */
    FORWARD,
    /** It ends here. */
    DROP
}
