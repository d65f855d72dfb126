package io.penstock.core.run;

import io.penstock.stage.Counter;

/** A counter that only this process sees: where metrics are off, or shared memory for them has run out. */
final class PlainCounter implements Counter {
    private volatile long value;

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void add(final long amount) {
        value += amount;
    }

    @Override
    public void set(final long newValue) {
        value = newValue;
    }

    @Override
    public long value() {
        return value;
    }
}
