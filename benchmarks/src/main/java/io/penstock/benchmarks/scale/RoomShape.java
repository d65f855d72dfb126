package io.penstock.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * Who sends to whom in a measurement: rooms of the same size, in each of which some send and all others of it receive.
 *
 * @param rooms      how many rooms.
 * @param publishers who send, in each.
 * @param receivers  who receive, in each; those who send receive the others as well.
 */
record RoomShape(int rooms, int publishers, int receivers) {
    /**
     * Reads {@code publishers:receivers} or {@code ROOMSxPEOPLE}, in which everybody sends and receives.
     *
     * @param text such as {@code 1:200} or {@code 10x10}.
     * @return the shape.
     * @throws IllegalArgumentException if it is neither.
     */
    static RoomShape parse(final String text) {
        final String[] parts = text.split("[:x]");
        if (!text.matches("[1-9]\\d{0,3}[:x][1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("room \"" + text + "\"; publishers:receivers (1:200) or ROOMSxPEOPLE (10x10) are wanted");
        }
        final int first = Integer.parseInt(parts[0]);
        final int second = Integer.parseInt(parts[1]);
        return text.contains(":") ? new RoomShape(1, first, second) : new RoomShape(first, second, 0);
    }

    int perRoom() {
        return publishers + receivers;
    }

    int peers() {
        return rooms * perRoom();
    }

    /** Whether a peer sends. */
    boolean publishes(final int peer) {
        return peer % perRoom() < publishers;
    }

    /** Who receives what a peer sends. */
    List<Integer> receiversOf(final int publisher) {
        final List<Integer> all = new ArrayList<>();
        final int first = publisher / perRoom() * perRoom();
        for (int peer = first; peer < first + perRoom(); peer++) {
            if (peer != publisher) {
                all.add(peer);
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return rooms > 1 ? rooms + " x " + publishers : publishers + " to " + receivers;
    }
}
