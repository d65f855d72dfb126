package io.penstock.rtc.moderate;

/** Does what was decided. */
@FunctionalInterface
public interface Enforcer {
    /**
     * Does it. Called on the thread that brought the decision, never for {@link Decision.Action#ALLOW}; return soon.
     *
     * @param evidence what it was decided on.
     * @param decision what.
     */
    void enforce(Evidence evidence, Decision decision);
}
