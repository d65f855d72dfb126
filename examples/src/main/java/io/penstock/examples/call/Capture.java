package io.penstock.examples.call;

import io.penstock.format.FrameRate;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.Source;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where an end gets picture and sound from.
 *
 * @param pictures  adds a source called {@code camera} whose pictures carry stamps; null = no camera.
 * @param sound     adds the microphone, and what happens to its sound before it is encoded.
 * @param rate      takes another frame rate for the pictures.
 * @param handsfree what the sound is treated with; null = nothing.
 */
record Capture(Function<GraphBuilder, Flow> pictures, Sound sound, Consumer<FrameRate> rate, Handsfree handsfree) {
    /** Adds a microphone to a graph. */
    @FunctionalInterface
    interface Sound {
        /**
         * Adds it.
         *
         * @param graph  the sending graph.
         * @param spoken shown what is said, as it is; null = nobody looks.
         * @return what is to be encoded.
         */
        Flow attach(GraphBuilder graph, Tap.Observer spoken);
    }

    Capture(final Function<GraphBuilder, Flow> pictures, final Source sound, final Consumer<FrameRate> rate) {
        this(pictures, (graph, spoken) -> {
            final Flow flow = graph.source("microphone", sound);
            return spoken == null ? flow : flow.via("spoken", new Tap("spoken", spoken));
        }, rate, null);
    }

    /** The same with no camera. */
    Capture soundOnly() {
        return new Capture(null, sound, rate, handsfree);
    }

    Recordings heardBy(final Recordings recordings) {
        return handsfree == null ? recordings : handsfree.heardBy(recordings);
    }
}
