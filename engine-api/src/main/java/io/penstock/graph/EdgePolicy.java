package io.penstock.graph;

import java.time.Duration;
import java.util.Objects;

/**
 * What an asynchronous edge does when its consumer falls behind. Made by {@link Edges}.
 *
 * @param kind     the policy.
 * @param maxAge   how old a frame may get in the queue; zero = no bound by age.
 * @param maxCount how many frames the queue holds; 0 = computed by the planner from {@code maxAge} and the frame duration.
 */
public record EdgePolicy(Kind kind, Duration maxAge, int maxCount) {
    /** Largest accepted {@link #maxCount()}. */
    public static final int MAX_COUNT = 1 << 16;

    /** The policies. */
    public enum Kind {
        /** The upstream region is not run while the queue is full; nothing is lost. */
        BLOCK,
        /** The consumer sheds what is too old, then what is too many. */
        DROP_OLDEST,
        /** New frames are refused while the queue is full. */
        DROP_NEWEST,
        /** Only the newest frame is kept. */
        LATEST,
        /** Discardable frames and high temporal layers go first; after the loss of a reference everything up to the next key frame. */
        KEYFRAME_AWARE
    }

    /**
     * Checks the ranges.
     *
     * @param kind see the record
     * @param maxAge see the record
     * @param maxCount see the record
     */
    public EdgePolicy {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(maxAge, "maxAge");
        if (maxAge.isNegative() || maxCount < 0 || maxCount > MAX_COUNT || maxAge.isZero() && maxCount == 0) {
            throw new IllegalArgumentException("edge policy " + kind + ": needs a positive duration or a count of 1–" + MAX_COUNT
                + ", found " + maxAge + " and " + maxCount);
        }
    }

    /**
     * The same with a bound on the count.
     *
     * @param frames 1–{@link #MAX_COUNT}.
     * @return the policy.
     */
    public EdgePolicy atMost(final int frames) {
        return new EdgePolicy(kind, maxAge, frames);
    }

    @Override
    public String toString() {
        final String bound = maxAge.isZero() ? maxCount + "" : maxAge.toMillis() + " ms" + (maxCount == 0 ? "" : ", " + maxCount);
        return switch (kind) {
            case BLOCK -> "block(" + bound + ')';
            case DROP_OLDEST -> "dropOldest(" + bound + ')';
            case DROP_NEWEST -> "dropNewest(" + bound + ')';
            case LATEST -> "latest()";
            case KEYFRAME_AWARE -> "keyframeAware(" + bound + ')';
        };
    }
}
