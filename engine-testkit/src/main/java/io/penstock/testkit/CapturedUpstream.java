package io.penstock.testkit;

import io.penstock.event.Event;

/**
 * An upstream event that left a stage, sent by it or not handled by it.
 *
 * @param inPort    index of the input port that it left by; −1 for one that a source did not handle.
 * @param emittedNs when it left, on the harness's clock.
 * @param event     the event.
 */
public record CapturedUpstream(int inPort, long emittedNs, Event.Upstream event) {
}
