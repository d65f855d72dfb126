package io.penstock.rtc.forward;

import io.penstock.format.MediaKind;
import java.util.List;

/**
 * What a {@link Forwarder} knows of a peer at a moment.
 *
 * @param peer        number.
 * @param connected   whether anything came from it.
 * @param targetBps   what its network is taken to carry towards it, bits a second; 0 before it reports.
 * @param rttMs       round trip to it.
 * @param lossDownPermille lost on the way to it, in the last second or so.
 * @param packetsIn   datagrams that came.
 * @param packetsOut  datagrams sent.
 * @param bytesIn     their bytes.
 * @param bytesOut    their bytes.
 * @param malformed   datagrams that could not be read, or were about nothing that it has.
 * @param notSent     datagrams that the system did not take.
 * @param sent        what it publishes.
 * @param received    what it gets.
 */
public record ForwardStatistics(int peer, boolean connected, int targetBps, double rttMs, int lossDownPermille, long packetsIn, long packetsOut,
                                long bytesIn, long bytesOut, long malformed, long notSent, List<Published> sent, List<Received> received) {
    /**
     * An encoding that it publishes.
     *
     * @param track     number.
     * @param kind      sound or pictures.
     * @param layer     which encoding.
     * @param packets   that came.
     * @param bitsPerSecond lately, IP and UDP headers included.
     * @param lost      that are missing for good, so far (RFC 3550, 6.4.1).
     * @param jitterMs  interarrival jitter (RFC 3550, 6.4.1).
     * @param asked     packets asked for again.
     * @param repaired  of those that came.
     * @param refused   packets taken for forged or replayed.
     * @param forbidden packets that came while it might not be heard or seen.
     * @param keyframeRequests key frames asked for.
     */
    public record Published(int track, MediaKind kind, int layer, long packets, int bitsPerSecond, long lost, double jitterMs, long asked,
                            long repaired, long refused, long forbidden, long keyframeRequests) { }

    /**
     * A track that it gets.
     *
     * @param track    number.
     * @param kind     sound or pictures.
     * @param layer    which encoding; −1 = paused.
     * @param whole    whether frames that no other needs are among it.
     * @param waiting  whether it waits for a key frame.
     * @param packets  sent.
     * @param repeated sent again.
     * @param leftOut  left out because its network would not take them.
     * @param switches changes of the encoding.
     * @param lossPermille lost on the last hop, by its last report.
     */
    public record Received(int track, MediaKind kind, int layer, boolean whole, boolean waiting, long packets, long repeated, long leftOut,
                           long switches, int lossPermille) { }
}
