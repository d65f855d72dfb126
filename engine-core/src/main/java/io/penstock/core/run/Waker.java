package io.penstock.core.run;

/** Ends the idle wait of a runner. Any thread; cheap when nobody waits. */
@FunctionalInterface
interface Waker {
    /** For graphs that the host invokes: nobody waits. */
    Waker NONE = () -> { };

    /** Wakes. */
    void wake();
}
