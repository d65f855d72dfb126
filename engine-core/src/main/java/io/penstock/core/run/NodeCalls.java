package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;

/** Calls a stage with a frame or a tick as its kind wants it. */
final class NodeCalls {
    private NodeCalls() {
    }

    /** Hands a frame over; returns whether its ownership was taken. */
    static boolean frame(final StageNode node, final int port, final SlabFrame frame, final boolean owned) throws Exception {
        switch (node.kind()) {
            case TRANSFORM -> ((Transform) node.stage()).onFrame(frame, node.output(0));
            case SINK -> ((Sink) node.stage()).onFrame(frame);
            case JUNCTION -> ((Junction) node.stage()).onFrame(port, frame, node);
            case IN_PLACE -> {
                if (((InPlace) node.stage()).onFrame(frame) == Verdict.FORWARD) {
                    return node.output(0).pass(frame, owned);
                }
            }
            default -> throw new IllegalStateException("a source has no inputs");
        }
        return false;
    }

    /** A timer is due, or the waker ran; returns the work done. */
    static int tick(final StageNode node, final long nowNs) throws Exception {
        return switch (node.kind()) {
            case TRANSFORM -> ((Transform) node.stage()).onTick(nowNs, node.output(0));
            case SINK -> ((Sink) node.stage()).onTick(nowNs);
            case JUNCTION -> ((Junction) node.stage()).onTick(nowNs, node);
            default -> 0;
        };
    }
}
