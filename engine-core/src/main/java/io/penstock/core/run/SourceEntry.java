package io.penstock.core.run;

/** Polls a source when it is due or was woken. */
final class SourceEntry implements Entry {
    private static final int BATCH = 16;

    private final StageNode node;
    private final Gate gate;
    private final RegionAgent region;
    private final long pollIntervalNs;
    private long nextPollNs = Long.MIN_VALUE;

    SourceEntry(final StageNode node, final Gate gate, final RegionAgent region) {
        this.node = node;
        this.gate = gate;
        this.region = region;
        pollIntervalNs = node.spec().pollIntervalNs();
    }

    @Override
    public int run(final long nowNs) {
        final long wakeAtNs = node.context().wakeAtNs();
        if (node.hasEnded() || wakeAtNs != Long.MAX_VALUE && nowNs < wakeAtNs && !region.wasSignalled()) {
            return 0;
        }
        int work = 0;
        if (gate.isUnconditional()) {
            node.context().wakeAtNs(Long.MAX_VALUE);
            work = node.poll(BATCH);
        } else {
            for (int i = 0, done = 1; i < BATCH && done > 0 && gate.isOpen(); i++) {
                node.context().wakeAtNs(Long.MAX_VALUE);
                done = node.poll(1);
                work += done;
            }
        }
        nextPollNs = pollIntervalNs == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + pollIntervalNs;
        return work;
    }

    @Override
    public boolean isPending() {
        return false;
    }

    @Override
    public long dueNs() {
        if (node.hasEnded() || node.mode() != StageNode.Mode.ACTIVE) {
            return Long.MAX_VALUE;
        }
        final long wakeAtNs = node.context().wakeAtNs();
        return wakeAtNs != Long.MAX_VALUE ? wakeAtNs : nextPollNs;
    }
}
