package io.penstock.examples.call;

import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Flow;

/** Adds the sinks that write files or show windows to a receiving graph. */
@FunctionalInterface
interface Recordings {
    /** Nothing is kept. */
    Recordings NONE = (encoded, pictures, packets, sound, queue) -> { };

    /**
     * Branches off what is to be kept, each branch behind a queue so that a slow disk cannot hold the call up.
     *
     * @param encoded  pictures as received, before the decoder.
     * @param pictures pictures as shown.
     * @param packets  packets of sound as received.
     * @param sound    sound as played.
     * @param queue    for each branch.
     */
    void attach(Flow encoded, Flow pictures, Flow packets, Flow sound, EdgePolicy queue);
}
