package io.penstock.core.run;

import io.penstock.graph.Supervision;
import io.penstock.stage.Stage;

/** What a region does about a stage that throws. Region's thread only. */
final class Supervisor {
    private static final long FIRST_BACK_OFF_NS = 100_000_000L;
    private static final long LONGEST_BACK_OFF_NS = 5_000_000_000L;
    private static final long GOOD_BEHAVIOUR_NS = 10_000_000_000L;

    private final RegionAgent region;
    private final StageNode[] down;
    private final long[] restartAtNs;
    private final long[] backOffNs;
    private final long[] startedNs;

    Supervisor(final RegionAgent region, final int stages) {
        this.region = region;
        down = new StageNode[stages];
        restartAtNs = new long[stages];
        backOffNs = new long[stages];
        startedNs = new long[stages];
    }

    void failed(final StageNode node, final Throwable error) {
        if (node.mode() != StageNode.Mode.ACTIVE) {
            return;
        }
        final Supervision action = error instanceof VirtualMachineError ? Supervision.FAIL_GRAPH : node.supervision();
        switch (action) {
            case SKIP_FRAME -> { }
            case BYPASS -> {
                node.mode(StageNode.Mode.BYPASSED);
                node.closeStage();
            }
            case RESTART -> scheduleRestart(node);
            default -> node.mode(StageNode.Mode.FAILED);
        }
        region.graph().reportError(node, error, action);
        if (action == Supervision.FAIL_GRAPH) {
            region.fail(node, error);
        }
    }

    private void scheduleRestart(final StageNode node) {
        node.mode(StageNode.Mode.RESTARTING);
        node.closeStage();
        final int index = region.indexOf(node);
        final long nowNs = region.clock().nanoTime();
        final boolean behaved = nowNs - startedNs[index] > GOOD_BEHAVIOUR_NS;
        backOffNs[index] = behaved || backOffNs[index] == 0 ? FIRST_BACK_OFF_NS : Math.min(LONGEST_BACK_OFF_NS, backOffNs[index] * 2);
        restartAtNs[index] = nowNs + backOffNs[index];
        down[index] = node;
    }

    /** Restarts what is due; returns how many were tried. */
    int run(final long nowNs) {
        int work = 0;
        for (int i = 0; i < down.length; i++) {
            if (down[i] != null && nowNs >= restartAtNs[i]) {
                final StageNode node = down[i];
                down[i] = null;
                restart(node, i, nowNs);
                work++;
            }
        }
        return work;
    }

    private void restart(final StageNode node, final int index, final long nowNs) {
        try {
            final Stage fresh = node.factory().create();
            if (StageNode.kindOf(fresh) != node.kind()) {
                fresh.close();
                throw new IllegalStateException("the factory of stage \"" + node.name() + "\" made another kind of stage than before");
            }
            node.replaceStage(fresh);
            node.start();
            node.mode(StageNode.Mode.ACTIVE);
            startedNs[index] = nowNs;
            node.metrics().restarts.increment();
        } catch (final Throwable t) {
            node.metrics().errors.increment();
            region.graph().reportError(node, t, Supervision.RESTART);
            scheduleRestart(node);
        }
    }

    long dueNs() {
        long due = Long.MAX_VALUE;
        for (int i = 0; i < down.length; i++) {
            due = down[i] == null ? due : Math.min(due, restartAtNs[i]);
        }
        return due;
    }
}
