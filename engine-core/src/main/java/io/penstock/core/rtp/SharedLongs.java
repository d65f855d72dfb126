package io.penstock.core.rtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A few numbers that one thread writes together and others read together, without locks (a sequence lock). Readers never see half of an
 * update; a reader that meets a writer tries again.
 */
final class SharedLongs {
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(SharedLongs.class, "version", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] values;
    private volatile long version;

    SharedLongs(final int count) {
        values = new long[count];
    }

    /** Writer: begins an update. */
    SharedLongs begin() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.storeStoreFence();
        return this;
    }

    SharedLongs put(final int index, final long value) {
        values[index] = value;
        return this;
    }

    /** Writer: makes the update visible. */
    void end() {
        VERSION.setRelease(this, version + 1);
    }

    /**
     * Reads all.
     *
     * @return updates so far; 0 = nothing was written yet.
     */
    long read(final long[] to) {
        while (true) {
            final long before = (long) VERSION.getAcquire(this);
            if ((before & 1) == 0) {
                System.arraycopy(values, 0, to, 0, values.length);
                VarHandle.loadLoadFence();
                if (before == (long) VERSION.getOpaque(this)) {
                    return before >> 1;
                }
            }
            Thread.onSpinWait();
        }
    }
}
