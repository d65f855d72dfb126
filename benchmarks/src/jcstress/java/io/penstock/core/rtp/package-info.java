/** A stress test of the numbers that threads of an RTP session share; in the package of what it tests, which is package-private. */
package io.penstock.core.rtp;
