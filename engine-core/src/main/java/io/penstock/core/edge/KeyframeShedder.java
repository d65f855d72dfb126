package io.penstock.core.edge;

import io.penstock.core.memory.SlabFrame;
import io.penstock.frame.FrameFlags;

/**
 * Sheds encoded pictures by what hurts least: discardable frames, then high temporal layers; when that is not enough, everything up to the
 * newest key frame that waits, or all and until the next one comes, which is asked for.
 *
 * <p>Frames of a layer are taken to refer to the last frame of a lower layer and to what followed it. So what comes behind a frame of a layer
 * that was shed, in that layer or above, goes as well, up to the next frame of a lower one.
 */
final class KeyframeShedder implements Shedder {
    private static final int MAX_LAYER = 7;
    private static final int WHOLE = MAX_LAYER + 1;

    private final long maxAgeNs;
    private boolean awaitingKeyframe;
    /** Frames of this layer and above refer to what was shed; {@link #WHOLE} = none do. */
    private int brokenLayer = WHOLE;
    /** Behind this record they do. */
    private long brokenBehind;

    KeyframeShedder(final long maxAgeNs) {
        this.maxAgeNs = maxAgeNs;
    }

    @Override
    public void shed(final LocalQueue queue, final int capacity, final long nowNs, final EdgeConsumer consumer) {
        dropUndecodable(queue, consumer);
        dropAboveBroken(queue);
        if (!isPressed(queue, capacity, nowNs)) {
            return;
        }
        dropFlagged(queue, FrameFlags.DISCARDABLE);
        for (int layer = MAX_LAYER; layer > 0 && isPressed(queue, capacity, nowNs); layer--) {
            dropLayer(queue, layer);
        }
        if (isPressed(queue, capacity, nowNs)) {
            dropToKeyframe(queue, consumer);
        }
    }

    private boolean isPressed(final LocalQueue queue, final int capacity, final long nowNs) {
        if (queue.frames() > capacity) {
            return true;
        }
        for (long i = queue.headIndex(); i < queue.tailIndex(); i++) {
            if (queue.isFrame(i)) {
                return maxAgeNs > 0 && nowNs - queue.enteredNs(i) > maxAgeNs;
            }
        }
        return false;
    }

    private void dropUndecodable(final LocalQueue queue, final EdgeConsumer consumer) {
        for (long i = queue.headIndex(); awaitingKeyframe && i < queue.tailIndex(); i++) {
            if (queue.isFrame(i)) {
                if (queue.frame(i).has(FrameFlags.KEYFRAME)) {
                    awaitingKeyframe = false;
                } else {
                    queue.shed(i, DropReason.REFERENCE_SHED);
                    consumer.onKeyframeNeeded();
                }
            }
        }
    }

    private static void dropFlagged(final LocalQueue queue, final int flags) {
        for (long i = queue.headIndex(); i < queue.tailIndex(); i++) {
            if (queue.isFrame(i) && queue.frame(i).has(flags)) {
                queue.shed(i, DropReason.DISCARDABLE);
            }
        }
    }

    /** Drops a layer, those above it being gone already, and remembers what of what comes will refer to it. */
    private void dropLayer(final LocalQueue queue, final int layer) {
        for (long i = queue.headIndex(); i < queue.tailIndex(); i++) {
            if (queue.isFrame(i)) {
                final SlabFrame frame = queue.frame(i);
                if (frame.temporalLayer() < layer || frame.has(FrameFlags.KEYFRAME)) {
                    brokenLayer = i > brokenBehind ? WHOLE : brokenLayer;
                } else if (frame.temporalLayer() == layer) {
                    queue.shed(i, DropReason.TEMPORAL_LAYER);
                    brokenLayer = layer;
                    brokenBehind = i;
                }
            }
        }
    }

    /** Drops what has come since and refers to a layer that was dropped. */
    private void dropAboveBroken(final LocalQueue queue) {
        for (long i = Math.max(queue.headIndex(), brokenBehind + 1); brokenLayer < WHOLE && i < queue.tailIndex(); i++) {
            if (queue.isFrame(i)) {
                final SlabFrame frame = queue.frame(i);
                if (frame.temporalLayer() < brokenLayer || frame.has(FrameFlags.KEYFRAME)) {
                    brokenLayer = WHOLE;
                } else {
                    queue.shed(i, DropReason.REFERENCE_SHED);
                }
            }
        }
    }

    private void dropToKeyframe(final LocalQueue queue, final EdgeConsumer consumer) {
        long newestKey = -1;
        boolean first = true;
        for (long i = queue.headIndex(); i < queue.tailIndex(); i++) {
            if (queue.isFrame(i)) {
                // A key frame that heads the queue is itself the late one: only a newer one helps.
                newestKey = !first && queue.frame(i).has(FrameFlags.KEYFRAME) ? i : newestKey;
                first = false;
            }
        }
        brokenLayer = WHOLE;
        final long end = newestKey < 0 ? queue.tailIndex() : newestKey;
        for (long i = queue.headIndex(); i < end; i++) {
            if (queue.isFrame(i)) {
                queue.shed(i, DropReason.LATE);
            }
        }
        if (newestKey < 0) {
            awaitingKeyframe = true;
            consumer.onKeyframeNeeded();
        }
    }
}
