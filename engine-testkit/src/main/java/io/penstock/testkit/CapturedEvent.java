package io.penstock.testkit;

import io.penstock.event.Event;

/**
 * A downstream event that left a stage.
 *
 * @param port      index of the output port.
 * @param emittedNs when it left, on the harness's clock.
 * @param event     the event.
 */
public record CapturedEvent(int port, long emittedNs, Event.Downstream event) implements Captured {
}
