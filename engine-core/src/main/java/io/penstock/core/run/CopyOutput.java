package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;

/** Gives a branch a frame of its own, where an in-place stage would otherwise change what others read. */
final class CopyOutput implements Target {
    private final SlabPool pool;
    private final Target target;

    CopyOutput(final SlabPool pool, final Target target) {
        this.pool = pool;
        this.target = target;
    }

    @Override
    public boolean accept(final SlabFrame frame, final boolean owned) {
        if (frame.length() > pool.slotBytes()) {
            pool.exhausted();
            return false;
        }
        final SlabFrame copy = pool.claim(frame.length(), frame.formatId());
        if (copy == null) {
            return false;
        }
        copy.copyMetadata(frame);
        copy.copyPayload(frame);
        pool.copied();
        if (!target.accept(copy, true)) {
            copy.releaseByClaimer();
        }
        return false;
    }

    @Override
    public void event(final int kind, final long a, final long b) {
        target.event(kind, a, b);
    }
}
