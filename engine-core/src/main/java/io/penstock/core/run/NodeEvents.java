package io.penstock.core.run;

import io.penstock.core.edge.EventKind;
import io.penstock.error.EngineException;
import io.penstock.format.Format;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Transform;

/** Delivers downstream events per kind and sends them on as each kind of stage promises. Off the frame path. */
final class NodeEvents {
    private NodeEvents() {
    }

    static void deliver(final StageNode node, final int port, final int kind, final long a, final long b) throws Exception {
        switch (kind) {
            case EventKind.FORMAT_CHANGE -> formatChange(node, port, node.region().formats().format((int) a));
            case EventKind.DISCONTINUITY -> discontinuity(node, port, a);
            case EventKind.GAP -> gap(node, port, a, b);
            case EventKind.END_OF_STREAM -> endOfStream(node, port);
            default -> throw new IllegalStateException("event kind " + kind);
        }
    }

    private static void formatChange(final StageNode node, final int port, final Format format) throws Exception {
        if (!node.spec().inputs().get(port).accepts().accepts(format)) {
            throw new EngineException(EngineException.Category.STAGE, "stage \"" + node.name() + "\", input \""
                + node.spec().inputs().get(port).name() + "\": format changed in band to " + format.describe()
                + "; accepted " + node.spec().inputs().get(port).accepts().describe());
        }
        node.inputFormat(port, format);
        if (node.mode() != StageNode.Mode.ACTIVE) {
            forEachSame(node, port, format);
            return;
        }
        switch (node.kind()) {
            case TRANSFORM -> {
                if (!((Transform) node.stage()).onFormatChange(format, node.output(0))) {
                    derive(node, port, format);
                }
            }
            case IN_PLACE -> {
                ((InPlace) node.stage()).onFormatChange(format);
                node.output(0).changeFormat(format);
            }
            case SINK -> ((Sink) node.stage()).onFormatChange(format);
            default -> ((Junction) node.stage()).onFormatChange(port, format, node);
        }
    }

    private static void forEachSame(final StageNode node, final int port, final Format format) {
        for (int out = 0; out < node.count(); out++) {
            if (node.rule(out) instanceof OutputPort.SameAs same && same.inputPort() == port) {
                node.output(out).changeFormat(format);
            }
        }
    }

    private static void derive(final StageNode node, final int port, final Format format) {
        forEachSame(node, port, format);
        if (node.rule(0) instanceof OutputPort.DerivedFrom derived && derived.inputPort() == port) {
            final Format next = derived.mapping().apply(format).first().orElseThrow(() -> new EngineException(EngineException.Category.STAGE,
                "stage \"" + node.name() + "\": cannot go on with " + format.describe()));
            node.output(0).changeFormat(next);
        }
    }

    private static void discontinuity(final StageNode node, final int port, final long ptsNs) throws Exception {
        if (node.mode() != StageNode.Mode.ACTIVE) {
            sendOn(node, EventKind.DISCONTINUITY, ptsNs, 0);
            return;
        }
        switch (node.kind()) {
            case TRANSFORM -> {
                if (!((Transform) node.stage()).onDiscontinuity(ptsNs, node.output(0))) {
                    node.output(0).event(EventKind.DISCONTINUITY, ptsNs, 0);
                }
            }
            case IN_PLACE -> {
                ((InPlace) node.stage()).onDiscontinuity(ptsNs);
                node.output(0).event(EventKind.DISCONTINUITY, ptsNs, 0);
            }
            case SINK -> ((Sink) node.stage()).onDiscontinuity(ptsNs);
            default -> ((Junction) node.stage()).onDiscontinuity(port, ptsNs, node);
        }
    }

    private static void gap(final StageNode node, final int port, final long ptsNs, final long durationNs) throws Exception {
        if (node.mode() != StageNode.Mode.ACTIVE) {
            sendOn(node, EventKind.GAP, ptsNs, durationNs);
            return;
        }
        switch (node.kind()) {
            case TRANSFORM -> {
                if (!((Transform) node.stage()).onGap(ptsNs, durationNs, node.output(0))) {
                    node.output(0).event(EventKind.GAP, ptsNs, durationNs);
                }
            }
            case IN_PLACE -> {
                ((InPlace) node.stage()).onGap(ptsNs, durationNs);
                node.output(0).event(EventKind.GAP, ptsNs, durationNs);
            }
            case SINK -> ((Sink) node.stage()).onGap(ptsNs, durationNs);
            default -> ((Junction) node.stage()).onGap(port, ptsNs, durationNs, node);
        }
    }

    private static void endOfStream(final StageNode node, final int port) throws Exception {
        if (node.mode() != StageNode.Mode.ACTIVE) {
            return;
        }
        switch (node.kind()) {
            case TRANSFORM -> ((Transform) node.stage()).onEndOfStream(node.output(0));
            case IN_PLACE -> ((InPlace) node.stage()).onEndOfStream();
            case SINK -> ((Sink) node.stage()).onEndOfStream();
            default -> ((Junction) node.stage()).onEndOfStream(port, node);
        }
    }

    private static void sendOn(final StageNode node, final int kind, final long a, final long b) {
        if (node.kind() != StageNode.Kind.JUNCTION) {
            for (int out = 0; out < node.count(); out++) {
                node.output(out).event(kind, a, b);
            }
        }
    }

    static void flush(final StageNode node) throws Exception {
        switch (node.kind()) {
            case SOURCE -> ((Source) node.stage()).onFlush();
            case TRANSFORM -> ((Transform) node.stage()).onFlush();
            case IN_PLACE -> ((InPlace) node.stage()).onFlush();
            case SINK -> ((Sink) node.stage()).onFlush();
            default -> {
                for (int port = 0; port < node.spec().inputs().size(); port++) {
                    if (node.inputFormat(port) != null) {
                        ((Junction) node.stage()).onFlush(port);
                    }
                }
            }
        }
    }
}
