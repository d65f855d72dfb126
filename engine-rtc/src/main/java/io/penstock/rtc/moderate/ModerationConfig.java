package io.penstock.rtc.moderate;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import java.util.Objects;

/** How long moderators may take, and what happens when they take longer. */
public final class ModerationConfig {
    /** How long a decision may take. */
    long budgetNs = Duration.ofSeconds(2).toNanos();
    /** Decisions that may be waited for. */
    int mostPending = 64;
    /** What holds when none comes in time. */
    Decision otherwise = Decision.ALLOW;

    /** Two seconds, 64 at a time, allowed if there is no decision by then. */
    public ModerationConfig() {
        // what the fields say
    }

    /**
     * How long a decision may take.
     *
     * @param budget 1 ms to 10 minutes.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public ModerationConfig budget(final Duration budget) {
        if (budget.compareTo(Duration.ofMillis(1)) < 0 || budget.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new ConfigurationException("moderation: budget of " + budget + "; accepted are 1 ms to 10 minutes");
        }
        budgetNs = budget.toNanos();
        return this;
    }

    /**
     * How many decisions may be waited for at a time; what comes beside them is not shown to the moderator.
     *
     * @param most 1–65536.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public ModerationConfig mostPending(final int most) {
        if (most < 1 || most > 1 << 16) {
            throw new ConfigurationException("moderation: " + most + " pending; accepted are 1 to 65536");
        }
        mostPending = most;
        return this;
    }

    /**
     * What holds when the moderator takes too long, fails, or has too much to do.
     *
     * @param decision what; {@link Decision#ALLOW} at first.
     * @return this.
     */
    public ModerationConfig otherwise(final Decision decision) {
        otherwise = Objects.requireNonNull(decision, "decision");
        return this;
    }
}
