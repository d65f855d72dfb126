package io.penstock.rtc.moderate;

import java.util.Objects;

/**
 * What is to happen to a participant.
 *
 * @param action what.
 * @param reason in words, for the participant and the audit; may be empty.
 */
public record Decision(Action action, String reason) {
    /** Nothing happens. */
    public static final Decision ALLOW = new Decision(Action.ALLOW, "");

    /** What can happen, the mildest first. */
    public enum Action {
        /** Nothing. */
        ALLOW,
        /** The participant is told. */
        WARN,
        /** Its pictures are not forwarded any more. */
        BLUR,
        /** Its sound is not forwarded any more. */
        MUTE,
        /** It leaves the room. */
        KICK
    }

    /**
     * A decision.
     *
     * @param action see the record
     * @param reason see the record
     */
    public Decision {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(reason, "reason");
    }
}
