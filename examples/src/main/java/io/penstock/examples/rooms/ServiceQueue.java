package io.penstock.examples.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Who waits for an agent, first come, first served; everybody who waits is told its place whenever that changes. Who waits is in a room of its own,
 * so that no customer hears of another. Any thread.
 */
final class ServiceQueue {
    private final List<String> waiting = new ArrayList<>();
    private final BiConsumer<String, Integer> told;
    private boolean closed;

    /** A queue that tells each call its place: 1 is next. */
    ServiceQueue(final BiConsumer<String, Integer> told) {
        this.told = told;
    }

    /** A customer waits. Returns its place. */
    synchronized int add(final String call) {
        waiting.add(call);
        told.accept(call, waiting.size());
        notifyAll();
        return waiting.size();
    }

    /** A customer waits no longer. Returns false if an agent has it already. */
    synchronized boolean remove(final String call) {
        final int place = waiting.indexOf(call);
        if (place >= 0) {
            waiting.remove(place);
            tellFrom(place);
        }
        return place >= 0;
    }

    /** The next call, waited for; null = there will be none any more. */
    synchronized String next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (waiting.isEmpty()) {
            return null;
        }
        final String call = waiting.remove(0);
        tellFrom(0);
        return call;
    }

    private void tellFrom(final int place) {
        for (int i = place; i < waiting.size(); i++) {
            told.accept(waiting.get(i), i + 1);
        }
    }

    /** Nobody comes any more; those who wait are still served. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
