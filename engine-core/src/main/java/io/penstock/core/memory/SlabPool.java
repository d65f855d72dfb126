package io.penstock.core.memory;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.frame.FrameLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A fixed number of slots, each a 64-byte header and a payload. One thread claims; any thread releases.
 *
 * <p>Headers lie in direct memory on cache-line boundaries (atomic operations need alignment that arrays do not promise); payloads in one
 * array, or in direct memory where every stage of the path wants that. The claiming thread keeps a private stack of free slots; other threads
 * push on a shared list that the claimer takes as a whole, so there is no ABA problem and no allocation. It looks at that list only when one
 * slot more would be in use than ever before: while it does not look, the list stays in the cache of who releases.
 */
public final class SlabPool {
    private static final int NOTHING = -1;
    private static final int CACHE_LINE = 64;
    private static final VarHandle RETURNED;

    static {
        try {
            RETURNED = MethodHandles.lookup().findVarHandle(Returned.class, "first", int.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int id;
    private final String name;
    private final int slots;
    private final int slotBytes;
    private final FormatTable formats;
    private final FrameGuard guard;
    private final SlabFrame[] frames;
    private final FreeSlots free;
    private final Returned returned = new Returned();
    private final Object padding = CacheLinePadding.afterwards();
    private final int[] nextReturned;
    private volatile int publishedHighWater;
    private volatile long exhausted;
    private volatile long copies;

    /** The list of slots that other threads gave back. */
    private static final class Returned extends CacheLinePadding {
        private volatile int first = NOTHING;
    }

    /**
     * Allocates a pool.
     *
     * @param id        number in the engine's registry.
     * @param name      who claims from it.
     * @param slots     positive.
     * @param slotBytes largest payload, positive.
     * @param direct    payloads in direct memory.
     * @param formats   the engine's format table.
     * @param guarded   check for misuse at a cost.
     */
    public SlabPool(final int id, final String name, final int slots, final int slotBytes, final boolean direct, final FormatTable formats,
        final boolean guarded) {
        this.id = id;
        this.name = name;
        this.slots = slots;
        this.slotBytes = slotBytes;
        this.formats = formats;
        guard = guarded ? new FrameGuard(slots) : null;
        frames = new SlabFrame[slots];
        free = new FreeSlots(slots);
        nextReturned = new int[slots];
        final int stride = align(slotBytes);
        final VarHandleBuffer headers = VarHandleBuffer.allocateDirectAligned(slots * FrameLayout.HEADER_LENGTH, CACHE_LINE);
        final int total = Math.toIntExact((long) stride * slots);
        final byte[] array = direct ? null : new byte[total];
        final ByteBuffer memory = direct ? ByteBuffer.allocateDirect(total) : null;
        for (int slot = 0; slot < slots; slot++) {
            final int at = slot * stride;
            final VarHandleBuffer payload = direct ? new VarHandleBuffer(memory, at, slotBytes) : new VarHandleBuffer(array, at, slotBytes);
            frames[slot] = new SlabFrame(this, slot, headers, slot * FrameLayout.HEADER_LENGTH, payload, array, direct ? 0 : at, slotBytes);
        }
    }

    private static int align(final int bytes) {
        return Math.addExact(bytes, CACHE_LINE - 1) & -CACHE_LINE;
    }

    /**
     * Claims a slot. Claiming thread only.
     *
     * @param length   payload bytes, at most {@link #slotBytes()}.
     * @param formatId id in the engine's format table.
     * @return a frame with one owner and cleared metadata; null if every slot is in use.
     */
    public SlabFrame claim(final int length, final int formatId) {
        if (free.isFewest()) {
            takeReturned();
            if (free.count() == 0) {
                exhausted();
                return null;
            }
        }
        final SlabFrame frame = frames[free.take()];
        if (free.noteFewest()) {
            publishedHighWater = slots - free.count();
        }
        frame.claimed(length, formatId);
        if (guard != null) {
            guard.claimed(frame);
        }
        return frame;
    }

    /**
     * Whether some slots are free. Claiming thread only.
     *
     * @param wanted how many.
     * @return true if a claim succeeds that many times.
     */
    public boolean hasFree(final int wanted) {
        if (free.count() >= wanted) {
            return true;
        }
        takeReturned();
        return free.count() >= wanted;
    }

    /** Counts a turn that had to wait for a slot. Claiming thread only. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void exhausted() {
        exhausted++;
    }

    /** Counts a frame that was copied into this pool. Claiming thread only. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void copied() {
        copies++;
    }

    private void takeReturned() {
        if (returned.first == NOTHING) {
            return;
        }
        int slot = (int) RETURNED.getAndSet(returned, NOTHING);
        while (slot != NOTHING) {
            free.give(slot);
            slot = nextReturned[slot];
        }
    }

    void freeByClaimer(final SlabFrame frame) {
        if (guard != null) {
            guard.freed(frame);
        }
        free.give(frame.slot());
    }

    void free(final SlabFrame frame) {
        if (guard != null) {
            guard.freed(frame);
        }
        final int slot = frame.slot();
        int head;
        do {
            head = returned.first;
            nextReturned[slot] = head;
        } while (!RETURNED.compareAndSet(returned, head, slot));
    }

    /**
     * The frame of a slot.
     *
     * @param slot index.
     * @return the frame; null if out of range.
     */
    SlabFrame frame(final int slot) {
        return slot >= 0 && slot < slots ? frames[slot] : null;
    }

    /**
     * Who holds slots now; exact only while nothing runs.
     *
     * @return one line a held slot.
     */
    public LeakReport leaks() {
        return LeakReport.of(this, guard);
    }

    /**
     * The guard.
     *
     * @return the guard; null unless guarding.
     */
    public FrameGuard guard() {
        return guard;
    }

    /**
     * Number in the registry.
     *
     * @return the number.
     */
    public int id() {
        return id;
    }

    /**
     * Who claims from it.
     *
     * @return the name.
     */
    public String name() {
        return name;
    }

    /**
     * Size.
     *
     * @return slots.
     */
    public int slots() {
        return slots;
    }

    /**
     * Largest payload.
     *
     * @return bytes.
     */
    public int slotBytes() {
        return slotBytes;
    }

    FormatTable formats() {
        return formats;
    }

    /**
     * Slots in use now, counted one by one. Any thread.
     *
     * @return the count.
     */
    public int inUse() {
        int used = 0;
        for (final SlabFrame frame : frames) {
            used += frame.owners() > 0 ? 1 : 0;
        }
        return used;
    }

    /**
     * Most slots ever in use. Any thread.
     *
     * @return the count.
     */
    public int highWater() {
        return publishedHighWater;
    }

    /**
     * How often there was no free slot. Any thread.
     *
     * @return the count.
     */
    public long exhaustedCount() {
        return exhausted;
    }

    /**
     * Frames copied into this pool. Any thread.
     *
     * @return the count.
     */
    public long copyCount() {
        return copies;
    }
}
