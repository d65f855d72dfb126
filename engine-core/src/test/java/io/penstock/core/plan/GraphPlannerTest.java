package io.penstock.core.plan;

import static io.penstock.clock.Timebase.ms;
import static io.penstock.core.plan.Parts.VOICE;
import static io.penstock.core.plan.Parts.compose;
import static io.penstock.core.plan.Parts.inPlace;
import static io.penstock.core.plan.Parts.sink;
import static io.penstock.core.plan.Parts.source;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.GraphException;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.spi.Codecs;
import io.penstock.stage.Latency;
import io.penstock.stage.StageSpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphPlannerTest {
    private static ExecutionPlan planOf(final GraphComposer composer) {
        return composer.plan().orThrow().plan();
    }

    @Test
    void fusesWhatNoQueueSeparates() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("clean", inPlace()).async(Edges.dropOldest(ms(40)))
            .via("opus", Codecs.encoder(CodecId.OPUS)).to("net", sink());
        final ExecutionPlan plan = planOf(graph);
        assertEquals(List.of("mic", "opus"), plan.regions().stream().map(PlannedRegion::name).toList());
        assertArrayEquals(new int[] {0, 1}, plan.regions().get(0).stages());
        assertArrayEquals(new int[] {2, 3}, plan.regions().get(1).stages());
        assertTrue(plan.regions().get(1).carriesAudio());
        assertEquals("clean→opus", plan.linkName(1));
        assertEquals(4, plan.links().get(1).capacity(), "40 ms of 20 ms frames and two more");
        assertEquals(40_000_000, plan.links().get(1).maxAgeNs());
        assertEquals(new Latency(0, 40_000_000), plan.declared());
    }

    @Test
    void letsAJunctionStandInALineThatNeedsItsFirstInputOnly() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("clean", Parts.mixer()).to("net", sink());
        graph.source("far", source(VOICE)).into("clean", "b");
        final ExecutionPlan plan = planOf(graph);
        assertArrayEquals(new int[] {0, 3, 1, 2}, plan.regions().get(0).stages());
        final GraphComposer alone = compose("g");
        alone.source("mic", source(VOICE)).via("clean", Parts.mixer()).to("net", sink());
        assertEquals(2, planOf(alone).links().size());
        final GraphComposer needsBoth = compose("g");
        needsBoth.source("mic", source(VOICE)).via("both", Parts.junction(StageSpec.junction("both").input("a", FormatSpec.any())
            .input("b", FormatSpec.any()).outputSameAs("out", 0))).to("net", sink());
        assertTrue(assertThrows(GraphException.class, () -> planOf(needsBoth)).getMessage().contains("found a junction"));
    }

    @Test
    void sizesAPoolForEverythingItsFramesCanSitIn() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(VOICE));
        mic.async(Edges.block(7)).to("a", sink(StageSpec.sink("recorder", FormatSpec.any()).framesHeld(3)));
        mic.async(Edges.dropNewest(5)).to("b", sink());
        final PlannedPool pool = planOf(graph).pools().get(0);
        // 7 + 5 queued, 3 held, 3 regions, 1 claimed, 2 spare
        assertEquals(21, pool.slots());
        assertEquals(VOICE.frameBytes(), pool.slotBytes());
        assertEquals("mic.out", pool.name());
        assertFalse(pool.direct());
    }

    @Test
    void multipliesOutputsAlongDirectCalls() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).async(Edges.dropNewest(4))
            .via("x3", Parts.transform(StageSpec.same("splitter", FormatSpec.any()).maxOutputsPerInput(3)))
            .via("x2", Parts.transform(StageSpec.same("splitter", FormatSpec.any()).maxOutputsPerInput(2)))
            .async(Edges.block(6)).to("out", sink());
        final ExecutionPlan plan = planOf(graph);
        final PlannedEntry entry = plan.regions().get(1).entries().get(0);
        assertEquals(PlannedEntry.Kind.LINK, entry.kind());
        assertArrayEquals(new int[] {6}, entry.roomNeeded());
        assertArrayEquals(new int[] {3, 6}, entry.slotsNeeded());
    }

    @Test
    void aSourceDoesNotWaitForSlotsOfItsOwn() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("copyist", Parts.transform(StageSpec.same("copyist", FormatSpec.any())))
            .to("out", sink());
        final PlannedEntry entry = planOf(graph).regions().get(0).entries().get(0);
        assertEquals(PlannedEntry.Kind.SOURCE, entry.kind());
        assertArrayEquals(new int[] {1}, entry.pools());
    }

    @Test
    void copiesForAnInPlaceStageUnlessItIsLastOnTheLastBranch() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(VOICE));
        mic.via("loud", inPlace()).to("a", sink());
        mic.via("quiet", inPlace()).to("b", sink());
        final ExecutionPlan plan = planOf(graph);
        assertTrue(plan.linkInto(1, 0).copy());
        assertFalse(plan.linkInto(3, 0).copy());
        assertArrayEquals(new int[] {plan.linkInto(1, 0).copyPool()}, plan.regions().get(0).entries().get(0).pools());
    }

    @Test
    void copiesOnTheLastBranchWhenAnEarlierOneKeepsTheFrame() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(VOICE));
        mic.async(Edges.block(2)).to("a", sink());
        mic.via("quiet", inPlace()).to("b", sink());
        final ExecutionPlan plan = planOf(graph);
        assertTrue(plan.linkInto(plan.stage("quiet").index(), 0).copy());
    }

    @Test
    void copiesBehindAQueueOnTheConsumersSide() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(VOICE));
        mic.async(Edges.block(2)).via("quiet", inPlace()).to("a", sink());
        mic.to("b", sink());
        final ExecutionPlan plan = planOf(graph);
        final PlannedLink link = plan.linkInto(plan.stage("quiet").index(), 0);
        final PlannedEntry entry = plan.regions().get(plan.stage("quiet").region()).entries().get(0);
        assertTrue(link.copy());
        assertArrayEquals(new int[] {link.copyPool()}, entry.pools());
    }

    @Test
    void doesNotCopyInAChain() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("x", inPlace()).async(Edges.block(3)).via("y", inPlace()).to("a", sink());
        assertTrue(planOf(graph).links().stream().noneMatch(PlannedLink::copy));
    }

    @Test
    void feedbackThroughADroppingQueueIsPlanned() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).into("mix", "a");
        graph.junction("mix", Parts.mixer());
        final Flow mixed = graph.from("mix");
        mixed.to("out", sink());
        mixed.async(Edges.latest()).into("mix", "b");
        final ExecutionPlan plan = planOf(graph);
        assertEquals(VOICE, plan.stage("mix").inputFormats().get(1));
        assertEquals(1, plan.regions().size(), "a queue may lead back into its own region");
    }

    @Test
    void describesAndDrawsThePlan() {
        final GraphComposer graph = compose("voice-out");
        final Flow mic = graph.source("mic", source(VOICE));
        mic.async(Edges.dropOldest(ms(40))).via("opus", Codecs.encoder(CodecId.OPUS)).to("net", sink());
        mic.async(Edges.block(16)).via("gain", inPlace()).to("record", sink());
        final ExecutionPlan plan = planOf(graph);
        final String text = GraphPrinter.describe(plan);
        assertTrue(text.startsWith("voice-out: 5 stages in 3 regions, declared latency 0–320 ms\n"), text);
        assertTrue(text.contains("mic→opus  dropOldest(40 ms)"), text);
        assertTrue(text.contains("while mic→gain is full, region \"mic\" waits, and with it mic→opus"), text);
        assertTrue(text.contains("changed in place by \"gain\" while shared, copied behind the queue"), text);
        final String dot = GraphPrinter.toDot(plan);
        assertTrue(dot.contains("subgraph cluster_2"), dot);
        assertTrue(dot.contains("style=dashed"), dot);
    }

    @Test
    void allProblemsComeAtOnce() {
        final GraphComposer graph = compose("voice-out");
        graph.source("mic", source(VOICE)).via("clean", source(VOICE)).into("nowhere", "in");
        graph.source("cam", () -> {
            throw new IllegalStateException("no camera");
        }).to("mic", sink());
        final GraphException e = assertThrows(GraphException.class, graph::build);
        assertEquals(4, e.problems().size(), e.getMessage());
        assertTrue(e.getMessage().contains("clean: via(...) appends a transform or in-place stage; found a source\n"), e.getMessage());
        assertTrue(e.getMessage().contains("cam: cannot be made: no camera"), e.getMessage());
        assertTrue(e.getMessage().contains("mic: the name is used twice"), e.getMessage());
        assertTrue(e.getMessage().contains("nowhere: no stage of this name"), e.getMessage());
    }

    @Test
    void aBranchOfARunningGraphHasFramesOfItsOwn() {
        final GraphPlanner.Result result = GraphComposer.attach("live", new GraphSpec.Inlet("cam", Parts.PICTURE, 0), Set.of("cam", "net"),
            Parts::codec, List.of(), flow -> flow.async(Edges.latest()).via("blur", inPlace()).to("window", sink()));
        final ExecutionPlan plan = result.orThrow().plan();
        assertTrue(plan.stages().get(0).external());
        assertEquals(-1, plan.stages().get(0).region());
        assertTrue(plan.links().get(0).copy());
        // one queued, three regions (running, branch), one copied at a time, two spare
        assertEquals(1 + 2 + 1 + 2, plan.pools().get(0).slots());
        assertEquals(1, plan.pools().size());
        assertEquals(0, plan.regions().get(0).entries().get(0).pools().length, "the running graph copies");
    }

    @Test
    void aBranchMustBeginWithAQueue() {
        final GraphPlanner.Result result = GraphComposer.attach("live", new GraphSpec.Inlet("cam", Parts.PICTURE, 0), Set.of("cam"),
            Parts::codec, List.of(), flow -> flow.to("window", sink()));
        assertEquals("begin the branch with .async(...)", result.problems().get(0).fix());
    }

    @Test
    void aBranchMustNotBeginWithAQueueThatBlocks() {
        final GraphPlanner.Result result = GraphComposer.attach("live", new GraphSpec.Inlet("cam", Parts.PICTURE, 0), Set.of("cam"),
            Parts::codec, List.of(), flow -> flow.async(Edges.block(4)).to("window", sink()));
        assertEquals(1, result.problems().size());
        assertTrue(result.problems().get(0).fix().startsWith("begin the branch with .async(Edges.dropOldest(...))"), result.toString());
        assertEquals(0, GraphComposer.attach("live", new GraphSpec.Inlet("cam", Parts.PICTURE, 0), Set.of("cam"), Parts::codec, List.of(),
            flow -> flow.async(Edges.latest()).via("blur", inPlace()).async(Edges.block(4)).to("window", sink())).problems().size());
    }

    @Test
    void anInputOfARunningGraphCountsWhatLiesBehindIt() {
        final GraphSpec.Outlet outlet = new GraphSpec.Outlet("mix", "in2", FormatSpec.any(), 9);
        final GraphPlanner.Result result = GraphComposer.attachInput("live", outlet, Set.of("mix"), Parts::codec, List.of(),
            graph -> graph.source("guest", source(VOICE)).async(Edges.dropOldest(ms(60))));
        final ExecutionPlan plan = result.orThrow().plan();
        // 5 queued, 9 beyond, 2 regions, 1 claimed, 2 spare
        assertEquals(19, plan.pools().get(0).slots());
    }

    @Test
    void tellsHowManyFramesCanBeBehindAnInput() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).into("mix", "a");
        graph.junction("mix", Parts.mixer());
        graph.from("mix").async(Edges.block(6)).to("out", sink(StageSpec.sink("s", FormatSpec.any()).framesHeld(2)));
        final ExecutionPlan plan = planOf(graph);
        assertEquals(6 + 2 + 2, plan.framesBeyond(plan.stage("mix").index(), 1));
    }
}
