/** Time: one injected clock, and conversions between nanoseconds, samples and RTP ticks. */
package io.penstock.clock;
