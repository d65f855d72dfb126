package io.penstock.testkit;

import io.penstock.format.Format;
import java.util.Arrays;

/** Makes the frames of one port. A new frame each time, so that whoever uses a dead one is caught; recycled only when measuring. */
final class FramePool {
    private final Ledger ledger;
    private final String name;
    private TestFrame[] free = new TestFrame[8];
    private int freeCount;

    FramePool(final Ledger ledger, final String name) {
        this.ledger = ledger;
        this.name = name;
    }

    Ledger ledger() {
        return ledger;
    }

    String name() {
        return name;
    }

    TestFrame take(final Format format, final int capacity) {
        synchronized (this) {
            for (int i = freeCount - 1; i >= 0; i--) {
                if (free[i].fits(capacity)) {
                    final TestFrame frame = free[i];
                    free[i] = free[--freeCount];
                    free[freeCount] = null;
                    return frame.rebirth(format);
                }
            }
        }
        return new TestFrame(this, capacity).rebirth(format);
    }

    void giveBack(final TestFrame frame) {
        if (ledger.isMeasuring()) {
            synchronized (this) {
                if (freeCount == free.length) {
                    free = Arrays.copyOf(free, freeCount * 2);
                }
                free[freeCount++] = frame;
            }
        }
    }
}
