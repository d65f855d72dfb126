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
 * @param pictures adds a source called {@code camera} whose pictures carry stamps.
 * @param sound    the microphone.
 * @param rate     takes another frame rate for the pictures.
 */
record Capture(Function<GraphBuilder, Flow> pictures, Source sound, Consumer<FrameRate> rate) {
}
