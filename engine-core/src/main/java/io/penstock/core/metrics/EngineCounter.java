package io.penstock.core.metrics;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.stage.Counter;

/**
 * One counter in the memory of {@link EngineCounters}.
 *
 * <p>One thread writes at a time, with plain reads and release writes (no read-modify-write instruction); any thread and any process
 * reads. Nothing allocates but {@link #free()} and {@link #toString()}.
 */
public final class EngineCounter implements Counter, AutoCloseable {
    private final EngineCounters owner;
    private final VarHandleBuffer memory;
    private final int id;
    private final CounterType type;
    private final String label;
    private final int index;
    /** What was written last, so that counting reads no shared memory. */
    private long written;
    private boolean freed;

    EngineCounter(final EngineCounters owner, final VarHandleBuffer memory, final int id, final CounterType type, final String label,
                  final int index) {
        this.owner = owner;
        this.memory = memory;
        this.id = id;
        this.type = type;
        this.label = label;
        this.index = index;
    }

    /**
     * Number of its record.
     *
     * @return 0 to the largest counter; given to another counter once this one is freed.
     */
    public int id() {
        return id;
    }

    /**
     * What it counts.
     *
     * @return the type.
     */
    public CounterType type() {
        return type;
    }

    /**
     * What it was called.
     *
     * @return the label.
     */
    public String label() {
        return label;
    }

    @Override
    public void add(final long amount) {
        if (!freed) {
            memory.putLongRelease(index, written += amount);
        }
    }

    @Override
    public void set(final long value) {
        if (!freed) {
            written = value;
            memory.putLongRelease(index, value);
        }
    }

    /**
     * Raises the value, never lowers it: high-water marks.
     *
     * @param value what was seen.
     */
    public void setMax(final long value) {
        if (!freed && value > written) {
            written = value;
            memory.putLongRelease(index, value);
        }
    }

    /** {@inheritDoc} 0 once it is freed. */
    @Override
    public long value() {
        return freed ? 0 : memory.getLongAcquire(index);
    }

    /**
     * Gives the record back for another counter. Control plane only, after the writing thread has stopped using it; what it writes later is
     * ignored. Freeing twice does nothing.
     */
    public void free() {
        if (owner.free(this)) {
            freed = true;
        }
    }

    /** Same as {@link #free()}. */
    @Override
    public void close() {
        free();
    }

    boolean isFreed() {
        return freed;
    }

    @Override
    public String toString() {
        return label + " = " + value();
    }
}
