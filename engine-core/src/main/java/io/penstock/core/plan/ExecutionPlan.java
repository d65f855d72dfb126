package io.penstock.core.plan;

import io.penstock.stage.Latency;
import java.util.List;
import java.util.Objects;

/**
 * Everything that is decided before a graph runs: what the runtime builds, to the slot. Plain data.
 *
 * @param graph    name of the graph.
 * @param stages   stages, in the order they were added; external ones too.
 * @param links    connections.
 * @param regions  regions.
 * @param pools    pools.
 * @param declared least and greatest declared latency over all paths from a source to a sink.
 * @param notes    what a reader of the plan should know; one line each.
 */
public record ExecutionPlan(String graph, List<PlannedStage> stages, List<PlannedLink> links, List<PlannedRegion> regions,
                            List<PlannedPool> pools, Latency declared, List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param graph see the record
     * @param stages see the record
     * @param links see the record
     * @param regions see the record
     * @param pools see the record
     * @param declared see the record
     * @param notes see the record
     */
    public ExecutionPlan {
        Objects.requireNonNull(graph, "graph");
        Objects.requireNonNull(declared, "declared");
        stages = List.copyOf(stages);
        links = List.copyOf(links);
        regions = List.copyOf(regions);
        pools = List.copyOf(pools);
        notes = List.copyOf(notes);
    }

    /**
     * A stage by name.
     *
     * @param name name of the stage.
     * @return the stage; null if there is none.
     */
    public PlannedStage stage(final String name) {
        return stages.stream().filter(stage -> stage.name().equals(name)).findFirst().orElse(null);
    }

    /**
     * Links that leave an output, in the order of its branches.
     *
     * @param stage index of the stage.
     * @param port  index of the output.
     * @return the links; empty when nothing is connected.
     */
    public List<PlannedLink> linksFrom(final int stage, final int port) {
        return links.stream().filter(link -> link.fromStage() == stage && link.fromPort() == port).toList();
    }

    /**
     * The link that ends in an input.
     *
     * @param stage index of the stage.
     * @param port  index of the input.
     * @return the link; null when nothing is connected.
     */
    public PlannedLink linkInto(final int stage, final int port) {
        return links.stream().filter(link -> link.toStage() == stage && link.toPort() == port).findFirst().orElse(null);
    }

    /**
     * Name of a link for people.
     *
     * @param link index of the link.
     * @return {@code producer.port→consumer.port}, ports left out where a stage has only one.
     */
    public String linkName(final int link) {
        final PlannedLink l = links.get(link);
        final PlannedStage from = stages.get(l.fromStage());
        final PlannedStage to = stages.get(l.toStage());
        return (from.spec().outputs().size() == 1 ? from.name() : from.name() + '.' + from.spec().outputs().get(l.fromPort()).name()) + '→'
            + (to.spec().inputs().size() == 1 ? to.name() : to.name() + '.' + to.spec().inputs().get(l.toPort()).name());
    }

    /**
     * How many frames that enter an input of this graph can be under way behind it at once: what an input attached while running must have
     * slots for.
     *
     * @param stage index of the stage.
     * @param port  index of the input.
     * @return frames.
     */
    public int framesBeyond(final int stage, final int port) {
        return FrameReach.beyond(this, stage, port);
    }
}
