package io.penstock.rtc.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server of rooms does at a moment. Immutable.
 *
 * @param atMs     when, milliseconds since 1970.
 * @param uptimeMs for how long the server has been running, milliseconds.
 * @param rooms    its rooms, in the order in which they are to be shown.
 * @param counters what else is counted, by name, in the order in which it is to be shown.
 */
public record ServerStatus(long atMs, long uptimeMs, List<RoomStatus> rooms, Map<String, Long> counters) {
    /**
     * Copies the lists.
     *
     * @param atMs     see the record
     * @param uptimeMs see the record
     * @param rooms    see the record
     * @param counters see the record
     */
    public ServerStatus {
        rooms = List.copyOf(rooms);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }
}
