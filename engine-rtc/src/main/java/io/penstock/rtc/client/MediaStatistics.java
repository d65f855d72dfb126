package io.penstock.rtc.client;

import io.penstock.core.transport.TransportStatistics;
import java.util.List;

/**
 * What a participant's media do.
 *
 * @param proven   whether the server has accepted this address.
 * @param rttNs    round trip to the server; 0 = unknown.
 * @param network  what is sent, and what the network takes of it.
 * @param received the tracks that arrive, in the order of their numbers.
 */
public record MediaStatistics(boolean proven, long rttNs, TransportStatistics network, List<TrackStatistics> received) {
    /**
     * Copies the list.
     *
     * @param proven   see the record
     * @param rttNs    see the record
     * @param network  see the record
     * @param received see the record
     */
    public MediaStatistics {
        received = List.copyOf(received);
    }
}
