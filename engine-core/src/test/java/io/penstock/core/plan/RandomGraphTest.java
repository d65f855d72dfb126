package io.penstock.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.format.VideoSpec;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is composed gives a plan or problems, never an exception; and what is planned can run. */
class RandomGraphTest {
    private static final long SEED = 20_240;

    private static FormatSpec anySpec(final Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> AudioSpec.any();
            case 1 -> AudioSpec.any().rates(48_000, 8_000).framesUs(10_000, 20_000);
            case 2 -> AudioSpec.any().rates(16_000).types(SampleType.F32);
            case 3 -> VideoSpec.any().upTo(1280, 720);
            case 4 -> EncodedSpec.of(CodecId.OPUS);
            case 5 -> FormatSpec.oneOf(AudioSpec.any().rates(8_000), VideoSpec.any().size(640, 360));
            case 6 -> FormatSpec.of(Parts.VOICE, Parts.PICTURE);
            default -> FormatSpec.any();
        };
    }

    private static EdgePolicy anyPolicy(final Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Edges.block(1 + random.nextInt(12));
            case 1 -> Edges.dropOldest(Duration.ofMillis(1 + random.nextInt(200)));
            case 2 -> Edges.dropNewest(1 + random.nextInt(6));
            case 3 -> Edges.keyframeAware(Duration.ofMillis(50));
            default -> Edges.latest();
        };
    }

    private static StageSpec.Builder vary(final StageSpec.Builder spec, final Random random) {
        if (random.nextInt(5) == 0) {
            spec.ticking();
        }
        return spec.framesHeld(Math.max(0, random.nextInt(8) - 4)).maxOutputsPerInput(1 + Math.max(0, random.nextInt(6) - 3));
    }

    private static GraphComposer anyGraph(final Random random, final boolean wild) {
        final GraphComposer graph = Parts.compose("g", Parts.audioConverter("rate"), Parts.audioConverter("frame"));
        final List<Flow> open = new ArrayList<>();
        final Set<Flow> used = new HashSet<>();
        final int size = 2 + random.nextInt(9);
        final FormatSpec plain = FormatSpec.any();
        for (int i = 0; i < size; i++) {
            final String name = wild && random.nextInt(20) == 0 ? "twice" : "s" + i;
            final FormatSpec accepts = wild && random.nextInt(3) == 0 ? anySpec(random) : plain;
            final int kind = open.isEmpty() ? 0 : random.nextInt(5);
            Flow from = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
            if (kind != 0) {
                used.add(from);
            }
            if (from != null && random.nextInt(3) == 0) {
                from = from.async(anyPolicy(random));
            }
            switch (kind) {
                case 0 -> open.add(graph.source(name, Parts.source(StageSpec.source("src", wild ? anySpec(random)
                    : FormatSpec.of(Parts.VOICE)))));
                case 1 -> open.add(from.via(name, Parts.inPlace(StageSpec.same("inplace", accepts))));
                case 2 -> open.add(from.via(name, Parts.transform(vary(StageSpec.same("same", accepts), random))));
                case 3 -> {
                    graph.junction(name, Parts.junction(vary(StageSpec.junction("mix").input("a", accepts).optionalInput("b", accepts)
                        .outputSameAs("x", 0).outputFrom("y", 0, FormatSpec::of), random)));
                    from.into(name, "a");
                    if (random.nextBoolean()) {
                        final Flow second = open.get(random.nextInt(open.size()));
                        (random.nextBoolean() ? second : second.async(anyPolicy(random))).into(name, "b");
                    }
                    open.add(graph.from(name, "x"));
                    open.add(graph.from(name, "y"));
                    if (random.nextInt(4) == 0) {
                        graph.from(name, "x").async(anyPolicy(random)).into("s" + random.nextInt(size), "b");
                    }
                }
                default -> open.add(wild ? from.via(name, Parts.convert(accepts, in -> anySpec(new Random(in.hashCode()))))
                    .supervise(Supervision.values()[random.nextInt(4)]) : from.via(name, Parts.convert(accepts, FormatSpec::of)));
            }
        }
        for (int i = 0; i < open.size(); i++) {
            if (used.contains(open.get(i)) ? random.nextBoolean() : !wild || random.nextInt(8) != 0) {
                final Flow end = random.nextInt(3) == 0 ? open.get(i).async(anyPolicy(random)) : open.get(i);
                final Flow last = random.nextInt(3) == 0 ? end.via("last" + i, Parts.inPlace()) : end;
                last.to("out" + i, Parts.sink(StageSpec.sink("sink", FormatSpec.any()).framesHeld(random.nextInt(3))));
            }
        }
        if (random.nextInt(3) == 0) {
            graph.autoConvert();
        }
        if (random.nextInt(3) == 0) {
            graph.latencyBudget(Duration.ofMillis(1 + random.nextInt(2000)));
        }
        return graph;
    }

    @Test
    void aWildGraphGivesAPlanOrProblemsNeverAnException() {
        int planned = 0;
        for (int round = 0; round < 1_500; round++) {
            final Random random = new Random(SEED + round);
            try {
                final GraphPlanner.Result result = anyGraph(random, true).plan();
                assertEquals(result.ok(), result.problems().isEmpty());
                if (result.ok()) {
                    planned++;
                    consistent(result.plan());
                    assertFalse(GraphPrinter.describe(result.plan()).isEmpty());
                    assertFalse(GraphPrinter.toDot(result.plan()).isEmpty());
                }
                for (final Problem problem : result.problems()) {
                    assertFalse(problem.where().isBlank() || problem.found().isBlank(), problem.toString());
                }
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + (SEED + round), e);
            }
        }
        assertTrue(planned > 20, "only " + planned + " graphs could be planned");
    }

    @Test
    void whatIsPlannedNeverStallsAndNeverLacksASlot() {
        int planned = 0;
        for (int round = 0; round < 1_500; round++) {
            final Random random = new Random(SEED + round);
            try {
                final GraphPlanner.Result result = anyGraph(random, false).plan();
                if (result.ok()) {
                    planned++;
                    consistent(result.plan());
                    new PlanSimulator(result.plan(), random).run(300);
                }
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + (SEED + round), e);
            }
        }
        assertTrue(planned > 300, "only " + planned + " graphs could be planned");
    }

    private static void consistent(final ExecutionPlan plan) {
        for (final PlannedLink link : plan.links()) {
            final PlannedStage from = plan.stages().get(link.fromStage());
            final PlannedStage to = plan.stages().get(link.toStage());
            final Format format = link.format();
            assertEquals(format, from.outputFormats().get(link.fromPort()));
            assertEquals(format, to.inputFormats().get(link.toPort()));
            assertTrue(to.spec().inputs().get(link.toPort()).accepts().accepts(format), plan.linkName(link.index()));
            assertEquals(link.fused(), link.capacity() == 0);
            assertEquals(link.copy(), link.copyPool() >= 0);
            assertTrue(!link.fused() || from.region() == to.region());
            if (link.copy()) {
                assertTrue(to.stage() instanceof InPlace);
            }
        }
        for (final PlannedPool pool : plan.pools()) {
            assertTrue(pool.slots() > 0 && pool.slotBytes() > 0, pool.toString());
        }
    }
}
