package io.penstock.core.run;

import io.penstock.event.Event;

/** Where the upstream events of an input port go. */
@FunctionalInterface
interface Feeder {
    /**
     * Posts an event to the output that feeds the port.
     *
     * @param event the event.
     */
    void post(Event.Upstream event);
}
