package io.penstock.rtc.signal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link SignalServer} has counted. Any thread. */
public final class SignalCounters {
    private final LongAdder opened = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder flooded = new LongAdder();
    private final LongAdder slowReaders = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder silent = new LongAdder();
    private final LongAdder reports = new LongAdder();
    private final LongAdder reportsTooOften = new LongAdder();
    private final LongAdder reportsRefused = new LongAdder();
    private final AtomicInteger joined = new AtomicInteger();

    SignalCounters() {
        // Of one server.
    }

    void opened() {
        opened.increment();
    }

    void message() {
        messages.increment();
    }

    void refused() {
        refused.increment();
    }

    void flooded() {
        flooded.increment();
    }

    void slowReader() {
        slowReaders.increment();
    }

    void turnedAway() {
        turnedAway.increment();
    }

    void silent() {
        silent.increment();
    }

    void report() {
        reports.increment();
    }

    void reportTooOften() {
        reportsTooOften.increment();
    }

    void reportRefused() {
        reportsRefused.increment();
    }

    boolean joined(final int most) {
        return joined.getAndUpdate(n -> n < most ? n + 1 : n) < most;
    }

    void left() {
        joined.decrementAndGet();
    }

    /**
     * Clients with a token.
     *
     * @return now.
     */
    public int clients() {
        return joined.get();
    }

    /**
     * Everything, by name.
     *
     * @return connections opened, messages taken, messages refused, clients that sent too much, that read too slowly, connections turned away
     *         because too many had no token, and those that never showed one; reports of quality taken, left out because they came too often,
     *         and refused.
     */
    public Map<String, Long> figures() {
        final Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("signal.clients", (long) joined.get());
        figures.put("signal.opened", opened.sum());
        figures.put("signal.messages", messages.sum());
        figures.put("signal.refused", refused.sum());
        figures.put("signal.flooded", flooded.sum());
        figures.put("signal.slow-readers", slowReaders.sum());
        figures.put("signal.turned-away", turnedAway.sum());
        figures.put("signal.silent", silent.sum());
        figures.put("signal.reports", reports.sum());
        figures.put("signal.reports-too-often", reportsTooOften.sum());
        figures.put("signal.reports-refused", reportsRefused.sum());
        return figures;
    }
}
