package io.penstock.core.edge;

/** Drops what has waited too long, oldest first, then what is too many. */
final class AgeShedder implements Shedder {
    private final long maxAgeNs;

    AgeShedder(final long maxAgeNs) {
        this.maxAgeNs = maxAgeNs;
    }

    @Override
    public void shed(final LocalQueue queue, final int capacity, final long nowNs, final EdgeConsumer consumer) {
        for (long i = queue.headIndex(); i < queue.tailIndex(); i++) {
            if (!queue.isFrame(i)) {
                continue;
            }
            if (maxAgeNs > 0 && nowNs - queue.enteredNs(i) > maxAgeNs) {
                queue.shed(i, DropReason.LATE);
            } else if (queue.frames() > capacity) {
                queue.shed(i, DropReason.TOO_MANY);
            } else {
                return;
            }
        }
    }
}
