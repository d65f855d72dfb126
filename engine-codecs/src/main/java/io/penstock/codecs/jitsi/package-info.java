/**
 * For hosts that already use libjitsi: its packets as frames and frames as its packets. libjitsi is never started.
 */
package io.penstock.codecs.jitsi;
