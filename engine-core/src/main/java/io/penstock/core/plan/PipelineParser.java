package io.penstock.core.plan;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.graph.Flow;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Junction;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Composes a graph from text: {@code y4m file=a.y4m ! beauty smooth=5 ! h264 bitrate=800k ! rtp ! udp host=127.0.0.1 port=5004}.
 *
 * <ul>
 * <li>Elements are separated by {@code !}; an element is the name of a {@link StageProvider} with its options. {@code name=} names the
 * stage; without it the stage is called after its element, {@code gain}, {@code gain-2}, and so on.</li>
 * <li>The name of a codec is its encoder (options {@code bitrate}, {@code fec}, {@code dtx}, {@code key-interval}, {@code complexity},
 * {@code provider}), and {@code opus-decoder} the decoder of {@code opus}.</li>
 * <li>{@code async policy=latest|dropOldest|block|dropNewest|keyframeAware max=40ms count=4} is a queue and thread boundary.</li>
 * <li>{@code ! tee name=t} ends a chain in a fan-out, and {@code t. ! …} begins a branch of it. Chains follow each other with nothing
 * between.</li>
 * <li>{@code ! mix.in2} ends a chain in a port of a junction, {@code mix.out ! …} begins one. A junction may also stand in a chain by its
 * element; then it is entered by its first input and left by its first output.</li>
 * <li>Values with spaces stand in quotes: {@code file="my clip.y4m"}.</li>
 * </ul>
 */
public final class PipelineParser {
    private static final String TEE = "tee";
    private static final String NAME_OPTION = "name";

    private final String pipeline;
    private final GraphComposer graph;
    private final Map<String, StageProvider> elements = new LinkedHashMap<>();
    private final Map<String, Flow> tees = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<PipelineText.Word> words;
    private int at;

    private PipelineParser(final String pipeline, final String text, final GraphComposer graph, final Collection<StageProvider> stages,
                           final Collection<CodecProvider> codecs) {
        this.pipeline = pipeline;
        this.graph = graph;
        for (final CodecProvider provider : codecs) {
            provider.encoders().forEach(codec -> codec(codec, CodecSpec.Direction.ENCODE));
            provider.decoders().forEach(codec -> codec(codec, CodecSpec.Direction.DECODE));
        }
        stages.forEach(stage -> elements.put(stage.name(), stage)); // a stage goes before a codec of the same name
        elements.put(AsyncElement.NAME, new AsyncElement());
        words = PipelineText.words(pipeline, text);
    }

    /**
     * Adds what a text says to a graph under construction.
     *
     * @param name   name of the graph, for messages.
     * @param text   the text, up to 65536 characters.
     * @param graph  what to add it to.
     * @param stages elements by name.
     * @param codecs codecs, whose encoders and decoders are elements too.
     * @throws ConfigurationException in one line with the position of what is wrong and the nearest known names; problems of the graph
     *                                itself are told when it is built.
     */
    public static void parse(final String name, final String text, final GraphComposer graph, final Collection<StageProvider> stages,
                             final Collection<CodecProvider> codecs) {
        new PipelineParser(name, text, graph, stages, codecs).parse();
    }

    private void codec(final CodecId codec, final CodecSpec.Direction direction) {
        final CodecElement element = new CodecElement(codec, direction);
        elements.put(element.name(), element);
    }

    private void parse() {
        if (words.isEmpty()) {
            throw error(1, "the text is empty; write elements separated by !, such as: y4m file=a.y4m ! h264 ! rtp ! udp port=5004");
        }
        for (final PipelineText.Word word : words) {
            if (word.kind() == PipelineText.Kind.OPTION && word.key().equals(NAME_OPTION)) {
                names.add(word.value());
            }
        }
        while (at < words.size()) {
            chain();
        }
    }

    private void chain() {
        Flow flow = begin();
        PipelineText.Word end = words.get(at - 1);
        while (at < words.size() && words.get(at).kind() == PipelineText.Kind.LINK) {
            end = words.get(at++);
            if (flow == null) {
                throw error(end.position(), "nothing can follow here: the chain has ended in a sink or tee");
            }
            flow = append(flow, next(end));
        }
        if (flow != null) {
            throw error(end.position(), "the chain ends here and its output goes nowhere; end it in a sink, a tee, or a port such as mix.in");
        }
    }

    private PipelineText.Word next(final PipelineText.Word before) {
        if (at == words.size() || words.get(at).kind() != PipelineText.Kind.NAME) {
            throw error(at == words.size() ? before.position() : words.get(at).position(), at == words.size()
                ? "an element is missing behind this !" : "an element's name is missing in front of this");
        }
        return words.get(at++);
    }

    private Flow begin() {
        final PipelineText.Word word = next(words.get(at));
        final int dot = word.key().indexOf('.');
        if (dot >= 0) {
            final String stage = word.key().substring(0, dot);
            final String port = word.key().substring(dot + 1);
            final Flow tee = tees.get(stage);
            if (tee == null && !names.contains(stage)) {
                throw error(word.position(), "no stage is named \"" + stage + "\"; " + Nearest.hint(stage, names));
            }
            return tee != null ? tee : port.isEmpty() ? graph.from(stage) : graph.from(stage, port);
        }
        if (word.key().equals(TEE) || word.key().equals(AsyncElement.NAME)) {
            throw error(word.position(), '"' + word.key() + "\" cannot begin a chain");
        }
        final Made made = make(word);
        if (made.stage instanceof Junction junction) {
            graph.junction(made.name, made.once());
            return isLinkNext() ? open(made.name, junction, word) : null;
        }
        if (!(made.stage instanceof Source)) {
            throw error(word.position(), '"' + word.key() + "\" is " + Kinds.article(made.stage) + " and cannot begin a chain");
        }
        return graph.source(made.name, made.once());
    }

    private boolean isLinkNext() {
        return at < words.size() && words.get(at).kind() == PipelineText.Kind.LINK;
    }

    private Flow append(final Flow flow, final PipelineText.Word word) {
        if (word.key().equals(TEE)) {
            tees.put(nameOf(word, options(), TEE), flow);
            return null;
        }
        if (word.key().equals(AsyncElement.NAME)) {
            return flow.async(queue(word));
        }
        final int dot = word.key().indexOf('.');
        if (dot > 0) {
            final String stage = word.key().substring(0, dot);
            if (!names.contains(stage)) {
                throw error(word.position(), "no stage is named \"" + stage + "\"; " + Nearest.hint(stage, names));
            }
            flow.into(stage, dot + 1 == word.key().length() ? null : word.key().substring(dot + 1));
            return null;
        }
        final Made made = make(word);
        if (made.stage instanceof Sink) {
            flow.to(made.name, made.once());
            return null;
        }
        if (made.stage instanceof Source) {
            throw error(word.position(), '"' + word.key() + "\" is a source: it begins a chain and nothing flows into it");
        }
        if (made.stage instanceof Junction junction) {
            graph.junction(made.name, made.once());
            if (junction.spec().inputs().isEmpty()) {
                throw error(word.position(), '"' + word.key() + "\" has no input");
            }
            flow.into(made.name, junction.spec().inputs().get(0).name());
            return isLinkNext() ? open(made.name, junction, word) : null;
        }
        return flow.via(made.name, made.once());
    }

    private Flow open(final String name, final Junction junction, final PipelineText.Word word) {
        if (junction.spec().outputs().isEmpty()) {
            throw error(word.position(), '"' + word.key() + "\" has no output");
        }
        return graph.from(name, junction.spec().outputs().get(0).name());
    }

    private io.penstock.graph.EdgePolicy queue(final PipelineText.Word word) {
        try {
            return AsyncElement.policy(StageOptions.check(new AsyncElement(), options()));
        } catch (final ConfigurationException e) {
            throw error(word.position(), e.getMessage());
        }
    }

    private Made make(final PipelineText.Word word) {
        final StageProvider element = elements.get(word.key());
        if (element == null) {
            final List<String> known = new ArrayList<>(elements.keySet());
            known.add(TEE);
            throw error(word.position(), "no element \"" + word.key() + "\"; " + Nearest.hint(word.key(), known));
        }
        final Map<String, String> given = options();
        final String name = nameOf(word, given, word.key());
        try {
            final StageOptions checked = StageOptions.check(element, given);
            final StageFactory factory = element instanceof CodecElement codec ? graph.codecFactory(codec.spec(checked))
                : element.factory(checked);
            return new Made(name, factory.create(), factory);
        } catch (final EngineException e) {
            throw error(word.position(), e.getMessage());
        } catch (final Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw error(word.position(), "stage \"" + word.key() + "\" cannot be made: " + (e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private String nameOf(final PipelineText.Word word, final Map<String, String> given, final String fallback) {
        final String asked = given.remove(NAME_OPTION);
        if (asked != null) {
            if (asked.isBlank() || asked.indexOf('.') >= 0) {
                throw error(word.position(), "name=" + asked + " is not a name: it must not be empty or contain a dot");
            }
            return asked;
        }
        String name = fallback;
        for (int n = 2; !names.add(name); n++) {
            name = fallback + '-' + n;
        }
        return name;
    }

    private Map<String, String> options() {
        final Map<String, String> given = new LinkedHashMap<>();
        while (at < words.size() && words.get(at).kind() == PipelineText.Kind.OPTION) {
            final PipelineText.Word word = words.get(at++);
            if (given.put(word.key(), word.value()) != null) {
                throw error(word.position(), "option " + word.key() + " is given twice");
            }
        }
        return given;
    }

    private ConfigurationException error(final int position, final String what) {
        return PipelineText.error(pipeline, position, what);
    }

    /** A stage that was made to see what kind it is, and its factory for more. */
    private record Made(String name, Stage stage, StageFactory factory) {
        // the composer asks for a stage at once: give it the one there is, and fresh ones later
        private StageFactory once() {
            return new StageFactory() {
                private Stage first = stage;

                @Override
                public Stage create() throws Exception {
                    final Stage given = first == null ? factory.create() : first;
                    first = null;
                    return given;
                }
            };
        }
    }
}
