package io.penstock.core.plan;

import static io.penstock.clock.Timebase.ms;
import static io.penstock.core.plan.Parts.PICTURE;
import static io.penstock.core.plan.Parts.VOICE;
import static io.penstock.core.plan.Parts.compose;
import static io.penstock.core.plan.Parts.inPlace;
import static io.penstock.core.plan.Parts.sink;
import static io.penstock.core.plan.Parts.source;
import static io.penstock.core.plan.Parts.transform;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.spi.Codecs;
import io.penstock.stage.Latency;
import io.penstock.stage.StageSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemTextTest {
    private static final AudioFormat CD_10_MS = AudioFormat.of(44_100, 1, SampleType.F32, ms(10));

    private static String problems(final GraphComposer graph) {
        return graph.check().stream().map(Problem::text).collect(Collectors.joining("\n"));
    }

    private static GraphComposer mismatch() {
        final GraphComposer graph = compose("voice-out", Parts.audioConverter("rate"), Parts.audioConverter("frame"));
        graph.source("mic", source(CD_10_MS)).to("opus", Parts.opusOnly());
        return graph;
    }

    @Test
    void namesWhatIsOfferedAcceptedAndHowToConvert() {
        assertEquals("mic.out → opus.in: no common format.  mic offers 44100 Hz f32 ×1 10 ms; opus accepts 48000 Hz s16|f32 ×1..64 20 ms.\n"
            + "Fix: .via(Resampler.to(48000)).via(Reframer.to(ms(20))) before \"opus\", or .autoConvert().", problems(mismatch()));
    }

    @Test
    void autoConvertInsertsWhatItWouldSuggest() {
        final GraphComposer graph = mismatch();
        graph.autoConvert();
        final ExecutionPlan plan = graph.plan().orThrow().plan();
        assertEquals(List.of("mic", "opus", "opus-resampler", "opus-reframer"),
            plan.stages().stream().map(PlannedStage::name).toList());
        assertEquals("48000 Hz f32 ×1 20 ms", plan.stage("opus").inputFormats().get(0).describe());
        assertTrue(GraphPrinter.describe(plan).contains("\"opus-reframer\" was inserted by autoConvert()"));
    }

    @Test
    void blamesTheStageBehindThoseThatPassTheFormatOn() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(CD_10_MS)).via("gain", inPlace()).to("opus", Parts.opusOnly());
        final String text = problems(graph);
        assertTrue(text.startsWith("mic.out → opus.in: no common format.  mic offers 44100 Hz f32 ×1 10 ms (through gain); opus accepts "),
            text);
    }

    @Test
    void choosesTheFirstPreferenceThatWorksFurtherDown() {
        final AudioFormat wide = AudioFormat.mono(48_000, ms(10));
        final AudioFormat narrow = AudioFormat.mono(8_000, ms(20));
        final GraphComposer graph = compose("g");
        graph.source("mic", source(StageSpec.source("mic", FormatSpec.of(wide, narrow))))
            .via("same", Parts.convert(AudioSpec.any(), FormatSpec::of))
            .to("phone", sink(StageSpec.sink("phone", AudioSpec.any().rates(8_000))));
        assertEquals(narrow, graph.plan().orThrow().plan().stage("phone").inputFormats().get(0));
    }

    @Test
    void aFanOutTakesWhatAllBranchesAccept() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(StageSpec.source("mic", AudioSpec.any().rates(48_000, 16_000, 8_000))));
        mic.to("a", sink(StageSpec.sink("a", AudioSpec.any().rates(48_000, 16_000))));
        mic.to("b", sink(StageSpec.sink("b", AudioSpec.any().rates(8_000, 16_000))));
        assertEquals(16_000, ((AudioFormat) graph.plan().orThrow().plan().stage("a").inputFormats().get(0)).sampleRateHz());
    }

    @Test
    void branchesWithoutACommonFormatAreToldTogether() {
        final GraphComposer graph = compose("g");
        final Flow mic = graph.source("mic", source(StageSpec.source("mic", AudioSpec.any().rates(48_000, 8_000))));
        mic.to("a", sink(StageSpec.sink("a", AudioSpec.any().rates(48_000))));
        mic.to("b", sink(StageSpec.sink("b", AudioSpec.any().rates(8_000))));
        assertTrue(problems(graph).startsWith("mic.out: its branches have no format in common.  mic offers "), problems(graph));
        assertTrue(problems(graph).contains("a accepts 48000 Hz"), problems(graph));
        assertTrue(problems(graph).contains("b accepts 8000 Hz"), problems(graph));
    }

    @Test
    void aFormatThatNobodyDeterminesIsTold() {
        final GraphComposer graph = compose("g");
        graph.source("app", source(StageSpec.source("app", FormatSpec.any()))).to("null", sink());
        assertTrue(problems(graph).startsWith("app.out → null.in: the format is not determined.  app offers anything"), problems(graph));
    }

    @Test
    void anExceededBudgetNamesTheLargestContributors() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("jitter", transform(StageSpec.same("jitter", FormatSpec.any()).latency(Latency.of(ms(400)))))
            .async(Edges.dropOldest(ms(100))).via("aec", transform(StageSpec.same("aec", FormatSpec.any()).latency(Latency.of(ms(12)))))
            .to("out", sink());
        graph.latencyBudget(ms(500));
        assertEquals("latency: declared 512 ms > budget 500 ms on the way to \"out\". Largest: jitter 400 ms, edge jitter→aec 100 ms, "
            + "aec 12 ms.\nFix: shorten the largest, or raise .latencyBudget(...)", problems(graph));
    }

    @Test
    void aFusedCycleIsNamedWithItsFix() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).into("mix", "a");
        graph.junction("mix", Parts.mixer());
        graph.from("mix").via("echo", inPlace()).into("mix", "b");
        assertEquals("mix → echo → mix: the cycle has no queue in it, so a frame would run round for ever\n"
            + "Fix: cut it with .async(...), for example .async(Edges.latest()) in front of \"mix\"", problems(graph));
    }

    @Test
    void aCycleThatOnlyBlocksIsRefused() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).into("mix", "a");
        graph.junction("mix", Parts.mixer());
        graph.from("mix").via("echo", inPlace()).async(Edges.block(4)).into("mix", "b");
        assertTrue(problems(graph).startsWith("mix → echo → mix: every queue of the cycle blocks"), problems(graph));
    }

    @Test
    void portsAndNamesAreChecked() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).into("mixx", "a");
        graph.source("cam", source(VOICE)).into("mix", "aa");
        graph.source("line", source(VOICE));
        graph.junction("mix", Parts.mixer());
        graph.from("mix", "uot").to("out", sink());
        final String text = problems(graph);
        assertTrue(text.contains("mixx: no stage of this name, asked for by .into(...)\nFix: did you mean \"mix\"?"), text);
        assertTrue(text.contains("mix.aa: a junction without an input of this name\nFix: did you mean \"a\"?"), text);
        assertTrue(text.contains("mix.uot: a junction without an output of this name\nFix: did you mean \"out\"?"), text);
        assertTrue(text.contains("line.out: goes nowhere"), text);
        assertTrue(text.contains("mix.a: is an input that nothing is connected to"), text);
    }

    @Test
    void anInputTakesOneConnection() {
        final GraphComposer graph = compose("g");
        graph.source("a", source(VOICE)).into("mix", "a");
        graph.source("b", source(VOICE)).into("mix", "a");
        graph.junction("mix", Parts.mixer());
        graph.from("mix").to("out", sink());
        assertTrue(problems(graph).startsWith("mix.a: is connected twice, to a.out and to b.out"), problems(graph));
    }

    @Test
    void policiesMustFitTheirPlace() {
        final GraphComposer graph = compose("g");
        final Flow cam = graph.source("cam", source(PICTURE));
        cam.async(Edges.keyframeAware(ms(40))).to("raw", sink());
        cam.via("h264", Codecs.encoder(CodecId.H264)).supervise(Supervision.BYPASS).async(Edges.latest()).to("coded", sink());
        cam.via("filter", inPlace()).supervise(Supervision.RESTART).to("x", sink()).supervise(Supervision.SKIP_FRAME);
        final String text = problems(graph);
        assertTrue(text.contains("knows encoded video only; here flows 640x360 i420 30 fps\nFix: .async(Edges.latest())"), text);
        assertTrue(text.contains("h264: BYPASS lets frames pass by, but 640x360 i420 30 fps comes in and h264(640x360"), text);
        assertTrue(text.contains("latest() drops frames that later ones refer to"), text);
        assertTrue(text.contains("filter: RESTART needs a factory"), text);
        assertEquals(4, graph.check().size(), text);
    }

    @Test
    void aBlockingQueueMustHoldWhatOneTurnPutsOut() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("x9", transform(StageSpec.same("x9", FormatSpec.any()).maxOutputsPerInput(9)))
            .async(Edges.block(8)).to("out", sink());
        assertTrue(problems(graph).contains("block(8) can never take the 9 frames that one turn of its region can put out"),
            problems(graph));
    }

    @Test
    void multiplicationWithoutEndIsRefused() {
        final GraphComposer graph = compose("g");
        Flow flow = graph.source("mic", source(VOICE));
        for (int i = 0; i < 40; i++) {
            flow = flow.via("x" + i, transform(StageSpec.same("x", FormatSpec.any()).maxOutputsPerInput(1000)));
        }
        flow.async(Edges.block(8)).to("out", sink());
        assertTrue(problems(graph).contains("a million frames and more"), problems(graph));
    }

    @Test
    void memoryBeyondAnArrayIsRefused() {
        final GraphComposer graph = compose("g");
        graph.source("cam", source(PICTURE)).async(Edges.block(60_000)).to("out", sink());
        assertTrue(problems(graph).startsWith("cam.out: needs 60005 frames of 345600 bytes, 20.7 GB; accepted is up to 2 GB"),
            problems(graph));
    }

    @Test
    void aStageObjectServesOnce() {
        final GraphComposer graph = compose("g");
        final var filter = inPlace();
        graph.source("mic", source(VOICE)).via("a", filter).via("b", filter).to("out", sink());
        assertTrue(problems(graph).startsWith("b: is the same stage object as \"a\""), problems(graph));
    }

    @Test
    void aMappingThatThrowsIsTheStagesProblem() {
        final GraphComposer graph = compose("g");
        graph.source("mic", source(VOICE)).via("bad", Parts.convert(FormatSpec.any(), in -> {
            throw new IllegalArgumentException("oops");
        })).to("out", sink());
        final List<Problem> found = graph.check();
        assertEquals(1, found.size());
        assertEquals(Problem.Kind.STAGE, found.get(0).kind());
        assertTrue(found.get(0).text().contains("threw java.lang.IllegalArgumentException: oops"), found.get(0).text());
    }

    @Test
    void anEmptyGraphIsToldHowToBegin() {
        assertEquals("g: the graph is empty\nFix: begin with .source(\"name\", …)", problems(compose("g")));
        assertNotEquals(0, compose("g").check().size());
    }
}
