package io.penstock.rtc.moderate;

import io.penstock.clock.MediaClock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Shows evidence to a moderator, waits for its decision no longer than the budget, has it done, and audits all of it. Media never waits:
 * whoever does not decide in time has allowed, or what {@link ModerationConfig#otherwise} says.
 *
 * <p>Any thread may {@link #accept}; one calls {@link #tick}. Time comes from the engine's clock. Each piece of evidence comes to exactly one
 * outcome, and what waits is bounded.
 */
public final class Moderation implements Consumer<Evidence> {
    private static final Logger LOG = System.getLogger(Moderation.class.getName());

    private final ModerationConfig config;
    private final MediaClock clock;
    private final Moderator moderator;
    private final Enforcer enforcer;
    private final Audit audit;
    private final Object lock = new Object();
    /** In the order of their deadlines, as all have the same budget; also decided ones, until they come to the front. */
    private final ArrayDeque<Case> waiting = new ArrayDeque<>();
    private int pending;
    private long shown;
    private long decided;
    private long timeouts;
    private long late;
    private long failures;
    private long refused;
    private long enforced;
    private long errors;

    /** Evidence until its outcome. */
    private static final class Case {
        private final long shownNs;
        private Evidence evidence;
        private boolean over;

        Case(final Evidence evidence, final long shownNs) {
            this.evidence = evidence;
            this.shownNs = shownNs;
        }
    }

    /**
     * Moderation of any number of rooms.
     *
     * @param config    how long to wait.
     * @param clock     the engine's time.
     * @param moderator decides.
     * @param enforcer  does what is decided.
     * @param audit     keeps it; null = nobody does.
     */
    public Moderation(final ModerationConfig config, final MediaClock clock, final Moderator moderator, final Enforcer enforcer,
                      final Audit audit) {
        this.config = Objects.requireNonNull(config, "config");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.moderator = Objects.requireNonNull(moderator, "moderator");
        this.enforcer = Objects.requireNonNull(enforcer, "enforcer");
        this.audit = audit;
    }

    /**
     * Shows a piece of evidence to the moderator.
     *
     * @param evidence what.
     */
    @Override
    public void accept(final Evidence evidence) {
        final Case one = new Case(evidence, clock.nanoTime());
        synchronized (lock) {
            if (pending >= config.mostPending) {
                refused++;
                one.over = true;
            } else {
                shown++;
                pending++;
                waiting.add(one);
                if (waiting.size() > 2 * config.mostPending) {
                    waiting.removeIf(other -> other.over);
                }
            }
        }
        if (one.over) {
            conclude(evidence, config.otherwise, Audit.Outcome.REFUSED, 0);
            return;
        }
        try {
            final CompletionStage<Decision> decision = moderator.judge(evidence);
            decision.whenComplete((what, error) -> decided(one, what, error));
        } catch (final RuntimeException e) {
            decided(one, null, e);
        }
    }

    private void decided(final Case one, final Decision decision, final Throwable error) {
        final boolean failed = error != null || decision == null;
        final Evidence evidence;
        synchronized (lock) {
            if (one.over) {
                late++;
                return;
            }
            evidence = close(one);
            failures += failed ? 1 : 0;
            decided += failed ? 0 : 1;
        }
        if (failed) {
            LOG.log(Level.WARNING, "moderator failed", error);
        }
        conclude(evidence, failed ? config.otherwise : decision, failed ? Audit.Outcome.FAILED : Audit.Outcome.DECIDED,
            clock.nanoTime() - one.shownNs);
    }

    /** Whoever keeps the promise of a decision for ever keeps no picture. */
    private Evidence close(final Case one) {
        final Evidence evidence = one.evidence;
        one.over = true;
        one.evidence = null;
        pending--;
        return evidence;
    }

    /**
     * Ends the wait for decisions whose budget is over.
     *
     * @param nowNs now.
     * @return when to call again; {@link Long#MAX_VALUE} if none is waited for.
     */
    public long tick(final long nowNs) {
        while (true) {
            final Evidence evidence;
            synchronized (lock) {
                while (!waiting.isEmpty() && waiting.peek().over) {
                    waiting.poll();
                }
                if (waiting.isEmpty()) {
                    return Long.MAX_VALUE;
                }
                final long due = waiting.peek().shownNs + config.budgetNs;
                if (due > nowNs) {
                    return due;
                }
                evidence = close(waiting.poll());
                timeouts++;
            }
            conclude(evidence, config.otherwise, Audit.Outcome.TIMEOUT, config.budgetNs);
        }
    }

    private void conclude(final Evidence evidence, final Decision decision, final Audit.Outcome outcome, final long tookNs) {
        boolean done = false;
        boolean failed = false;
        // First what protects the others, then what is written about it.
        if (decision.action() != Decision.Action.ALLOW) {
            try {
                enforcer.enforce(evidence, decision);
                done = true;
            } catch (final RuntimeException e) {
                failed = true;
                LOG.log(Level.ERROR, "decision " + decision.action() + " on " + evidence.participant() + " could not be done", e);
            }
        }
        if (audit != null) {
            try {
                audit.decided(evidence, decision, failed ? Audit.Outcome.NOT_DONE : outcome, tookNs);
            } catch (final RuntimeException e) {
                failed = true;
                LOG.log(Level.ERROR, "decision on " + evidence.participant() + " could not be audited", e);
            }
        }
        synchronized (lock) {
            enforced += done ? 1 : 0;
            errors += failed ? 1 : 0;
        }
    }

    /**
     * What it has done. Any thread.
     *
     * @return a copy.
     */
    public ModerationStatistics statistics() {
        synchronized (lock) {
            return new ModerationStatistics(shown, decided, timeouts, late, failures, refused, enforced, errors, pending);
        }
    }
}
