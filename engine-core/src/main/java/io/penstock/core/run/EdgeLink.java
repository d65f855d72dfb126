package io.penstock.core.run;

import io.penstock.core.edge.Edge;
import io.penstock.core.metrics.LatencyRecorder;
import io.penstock.event.Event;
import io.penstock.format.Format;
import java.lang.invoke.VarHandle;

/** An asynchronous edge with the wakers of both its sides. */
final class EdgeLink {
    private static final long KEYFRAME_REQUEST_INTERVAL_NS = 250_000_000L;

    private final String name;
    private final Edge edge;
    private final Format format;
    private final LatencyRecorder queueTime;
    private Feeder feeder;
    private RegionAgent producer;
    private RegionAgent consumer;
    private volatile boolean producerBlocked;
    private long nextKeyframeRequestNs = Long.MIN_VALUE;

    EdgeLink(final String name, final Edge edge, final Format format, final LatencyRecorder queueTime) {
        this.name = name;
        this.edge = edge;
        this.format = format;
        this.queueTime = queueTime;
    }

    void connect(final RegionAgent from, final RegionAgent to) {
        producer = from;
        consumer = to;
    }

    /** Says where upstream events of the consumer go. */
    void feeder(final Feeder to) {
        feeder = to;
    }

    void upstream(final Event.Upstream event) {
        feeder.post(event);
    }

    String name() {
        return name;
    }

    Edge edge() {
        return edge;
    }

    Format format() {
        return format;
    }

    LatencyRecorder queueTime() {
        return queueTime;
    }

    RegionAgent consumer() {
        return consumer;
    }

    /** Producer only, after it offered something. */
    void wakeConsumer() {
        final RegionRunner sleeper = consumer.runner();
        // A runner of both sides is awake, and looks at all its edges before it parks; one that spins never parks.
        if (sleeper != null && sleeper != producer.runner() && sleeper.parks()) {
            // Orders the record before the look at whether the consumer parks, as the consumer orders its parking before a last look at the edge.
            VarHandle.fullFence();
            sleeper.wake();
        }
    }

    /** Whether there is room; if not, the consumer will wake the producer when it has made some. Producer only. */
    boolean hasRoom(final int frames) {
        if (edge.hasRoom(frames)) {
            return true;
        }
        producerBlocked = true;
        VarHandle.fullFence();
        return edge.hasRoom(frames);
    }

    /** Consumer only, after it took something. */
    void wakeBlockedProducer() {
        VarHandle.fullFence();
        if (producerBlocked && edge.isLow()) {
            producerBlocked = false;
            producer.waker().wake();
        }
    }

    /** One request in a while is enough. */
    boolean mayRequestKeyframe(final long nowNs) {
        if (nowNs < nextKeyframeRequestNs) {
            return false;
        }
        nextKeyframeRequestNs = nowNs + KEYFRAME_REQUEST_INTERVAL_NS;
        return true;
    }
}
