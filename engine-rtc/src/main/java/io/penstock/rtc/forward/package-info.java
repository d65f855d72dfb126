/**
 * Forwards the media of each participant to those who want it and may have it (a selective forwarding unit, RFC 7667 section 3.7).
 */
package io.penstock.rtc.forward;
