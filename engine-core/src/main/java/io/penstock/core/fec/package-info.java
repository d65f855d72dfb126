/** Redundancy against loss: Reed-Solomon blocks for pictures, RED (RFC 2198) for sound, and how much of it. */
package io.penstock.core.fec;
