package io.penstock.core.plan;

import static io.penstock.core.plan.Parts.PICTURE;
import static io.penstock.core.plan.Parts.VOICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.graph.EdgePolicy;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PipelineParserTest {
    private final List<CodecSpec> coded = new ArrayList<>();
    private final List<StageOptions> made = new ArrayList<>();

    private record Element(String name, List<Option> options, Function<StageOptions, Stage> maker) implements StageProvider {
        @Override
        public String summary() {
            return name;
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            return () -> maker.apply(options);
        }
    }

    private static final class H264AndOpus implements CodecProvider {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Set<CodecId> encoders() {
            return Set.of(CodecId.H264, CodecId.OPUS);
        }

        @Override
        public Set<CodecId> decoders() {
            return encoders();
        }

        @Override
        public CodecTraits traits(final CodecSpec spec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
            throw new UnsupportedOperationException();
        }
    }

    private List<StageProvider> elements() {
        return List.of(
            new Element("y4m", List.of(new StageProvider.Option("file", StageProvider.Type.TEXT, null, "what to read")), options -> {
                made.add(options);
                return Parts.source(PICTURE);
            }),
            new Element("mic", List.of(), options -> Parts.source(VOICE)),
            new Element("beauty", List.of(new StageProvider.Option("smooth", StageProvider.Type.INT, "3", "strength")),
                options -> Parts.inPlace()),
            new Element("mixer", List.of(), options -> Parts.mixer()),
            new Element("null", List.of(), options -> Parts.sink()));
    }

    private GraphComposer parse(final String text) {
        final GraphComposer graph = new GraphComposer("push", spec -> {
            coded.add(spec);
            return Parts.codec(spec);
        }, List.of(), planned -> null);
        PipelineParser.parse("push", text, graph, elements(), List.of(new H264AndOpus()));
        return graph;
    }

    private ExecutionPlan plan(final String text) {
        return parse(text).plan().orThrow().plan();
    }

    private String refusal(final String text) {
        final String message = assertThrows(ConfigurationException.class, () -> parse(text)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void buildsAChain() {
        final ExecutionPlan plan = plan("y4m file=a.y4m ! beauty smooth=5 ! async policy=latest ! h264 bitrate=800k name=enc ! null");
        assertEquals(List.of("y4m", "beauty", "enc", "null"), plan.stages().stream().map(PlannedStage::name).toList());
        assertEquals(EdgePolicy.Kind.LATEST, plan.links().get(1).policy().kind());
        assertEquals(800_000, coded.get(0).bitrate());
        assertNotNull(plan.stage("enc").factory(), "every stage of a text can be made anew");
    }

    @Test
    void decodersAreNamedAfterTheirCodec() {
        final ExecutionPlan plan = plan("mic ! opus fec=true ! opus-decoder ! null");
        assertEquals(CodecSpec.Direction.DECODE, coded.get(1).direction());
        assertTrue(coded.get(0).fec());
        assertEquals(VOICE, plan.stage("null").inputFormats().get(0));
    }

    @Test
    void branchesAtATeeAndJoinsAtAPort() {
        final ExecutionPlan plan = plan("mic ! tee name=t  t. ! beauty ! m.a   t. ! async policy=block count=4 ! m.b  "
            + "mixer name=m ! null  ");
        assertEquals("beauty→m.a", plan.linkName(plan.linkInto(plan.stage("m").index(), 0).index()));
        assertEquals("mic→m.b", plan.linkName(plan.linkInto(plan.stage("m").index(), 1).index()));
        assertEquals(4, plan.linkInto(plan.stage("m").index(), 1).capacity());
    }

    @Test
    void aJunctionMayStandInAChain() {
        final ExecutionPlan plan = plan("mic ! mixer ! null name=out");
        assertEquals("mixer→out", plan.linkName(1));
    }

    @Test
    void namesAreNumberedWhenUsedAgain() {
        assertEquals(List.of("mic", "beauty", "beauty-2", "null"),
            plan("mic ! beauty ! beauty ! null").stages().stream().map(PlannedStage::name).toList());
    }

    @Test
    void valuesMayBeQuoted() {
        plan("y4m file=\"my clip!.y4m\" ! null");
        assertEquals("my clip!.y4m", made.get(0).text("file"));
    }

    @Test
    void factoriesMakeFreshStages() throws Exception {
        final PlannedStage stage = plan("mic ! beauty ! null").stage("beauty");
        assertNotSame(stage.stage(), stage.factory().create());
    }

    @Test
    void everyErrorIsOneLineWithItsPosition() {
        assertEquals("push: position 7: no element \"beuaty\"; did you mean \"beauty\"?", refusal("mic ! beuaty ! null"));
        assertEquals("push: position 7: stage \"beauty\": smooth=x is not a whole number such as 5, 800k or 2M",
            refusal("mic ! beauty smooth=x ! null"));
        assertEquals("push: position 7: stage \"beauty\": unknown smoth (known: smooth)", refusal("mic ! beauty smoth=1 ! null"));
        assertEquals("push: position 1: stage \"y4m\": file is missing (what to read)", refusal("y4m ! null"));
        assertEquals("push: position 5: an element is missing behind this !", refusal("mic !"));
        assertEquals("push: position 12: nothing can follow here: the chain has ended in a sink or tee", refusal("mic ! null ! beauty"));
        assertEquals("push: position 1: \"null\" is a sink and cannot begin a chain", refusal("null"));
        assertEquals("push: position 7: \"mic\" is a source: it begins a chain and nothing flows into it", refusal("mic ! mic"));
        assertEquals("push: position 10: a quote \" that is not closed", refusal("y4m file=\"a ! null"));
        assertEquals("push: position 7: async: policy=latst is unknown; did you mean \"latest\"?",
            refusal("mic ! async policy=latst ! null"));
        assertEquals("push: position 7: async: policy=dropOldest needs max=<duration> or count=<frames>",
            refusal("mic ! async policy=dropOldest ! null"));
        assertEquals("push: position 7: no stage is named \"mx\"; did you mean \"mix\"?", refusal("mic ! mx.a  mixer name=mix ! null"));
        assertTrue(refusal("mic ! beauty").contains("its output goes nowhere"));
        assertTrue(refusal("  ").startsWith("push: position 1: the text is empty"));
    }

    @Test
    void noTextMakesItThrowAnythingElse() {
        final String[] pieces = {"mic", "y4m", "file=a", "!", " ", "tee", "name=t", "t.", "beauty", "smooth=", "null", "mixer", "m.a", "=",
            "\"", "'", "\\", ".", "async", "policy=block", "count=2", "count=-7", "max=1ms", "max=99999999999999999s", "h264", "opus-decoder",
            "name=", "name=m", "complexity=99", "bitrate=9999999999M", "\u0000", "é"};
        final Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextInt(4) == 0 ? "" : " ");
            }
            try {
                parse(text.toString()).check();
            } catch (final ConfigurationException e) {
                assertFalse(e.getMessage().contains("\n"), text.toString());
            } catch (final RuntimeException e) {
                throw new AssertionError("seed 11, round " + round + ": " + text, e);
            }
        }
    }
}
