package io.penstock.core.run;

import io.penstock.stage.Stage;

/** The end of a source that was asked for from outside: it comes when what the host handed over before is through. Region's thread only. */
final class SourceDrain {
    private static final int NOT_DRAINING = -1;

    private int pollsLeft = NOT_DRAINING;

    void begin() {
        pollsLeft = HostFed.MAX_DRAIN_POLLS;
    }

    /**
     * Whether the source has drained.
     *
     * @param done what its last poll did.
     * @return false also while nobody asked it to end.
     */
    boolean isOver(final int done, final Stage source, final StageNode.Mode mode) {
        if (pollsLeft == NOT_DRAINING) {
            return false;
        }
        return !(source instanceof HostFed fed && mode == StageNode.Mode.ACTIVE && done > 0 && fed.hasPending() && pollsLeft-- > 0);
    }
}
