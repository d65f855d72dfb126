package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;
import java.util.Arrays;

/** Fan-out: every branch sees the frame, the last may take it. Branches change only on the region's thread, between duty cycles. */
final class TeeOutput implements Target {
    private Target[] branches;

    TeeOutput(final Target... branches) {
        this.branches = branches;
    }

    @Override
    public boolean accept(final SlabFrame frame, final boolean owned) {
        final Target[] all = branches;
        final int last = all.length - 1;
        for (int i = 0; i < last; i++) {
            all[i].accept(frame, false);
        }
        return last >= 0 && all[last].accept(frame, owned);
    }

    @Override
    public void event(final int kind, final long a, final long b) {
        for (final Target branch : branches) {
            branch.event(kind, a, b);
        }
    }

    /** Puts a branch before the others, so that the last one stays last. */
    void add(final Target branch) {
        final Target[] grown = new Target[branches.length + 1];
        grown[0] = branch;
        System.arraycopy(branches, 0, grown, 1, branches.length);
        branches = grown;
    }

    void remove(final Target branch) {
        branches = Arrays.stream(branches).filter(other -> other != branch).toArray(Target[]::new);
    }
}
