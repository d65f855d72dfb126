package io.penstock.rtc.statistics;

/** What keeps a sender from sending more ({@code qualityLimitationReason} of the WebRTC statistics). */
public enum Limitation {
    /** Nothing: it sends what it wants to. */
    NONE,
    /** Its computer. */
    CPU,
    /** The network. */
    BANDWIDTH,
    /** Somebody stopped it: its owner, or who leads the room. */
    STOPPED
}
