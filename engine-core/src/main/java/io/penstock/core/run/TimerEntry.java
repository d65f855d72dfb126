package io.penstock.core.run;

/** Calls a ticking stage when its timer is due, or its waker ran. */
final class TimerEntry implements Entry {
    private final StageNode node;
    private final Gate gate;

    TimerEntry(final StageNode node, final Gate gate) {
        this.node = node;
        this.gate = gate;
    }

    @Override
    public int run(final long nowNs) {
        final NodeContext context = node.context();
        final boolean due = nowNs >= context.wakeAtNs();
        if (!due && !context.isSignalled() || !gate.isOpen()) {
            return 0;
        }
        context.clearSignal();
        if (due) {
            context.wakeAtNs(Long.MAX_VALUE);
        }
        return node.tick(nowNs);
    }

    @Override
    public boolean isPending() {
        return false;
    }

    @Override
    public long dueNs() {
        return node.mode() == StageNode.Mode.ACTIVE ? node.context().wakeAtNs() : Long.MAX_VALUE;
    }
}
