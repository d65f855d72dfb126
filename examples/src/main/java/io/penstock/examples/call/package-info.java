/**
 * The main program: a call between two ends, with sound and picture both ways over UDP, measured by what the media themselves carry.
 * {@link io.penstock.examples.call.CallEndpoint} composes the graphs; the rest starts, measures and reports.
 */
package io.penstock.examples.call;
