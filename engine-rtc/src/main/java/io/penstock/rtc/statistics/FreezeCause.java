package io.penstock.rtc.statistics;

/** Why a picture stood still for more than 200 ms. What each means, and how it is told from the others, stands in {@code docs/room-quality.md}. */
public enum FreezeCause {
    /** Packets got lost on the way, and repair took longer than the picture could wait, or failed. */
    LOSS,
    /** Packets came, but later than the jitter buffer waits, without the network being full: they were held back, and then came together. */
    JITTER,
    /** The network took less than was sent: packets queued ever longer, or the sender or server left pictures out for that reason. */
    BANDWIDTH,
    /** Pictures came that need one that is not there, and no key frame came within the time in which one can be had. */
    KEYFRAME_MISSING,
    /** This host was too slow: its threads stood still, or decoding took too long. */
    CPU,
    /** Nothing was sent: the camera stalled, or its owner stopped it. */
    SENDER
}
