package io.penstock.graph;

import java.time.Duration;

/** Policies of asynchronous edges: the only kind of thread boundary, and its price. */
public final class Edges {
    private Edges() {
    }

    /**
     * The upstream region waits while the queue is full; nothing is lost. For offline graphs and encoded sound inside one host.
     *
     * @param frames queue length.
     * @return the policy.
     */
    public static EdgePolicy block(final int frames) {
        return new EdgePolicy(EdgePolicy.Kind.BLOCK, Duration.ZERO, frames);
    }

    /**
     * What is older than this is shed, oldest first. For raw sound, and for packets on their way to the network.
     *
     * @param maxAge age bound.
     * @return the policy.
     */
    public static EdgePolicy dropOldest(final Duration maxAge) {
        return new EdgePolicy(EdgePolicy.Kind.DROP_OLDEST, maxAge, 0);
    }

    /**
     * New frames are refused while the queue is full. For recorders.
     *
     * @param frames queue length.
     * @return the policy.
     */
    public static EdgePolicy dropNewest(final int frames) {
        return new EdgePolicy(EdgePolicy.Kind.DROP_NEWEST, Duration.ZERO, frames);
    }

    /**
     * One frame, the newest. For raw pictures on their way to an encoder or analyser.
     *
     * @return the policy.
     */
    public static EdgePolicy latest() {
        return new EdgePolicy(EdgePolicy.Kind.LATEST, Duration.ZERO, 1);
    }

    /**
     * Sheds by what hurts least: discardable frames, then high temporal layers, then up to the next key frame, asking for one. For encoded
     * pictures.
     *
     * @param maxAge age bound.
     * @return the policy.
     */
    public static EdgePolicy keyframeAware(final Duration maxAge) {
        return new EdgePolicy(EdgePolicy.Kind.KEYFRAME_AWARE, maxAge, 0);
    }
}
