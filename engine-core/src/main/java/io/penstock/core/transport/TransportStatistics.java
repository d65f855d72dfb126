package io.penstock.core.transport;

/**
 * What a transport sees and does at a moment. Rates are bits a second, IP and UDP headers included, but for the encoder's.
 *
 * @param targetBps          what may be sent by the estimate.
 * @param acknowledgedBps    what the other side received lately.
 * @param sentBps            what was sent lately.
 * @param encoderBps         what the encoder of pictures may produce.
 * @param lossPermille       packets lost on the way lately, of 1000.
 * @param rttNs              round trip, 0 = unknown.
 * @param queueDelayNs       how much longer packets take than the fastest: the queue on the way.
 * @param inFlightBytes      sent and not acknowledged.
 * @param windowBytes        most of that.
 * @param waitingNs          how long what waits to be sent will take.
 * @param repairPermille     protection and retransmissions in what is sent for pictures.
 * @param overusing          whether the queue on the way grows.
 * @param packets            sent so far, but for reports.
 * @param retransmissions    of these.
 * @param repairPackets      of these, protection.
 * @param paddingPackets     of these, probes.
 * @param feedbacks          reports of the other side so far.
 */
public record TransportStatistics(int targetBps, int acknowledgedBps, int sentBps, int encoderBps, int lossPermille, long rttNs,
                                  long queueDelayNs, long inFlightBytes, long windowBytes, long waitingNs, int repairPermille,
                                  boolean overusing, long packets, long retransmissions, long repairPackets, long paddingPackets,
                                  long feedbacks) {
}
