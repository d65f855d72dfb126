package io.penstock.rtc.signal;

/**
 * Lets one report a second through, and never two within half a second: who reports every second by its own clock is not cut down to every
 * other (the generic cell rate algorithm of ITU-T I.371). One thread at a time.
 */
final class ReportPace {
    private static final long EVERY_NS = 1_000_000_000L;
    private static final long EARLY_NS = 500_000_000L;
    private long dueNs;

    ReportPace(final long nowNs) {
        dueNs = nowNs;
    }

    boolean take(final long nowNs) {
        if (nowNs - dueNs < -EARLY_NS) {
            return false;
        }
        dueNs = Math.max(dueNs - nowNs, 0) + nowNs + EVERY_NS;
        return true;
    }
}
