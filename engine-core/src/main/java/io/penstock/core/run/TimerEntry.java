package io.penstock.core.run;

/** Calls a ticking stage when its timer is due, or its waker ran. */
final class TimerEntry implements Entry {
    private final StageNode node;
    private final Gate gate;
    private final RegionAgent region;
    private boolean signalled;
    private boolean blocked;

    TimerEntry(final StageNode node, final Gate gate, final RegionAgent region) {
        this.node = node;
        this.gate = gate;
        this.region = region;
    }

    @Override
    public int run(final long nowNs) {
        blocked = false;
        final NodeContext context = node.context();
        signalled |= context.isSignalled() || context.hasChannel() && region.wasSignalled();
        if (nowNs < context.wakeAtNs() && !signalled || !node.isTicking()) {
            return 0;
        }
        blocked = !gate.isOpen();
        if (blocked) {
            return 0;
        }
        // Before the stage looks: what comes while it does is another signal.
        signalled = false;
        context.clearSignal();
        context.takeWakeUp(nowNs);
        return node.tick(nowNs);
    }

    @Override
    public boolean isPending() {
        return blocked && gate.isOpen();
    }

    @Override
    public long dueNs() {
        return blocked || !node.isTicking() ? Long.MAX_VALUE : node.context().wakeAtNs();
    }
}
