package io.penstock.rtc.moderate;

import io.penstock.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who have asked for a piece of evidence. Any thread. */
final class Requests {
    private static final int MOST = 16;

    private final List<CompletableFuture<Evidence>> waiting = new ArrayList<>();
    private boolean closed;
    private volatile boolean any;

    CompletableFuture<Evidence> ask() {
        final CompletableFuture<Evidence> one = new CompletableFuture<>();
        final boolean full;
        synchronized (waiting) {
            full = waiting.size() >= MOST;
            if (!full && !closed) {
                waiting.add(one);
                any = true;
                return one;
            }
        }
        one.completeExceptionally(full ? new EngineException(EngineException.Category.RESOURCE, "moderation: " + MOST + " requests wait already")
            : ended());
        return one;
    }

    private static EngineException ended() {
        return new EngineException(EngineException.Category.STATE, "moderation: the track has ended");
    }

    /** Whether anybody waits; never blocks. */
    boolean any() {
        return any;
    }

    List<CompletableFuture<Evidence>> take() {
        synchronized (waiting) {
            final List<CompletableFuture<Evidence>> all = List.copyOf(waiting);
            waiting.clear();
            any = false;
            return all;
        }
    }

    void close() {
        synchronized (waiting) {
            closed = true;
        }
        take().forEach(one -> one.completeExceptionally(ended()));
    }
}
