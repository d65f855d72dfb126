package io.penstock.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a graph consists of: the part it was built with, those that were attached, and those that went while frames of theirs are still under
 * way in the others. Changed under the graph's lock, read by any thread.
 */
final class PartList {
    private final GraphPart main;
    private final EngineServices services;
    private final List<GraphPart> attached = new CopyOnWriteArrayList<>();
    private final List<GraphPart> retired = new CopyOnWriteArrayList<>();

    PartList(final GraphPart main, final EngineServices services) {
        this.main = main;
        this.services = services;
    }

    void attached(final GraphPart part) {
        attached.add(part);
        freeRetired();
    }

    /** A part went: its memory goes when the last of its frames has left the queues of those that stay. */
    void detached(final GraphPart part) {
        attached.remove(part);
        retired.add(part);
        freeRetired();
    }

    /** Nobody claims from a retired part's pools: once no frame is held, none ever is. */
    private void freeRetired() {
        for (final GraphPart part : retired) {
            if (!part.isAnyFrameHeld()) {
                retired.remove(part);
                part.freeMemory(services);
            }
        }
    }

    List<GraphPart> attached() {
        return attached;
    }

    /** The parts that run. */
    List<GraphPart> parts() {
        final List<GraphPart> all = new ArrayList<>(attached.size() + 1);
        all.add(main);
        all.addAll(attached);
        return all;
    }

    /** The parts whose memory is still in use. */
    List<GraphPart> holders() {
        final List<GraphPart> all = parts();
        all.addAll(retired);
        return all;
    }
}
