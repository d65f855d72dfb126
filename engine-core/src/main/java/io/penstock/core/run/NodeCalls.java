package io.penstock.core.run;

import io.penstock.core.memory.SlabFrame;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Transform;

/** Calls a stage with a frame or a tick as its kind wants it. */
final class NodeCalls {
    /** Something to tell a stage. */
    @FunctionalInterface
    interface Telling {
        void tell() throws Exception;
    }

    private NodeCalls() {
    }

    /** Lends a frame to a stage that does not work in place. */
    static void frame(final StageNode node, final int port, final SlabFrame frame) throws Exception {
        switch (node.kind()) {
            case TRANSFORM -> ((Transform) node.stage()).onFrame(frame, node.output(0));
            case SINK -> ((Sink) node.stage()).onFrame(frame);
            case JUNCTION -> ((Junction) node.stage()).onFrame(port, frame, node);
            default -> throw new IllegalStateException("a source has no inputs, and stages in place are called elsewhere");
        }
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
