package io.penstock.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which frames are alive, and which rules were broken; shared by everything in a harness. */
final class Ledger {
    private final List<String> violations = new ArrayList<>();
    private final String subject;
    private TestFrame[] live = new TestFrame[16];
    private int liveCount;
    private boolean measuring;

    Ledger(final String subject) {
        this.subject = subject;
    }

    /** Nothing that allocates or scans payloads from now on. */
    void measuring() {
        measuring = true;
    }

    boolean isMeasuring() {
        return measuring;
    }

    synchronized void born(final TestFrame frame) {
        if (liveCount == live.length) {
            live = Arrays.copyOf(live, liveCount * 2);
        }
        live[liveCount] = frame;
        frame.liveIndex = liveCount++;
    }

    synchronized void died(final TestFrame frame) {
        final TestFrame last = live[--liveCount];
        live[frame.liveIndex] = last;
        last.liveIndex = frame.liveIndex;
        live[liveCount] = null;
    }

    synchronized int liveCount() {
        return liveCount;
    }

    /** What is alive, for messages. */
    synchronized String liveFrames() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < liveCount && i < 8; i++) {
            text.append("\n  ").append(live[i]);
        }
        return liveCount > 8 ? text.append("\n  and ").append(liveCount - 8).append(" more").toString() : text.toString();
    }

    /** Notes a broken rule, so that a stage that catches everything cannot hide it; the caller throws what it gets. */
    synchronized AssertionError violation(final String message) {
        final String text = subject + ": " + message;
        violations.add(text);
        return new AssertionError(text);
    }

    /** Throws what was noted and not yet thrown to the test. */
    synchronized void rethrow() {
        if (!violations.isEmpty()) {
            final String all = String.join("\n", violations);
            violations.clear();
            throw new AssertionError(all);
        }
    }

    /** Forgets what is being thrown to the test already. */
    synchronized void reported() {
        violations.clear();
    }
}
