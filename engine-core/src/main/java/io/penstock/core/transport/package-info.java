/** What all streams between two hosts share: feedback about every packet, the estimate of the bandwidth, pacing, and who gets how much of it. */
package io.penstock.core.transport;
