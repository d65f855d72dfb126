package io.penstock.core.run;

/**
 * Polls a source when it is due or was woken. A source whose socket the runner watches is called only when that is readable: of hundreds of
 * sockets on one runner few are, and asking each costs half a microsecond.
 */
final class SourceEntry implements Entry {
    private static final int BATCH = 16;

    private final StageNode node;
    private final Gate gate;
    private final RegionAgent region;
    private final long pollIntervalNs;
    private long nextPollNs = Long.MAX_VALUE;
    private boolean signalled;
    private boolean blocked;

    SourceEntry(final StageNode node, final Gate gate, final RegionAgent region) {
        this.node = node;
        this.gate = gate;
        this.region = region;
        pollIntervalNs = node.spec().pollIntervalNs();
    }

    @Override
    public int run(final long nowNs) {
        blocked = false;
        // A signal holds until a poll finds nothing: neither a full queue nor the bound of a batch may use it up.
        signalled |= region.wasSignalled();
        int work = 0;
        if (gate.isUnconditional()) {
            work = isDue(nowNs) ? poll(BATCH, nowNs) : 0;
        } else {
            for (int i = 0, done = 1; i < BATCH && done > 0 && isDue(nowNs); i++) {
                blocked = !gate.isOpen();
                done = blocked ? 0 : poll(1, nowNs);
                work += done;
            }
        }
        return work;
    }

    private boolean isDue(final long nowNs) {
        if (node.hasEnded() || node.mode() != StageNode.Mode.ACTIVE) {
            return false;
        }
        final long wakeAtNs = node.context().wakeAtNs();
        return signalled || wakeAtNs == Long.MAX_VALUE && !node.context().isWatched() || nowNs >= wakeAtNs;
    }

    private int poll(final int limit, final long nowNs) {
        node.context().takeWakeUp(nowNs);
        nextPollNs = pollIntervalNs == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + pollIntervalNs;
        final int done = node.poll(limit);
        // A watched socket that had less than was asked for is empty; if not, the next look at the sockets says so.
        signalled &= node.context().isWatched() ? done >= limit : done > 0;
        return done;
    }

    @Override
    public boolean isPending() {
        return blocked && gate.isOpen();
    }

    @Override
    public long dueNs() {
        // A full queue announces its room by waking this region; for an empty pool the region looks again by itself.
        if (blocked || node.hasEnded() || node.mode() != StageNode.Mode.ACTIVE) {
            return Long.MAX_VALUE;
        }
        final long wakeAtNs = node.context().wakeAtNs();
        // A watched socket is not polled by time: a time that nothing comes of would keep the thread from its rest.
        return wakeAtNs != Long.MAX_VALUE ? wakeAtNs : node.context().isWatched() ? Long.MAX_VALUE : nextPollNs;
    }
}
