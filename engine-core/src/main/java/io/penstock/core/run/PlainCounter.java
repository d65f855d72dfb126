package io.penstock.core.run;

import io.penstock.stage.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A counter that only this process sees: where metrics are off, or shared memory for them has run out. */
final class PlainCounter implements Counter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PlainCounter.class, "value", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    @Override
    public void add(final long amount) {
        VALUE.setRelease(this, value + amount);
    }

    @Override
    public void set(final long newValue) {
        VALUE.setRelease(this, newValue);
    }

    @Override
    public long value() {
        return (long) VALUE.getAcquire(this);
    }
}
