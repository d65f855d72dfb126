package io.penstock.core.run;

import io.penstock.clock.MediaClock;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;
import java.nio.channels.SelectableChannel;

/** The engine as one stage sees it; also holds the stage's timer. */
final class NodeContext implements StageContext {
    private final StageNode node;
    private final RegionAgent region;
    private final NodeMetrics metrics;
    private final Runnable waker;
    private long wakeAtNs = Long.MAX_VALUE;
    private volatile boolean signalled;
    private boolean hasChannel;

    NodeContext(final StageNode node, final RegionAgent region, final NodeMetrics metrics) {
        this.node = node;
        this.region = region;
        this.metrics = metrics;
        waker = this::signal;
    }

    /** Ticking stages are called once after they start. */
    void arm() {
        wakeAtNs = node.spec().ticking() ? region.clock().nanoTime() : Long.MAX_VALUE;
    }

    /** Any thread: the stage has something from outside to look at. */
    private void signal() {
        signalled = true;
        region.signal();
    }

    boolean isSignalled() {
        return signalled;
    }

    /** Whether the stage waits for a socket, whose readiness signals the region. */
    boolean hasChannel() {
        return hasChannel;
    }

    /** Whether a runner looks at the stage's socket, so that the stage need not. */
    boolean isWatched() {
        return hasChannel && region.runner().watchesSockets();
    }

    void clearSignal() {
        signalled = false;
    }

    long wakeAtNs() {
        return wakeAtNs;
    }

    /** The stage is about to be called: uses up the wake-up if that is what it is called for; one that is not due stays. */
    void takeWakeUp(final long nowNs) {
        if (nowNs >= wakeAtNs) {
            wakeAtNs = Long.MAX_VALUE;
        }
    }

    @Override
    public void wakeAtNs(final long timeNs) {
        wakeAtNs = timeNs;
    }

    @Override
    public String graphName() {
        return region.graph().name();
    }

    @Override
    public String stageName() {
        return node.name();
    }

    @Override
    public MediaClock clock() {
        return region.clock();
    }

    @Override
    public Format inputFormat(final int port) {
        return node.inputFormat(port);
    }

    @Override
    public Format outputFormat(final int port) {
        return node.output(port).format();
    }

    @Override
    public void sendUpstream(final int inPort, final Event.Upstream event) {
        node.sendUpstream(inPort, event);
    }

    @Override
    public Runnable waker() {
        return waker;
    }

    @Override
    public void register(final SelectableChannel channel, final int ops) {
        hasChannel |= ops != 0;
        region.runner().register(channel, ops, region);
    }

    @Override
    public Counter counter(final String name) {
        return metrics.named(name);
    }
}
