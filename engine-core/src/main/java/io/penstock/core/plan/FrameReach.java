package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.stage.InPlace;
import io.penstock.stage.OutputPort;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far frames travel before somebody claims anew or copies: which queues, holders and regions they can sit in all at once.
 *
 * <p>A stage may forward its input on an output that has the input's format, so frames are taken to pass every such stage; and packets every
 * stage from packets to packets, such as one that parts streams.
 */
final class FrameReach {
    private final List<PlannedStage> stages;
    private final List<PlannedLink> links;
    private final Set<Long> seen = new HashSet<>();
    private final Set<Integer> holders = new HashSet<>();
    private final Set<Integer> regions = new HashSet<>();
    private long queued;
    private long held;
    private final List<PlannedLink> copies = new ArrayList<>();
    private int slotBytes;
    private boolean direct = true;

    private FrameReach(final List<PlannedStage> stages, final List<PlannedLink> links) {
        this.stages = stages;
        this.links = links;
    }

    /** Frames claimed by an output. */
    static FrameReach ofOutput(final List<PlannedStage> stages, final List<PlannedLink> links, final int stage, final int port) {
        final FrameReach reach = new FrameReach(stages, links);
        reach.regions.add(stages.get(stage).region());
        reach.direct = stages.get(stage).spec().directMemory();
        if (stages.get(stage).stage() instanceof io.penstock.stage.Source) {
            // what a host has filled and the graph not yet taken
            reach.held += stages.get(stage).spec().framesHeld();
        }
        reach.leave(stage, port);
        return reach;
    }

    /** Frames copied for the input at the end of a link. */
    static FrameReach ofCopy(final List<PlannedStage> stages, final List<PlannedLink> links, final PlannedLink link) {
        final FrameReach reach = new FrameReach(stages, links);
        final boolean fromOutside = stages.get(link.fromStage()).external();
        if (fromOutside) {
            reach.queued += link.capacity();
            reach.regions.add(stages.get(link.fromStage()).region());
        }
        reach.enter(link.toStage(), link.toPort(), link.format());
        return reach;
    }

    static int beyond(final ExecutionPlan plan, final int stage, final int port) {
        final FrameReach reach = new FrameReach(plan.stages(), plan.links());
        reach.enter(stage, port, null);
        return reach.frames();
    }

    private void leave(final int stage, final int port) {
        for (final PlannedLink link : links) {
            if (link.fromStage() == stage && link.fromPort() == port) {
                if (!link.fused() && seen.add(-1L - link.index())) {
                    queued += link.capacity();
                    regions.add(stages.get(link.toStage()).region());
                }
                if (link.copy()) {
                    copies.add(link);
                } else {
                    enter(link.toStage(), link.toPort(), link.format());
                }
            }
        }
    }

    private void enter(final int stage, final int port, final Format format) {
        if (!seen.add(((long) stage << Integer.SIZE) + port)) {
            return;
        }
        final PlannedStage planned = stages.get(stage);
        final StageSpec spec = planned.spec();
        regions.add(planned.region());
        if (holders.add(stage)) {
            held += spec.framesHeld();
        }
        direct &= spec.directMemory();
        if (planned.stage() instanceof InPlace) {
            slotBytes = Math.max(slotBytes, spec.maxOutputBytes());
        }
        for (int out = 0; out < spec.outputs().size(); out++) {
            if (passes(spec.outputs().get(out), port, format, planned.outputFormats().get(out))) {
                leave(stage, out);
            }
        }
    }

    private static boolean passes(final OutputPort output, final int port, final Format in, final Format out) {
        return output.rule() instanceof OutputPort.SameAs same && same.inputPort() == port || in == null || in.equals(out)
            || in instanceof PacketFormat && out instanceof PacketFormat; // parted and merged, a packet stays what it is
    }

    /** Most frames under way at once. */
    int frames() {
        return (int) Math.min(Integer.MAX_VALUE / 2, queued + held + regions.size());
    }

    /** Links on which these frames are copied. */
    List<PlannedLink> copies() {
        return copies;
    }

    /** What in-place stages on the way need at least; 0 = nothing more than the format says. */
    int slotBytes() {
        return slotBytes;
    }

    /** Whether every stage on the way wants direct memory. */
    boolean direct() {
        return direct;
    }
}
