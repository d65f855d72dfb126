package io.penstock.rtc.server;

/** Tells a {@link StatusServer} what there is to show. */
@FunctionalInterface
public interface StatusSource {
    /**
     * What the server does now. Called by a thread of the status server, at most twice a second however many look; it must not block.
     *
     * @return a snapshot, never null.
     */
    ServerStatus status();
}
