package io.penstock.core.metrics;

import static io.penstock.core.metrics.CountersLayout.ALLOCATED;
import static io.penstock.core.metrics.CountersLayout.CLOSED_OFFSET;
import static io.penstock.core.metrics.CountersLayout.HEADER_LENGTH;
import static io.penstock.core.metrics.CountersLayout.KEY_OFFSET;
import static io.penstock.core.metrics.CountersLayout.LABEL_LENGTH_OFFSET;
import static io.penstock.core.metrics.CountersLayout.LABEL_OFFSET;
import static io.penstock.core.metrics.CountersLayout.MAGIC;
import static io.penstock.core.metrics.CountersLayout.MAGIC_OFFSET;
import static io.penstock.core.metrics.CountersLayout.MAX_COUNTERS;
import static io.penstock.core.metrics.CountersLayout.MAX_COUNTERS_OFFSET;
import static io.penstock.core.metrics.CountersLayout.MAX_KEY_LENGTH;
import static io.penstock.core.metrics.CountersLayout.MAX_LABEL_LENGTH;
import static io.penstock.core.metrics.CountersLayout.PID_OFFSET;
import static io.penstock.core.metrics.CountersLayout.RECLAIMED;
import static io.penstock.core.metrics.CountersLayout.REGISTRATION_OFFSET;
import static io.penstock.core.metrics.CountersLayout.START_EPOCH_NS_OFFSET;
import static io.penstock.core.metrics.CountersLayout.STATE_OFFSET;
import static io.penstock.core.metrics.CountersLayout.TYPE_ID_OFFSET;
import static io.penstock.core.metrics.CountersLayout.UNUSED;
import static io.penstock.core.metrics.CountersLayout.VERSION;
import static io.penstock.core.metrics.CountersLayout.VERSION_OFFSET;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;

import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Counters in shared memory: in this process, or in a mapped file that another process reads live.
 *
 * <pre>{@code
 * try (EngineCounters counters = EngineCounters.mapped(Path.of("/dev/shm/penstock-call"), 1024)) {
 *     EngineCounter in = counters.allocate(CounterType.STAGE_IN, "call-a", "opus: frames in");
 *     in.increment();
 * }
 * // elsewhere
 * EngineCounters.readOnly(Path.of("/dev/shm/penstock-call")).forEach((id, type, label, value) -> ...);
 * }</pre>
 *
 * <p><b>Memory.</b> A 128-byte header, then 512 bytes of metadata and 128 bytes of value for each counter: 640 KiB for 1024 counters.
 * Metadata and values are laid out as Agrona's {@code CountersReader} expects them; the header begins with {@code PENSTOCK}, version,
 * capacity, pid and start time. All in native byte order, drawn in the source of {@code CountersLayout}.
 *
 * <p><b>Threads.</b> {@link #allocate}, {@link EngineCounter#free()} and {@link #close} are for the control plane and may come from any
 * thread; each counter has one writer; everything may be read from anywhere at any time. The memory outlives {@link #close()} until
 * nothing refers to it, so that a late write can do no harm.
 */
public final class EngineCounters implements AutoCloseable {
    /** Enough for a few calls with per-stage counters; 1.3 MB. */
    public static final int DEFAULT_MAX_COUNTERS = 2048;

    private final VarHandleBuffer memory;
    private final String where;
    private final int maxCounters;
    private final boolean writable;
    /** Freed ids, the oldest first, so that an outside reader has the longest time to notice. */
    private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
    private int nextId;
    private long registrations;
    private boolean closed;

    EngineCounters(final VarHandleBuffer memory, final String where, final int maxCounters, final boolean writable) {
        this.memory = memory;
        this.where = where;
        this.maxCounters = maxCounters;
        this.writable = writable;
    }

    /** Receives counters. */
    @FunctionalInterface
    public interface CounterConsumer {
        /**
         * A counter.
         *
         * @param id    number of its record.
         * @param type  what it counts; {@link CounterType#UNKNOWN} if written by a newer version.
         * @param label what it is called.
         * @param value its value.
         */
        void accept(int id, CounterType type, String label, long value);
    }

    /**
     * Counters that only this process sees.
     *
     * @param maxCounters most counters at a time, 1–1048576.
     * @return the counters.
     * @throws ConfigurationException if the number is out of range.
     */
    public static EngineCounters inMemory(final int maxCounters) {
        checkMax(maxCounters);
        final int length = CountersLayout.length(maxCounters);
        return initialised(VarHandleBuffer.allocateDirectAligned(length, CountersLayout.VALUE_LENGTH), "memory", maxCounters);
    }

    /**
     * Counters in a file that other processes may read while this one writes; best in {@code /dev/shm} or another memory file
     * system. A file that an ended process left behind is replaced.
     *
     * @param file        the file; its folder must exist.
     * @param maxCounters most counters at a time, 1–1048576.
     * @return the counters.
     * @throws EngineException of category IO if the file cannot be made, of category STATE if another running engine writes to it, of
     *     category CONFIGURATION if the number is out of range.
     */
    public static EngineCounters mapped(final Path file, final int maxCounters) {
        checkMax(maxCounters);
        return initialised(CountersFile.create(file, CountersLayout.length(maxCounters)), file.toString(), maxCounters);
    }

    /**
     * A live view of the counters that another process writes (or this one).
     *
     * @param file the file.
     * @return a view that can only be read; closing it does not affect the writer.
     * @throws EngineException of category IO if there is no such file or it is not a counters file; the message says what was found.
     */
    public static EngineCounters readOnly(final Path file) {
        final VarHandleBuffer memory = CountersFile.open(file);
        return new EngineCounters(memory, file.toString(), memory.getInt(MAX_COUNTERS_OFFSET), false);
    }

    private static EngineCounters initialised(final VarHandleBuffer memory, final String where, final int maxCounters) {
        final MediaClock clock = MediaClock.system();
        memory.putInt(VERSION_OFFSET, VERSION);
        memory.putInt(MAX_COUNTERS_OFFSET, maxCounters);
        memory.putLong(PID_OFFSET, ProcessHandle.current().pid());
        memory.putLong(START_EPOCH_NS_OFFSET, clock.epochNs(clock.nanoTime()));
        memory.putLongRelease(MAGIC_OFFSET, MAGIC);
        return new EngineCounters(memory, where, maxCounters, true);
    }

    private static void checkMax(final int maxCounters) {
        if (maxCounters < 1 || maxCounters > MAX_COUNTERS) {
            throw new ConfigurationException("maxCounters " + maxCounters + ": accepted are 1–" + MAX_COUNTERS);
        }
    }

    /**
     * A new counter, starting at 0, that belongs to nobody in particular.
     *
     * @param type  what it counts.
     * @param label what to call it; UTF-8 beyond 380 bytes is cut.
     * @return the counter.
     * @throws EngineException of category RESOURCE if all counters are taken, STATE if this is closed or read-only.
     */
    public EngineCounter allocate(final CounterType type, final String label) {
        return allocate(type, "", label);
    }

    /**
     * A new counter, starting at 0.
     *
     * @param type  what it counts.
     * @param owner whose it is, by which tools may group: the name of a graph. UTF-8 beyond 112 bytes is cut.
     * @param label what to call it; UTF-8 beyond 380 bytes is cut.
     * @return the counter.
     * @throws EngineException of category RESOURCE if all counters are taken, STATE if this is closed or read-only.
     */
    public synchronized EngineCounter allocate(final CounterType type, final String owner, final String label) {
        Objects.requireNonNull(type, "type");
        if (closed || !writable) {
            throw new EngineException(Category.STATE, "counter \"" + label + "\": the counters in " + where
                + (closed ? " are closed" : " are open for reading only"));
        }
        final int id;
        if (nextId < maxCounters) {
            id = nextId++;
        } else if (!freeIds.isEmpty()) {
            id = freeIds.remove();
        } else {
            throw new EngineException(Category.RESOURCE, "counter \"" + label + "\": all " + maxCounters + " counters in " + where
                + " are taken. Raise maxCounters of the EngineContext, lower its MetricsLevel, or close graphs that are no longer needed");
        }
        final int metadata = CountersLayout.metadataOffset(id);
        final int value = CountersLayout.valueOffset(maxCounters, id);
        // Released: who sees the new registration also sees that the record was reclaimed.
        memory.putLongRelease(value + REGISTRATION_OFFSET, ++registrations);
        // With the fence in forEach: who sees any of what follows also sees the new registration.
        VarHandle.storeStoreFence();
        memory.putLong(value, 0);
        memory.putInt(metadata + TYPE_ID_OFFSET, type.id());
        final byte[] key = CountersLayout.utf8(owner, MAX_KEY_LENGTH);
        memory.setMemory(metadata + KEY_OFFSET, MAX_KEY_LENGTH, (byte) 0);
        memory.putBytes(metadata + KEY_OFFSET, key);
        final byte[] text = CountersLayout.utf8(label, MAX_LABEL_LENGTH);
        memory.putBytes(metadata + LABEL_OFFSET, text);
        memory.putInt(metadata + LABEL_LENGTH_OFFSET, text.length);
        memory.putIntRelease(metadata + STATE_OFFSET, ALLOCATED);
        return new EngineCounter(this, memory, id, type, label, value);
    }

    synchronized boolean free(final EngineCounter counter) {
        if (counter.isFreed()) {
            return false;
        }
        memory.putIntRelease(CountersLayout.metadataOffset(counter.id()) + STATE_OFFSET, RECLAIMED);
        freeIds.add(counter.id());
        return true;
    }

    /**
     * Shows every counter in use, in the order of their ids. Any thread, also while counters come and go: what goes during the call may be
     * shown or not, but never half.
     *
     * @param consumer receives them.
     */
    public void forEach(final CounterConsumer consumer) {
        for (int id = 0; id < maxCounters; id++) {
            final int metadata = CountersLayout.metadataOffset(id);
            final int at = CountersLayout.valueOffset(maxCounters, id);
            // Before the state: a new registration beside the old counter's state would pass for that of a record half written.
            final long registration = memory.getLongVolatile(at + REGISTRATION_OFFSET);
            final int state = memory.getIntVolatile(metadata + STATE_OFFSET);
            if (state == UNUSED) {
                // Ids are handed out in order, and a record that was used once never becomes unused again.
                return;
            }
            if (state != ALLOCATED) {
                continue;
            }
            final CounterType type = CounterType.of(memory.getInt(metadata + TYPE_ID_OFFSET));
            final String label = text(metadata + LABEL_OFFSET, memory.getInt(metadata + LABEL_LENGTH_OFFSET), MAX_LABEL_LENGTH);
            final long value = memory.getLongVolatile(at);
            VarHandle.loadLoadFence();
            if (memory.getLongVolatile(at + REGISTRATION_OFFSET) == registration
                && memory.getIntVolatile(metadata + STATE_OFFSET) == ALLOCATED) {
                consumer.accept(id, type, label, value);
            }
        }
    }

    /**
     * Whose a counter is.
     *
     * @param id number of its record.
     * @return what was given as owner; empty if nothing was.
     * @throws IndexOutOfBoundsException if there is no such record.
     */
    public String owner(final int id) {
        Objects.checkIndex(id, maxCounters);
        final int key = CountersLayout.metadataOffset(id) + KEY_OFFSET;
        int length = 0;
        while (length < MAX_KEY_LENGTH && memory.getByte(key + length) != 0) {
            length++;
        }
        return text(key, length, MAX_KEY_LENGTH);
    }

    private String text(final int offset, final int length, final int maxLength) {
        final byte[] bytes = new byte[Math.max(0, Math.min(length, maxLength))];
        memory.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Most counters at a time.
     *
     * @return the limit.
     */
    public int maxCounters() {
        return maxCounters;
    }

    /**
     * Process that writes.
     *
     * @return the process id.
     */
    public long pid() {
        return memory.getLong(PID_OFFSET);
    }

    /**
     * When the counters were made.
     *
     * @return nanoseconds since 1970-01-01T00:00:00Z.
     */
    public long startEpochNs() {
        return memory.getLong(START_EPOCH_NS_OFFSET);
    }

    /**
     * Whether the process that writes has neither closed the counters nor ended.
     *
     * @return true if the values are live.
     */
    public boolean isLive() {
        return memory.getIntVolatile(CLOSED_OFFSET) == 0
            && (pid() == ProcessHandle.current().pid() || ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false));
    }

    /** Marks the counters as closed, for readers; the file stays, so that the last values can still be read. Does nothing twice. */
    @Override
    public synchronized void close() {
        if (writable && !closed) {
            memory.putIntRelease(CLOSED_OFFSET, 1);
        }
        closed = true;
    }

    /** The records without the header, as Agrona's reader takes them: metadata, then values. */
    VarHandleBuffer[] records() {
        final int values = HEADER_LENGTH + maxCounters * CountersLayout.METADATA_LENGTH;
        return new VarHandleBuffer[] {
            new VarHandleBuffer(memory, HEADER_LENGTH, values - HEADER_LENGTH),
            new VarHandleBuffer(memory, values, maxCounters * CountersLayout.VALUE_LENGTH)};
    }

    @Override
    public String toString() {
        return "counters in " + where + " of process " + pid();
    }
}
