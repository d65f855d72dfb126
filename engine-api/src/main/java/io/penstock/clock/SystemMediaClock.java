package io.penstock.clock;

import java.time.Instant;

/** {@link System#nanoTime()} behind the interface; the only place of the libraries that reads it. */
final class SystemMediaClock implements MediaClock {
    static final SystemMediaClock INSTANCE = new SystemMediaClock();

    private final long epochOffsetNs;

    private SystemMediaClock() {
        final Instant now = Instant.now();
        epochOffsetNs = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano()) - System.nanoTime();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochNs(final long nanoTime) {
        return nanoTime + epochOffsetNs;
    }
}
