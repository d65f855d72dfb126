package io.penstock.rtc.moderate;

import java.util.concurrent.CompletionStage;

/** Judges what participants show and say: a person at a screen, a service, a model. */
@FunctionalInterface
public interface Moderator {
    /**
     * Judges. Called on the thread that made the evidence: return soon, and decide later.
     *
     * @param evidence what to look at.
     * @return completed with the decision, on any thread. What comes after the time budget does nothing any more.
     */
    CompletionStage<Decision> judge(Evidence evidence);
}
