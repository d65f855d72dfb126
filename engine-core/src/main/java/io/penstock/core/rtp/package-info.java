/** RTP and RTCP: flyweights, packetizer and depacketizer, and UDP sockets. */
package io.penstock.core.rtp;
