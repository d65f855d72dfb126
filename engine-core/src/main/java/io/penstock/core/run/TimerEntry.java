package io.penstock.core.run;

/** Calls a ticking stage when its timer is due. */
final class TimerEntry implements Entry {
    private final StageNode node;
    private final Gate gate;

    TimerEntry(final StageNode node, final Gate gate) {
        this.node = node;
        this.gate = gate;
    }

    @Override
    public int run(final long nowNs) {
        if (nowNs < node.context().wakeAtNs() || !gate.isOpen()) {
            return 0;
        }
        node.context().wakeAtNs(Long.MAX_VALUE);
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
