package io.penstock.testkit;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A frame of a {@link StageHarness}: on the heap, with a real reference count, and suspicious.
 *
 * <p>The payload does not start at index 0 of its array and has guard bytes on both sides; a claimed payload is filled with noise. Use after
 * release, a release too many, writing to a borrowed frame and writing outside the payload fail the test with an {@link AssertionError},
 * also when the stage under test catches it.
 */
public final class TestFrame implements MutableFrame {
    private static final int GUARD_BYTES = 24;
    private static final byte GUARD = (byte) 0xC5;
    private static final byte NOISE = (byte) 0xA7;
    private static final byte POISON = (byte) 0xDD;

    /** Where the ledger keeps this frame. */
    int liveIndex;

    private final FramePool home;
    private final AtomicInteger owners = new AtomicInteger();
    private final byte[] array;
    private final int capacity;
    private final VarHandleBuffer buffer;
    private byte[] seal;
    private boolean writable;
    private boolean draft;
    private Format format;
    private long ptsNs;
    private long captureNs;
    private int durationNs;
    private int flags;
    private int temporalLayer;
    private int spatialLayer;
    private long sequence;
    private int streamId;
    private int rtpTimestamp;
    private long userTag;
    private int length;

    TestFrame(final FramePool home, final int capacity) {
        this.home = home;
        this.capacity = capacity;
        array = new byte[capacity + 2 * GUARD_BYTES];
        Arrays.fill(array, GUARD);
        buffer = new VarHandleBuffer(array, GUARD_BYTES, capacity);
    }

    TestFrame rebirth(final Format newFormat) {
        format = newFormat;
        ptsNs = 0;
        captureNs = 0;
        durationNs = 0;
        flags = 0;
        temporalLayer = 0;
        spatialLayer = 0;
        sequence = 0;
        streamId = 0;
        rtpTimestamp = 0;
        userTag = 0;
        length = 0;
        seal = null;
        draft = false;
        writable = true;
        if (!home.ledger().isMeasuring()) {
            Arrays.fill(array, GUARD_BYTES, GUARD_BYTES + capacity, NOISE);
        }
        owners.set(1);
        home.ledger().born(this);
        return this;
    }

    boolean fits(final int bytes) {
        return capacity == bytes;
    }

    /** Made by the test and not yet given to the stage: not a leak when it is never used. */
    TestFrame asDraft() {
        draft = true;
        home.ledger().died(this);
        return this;
    }

    boolean isDraft() {
        return draft;
    }

    void handOver() {
        draft = false;
        home.ledger().born(this);
    }

    boolean belongsTo(final Ledger ledger) {
        return home.ledger() == ledger;
    }

    boolean isAlive() {
        return owners.get() > 0;
    }

    int owners() {
        return owners.get();
    }

    /** From here on only to be read. */
    void lendForReading() {
        writable = false;
        if (!home.ledger().isMeasuring()) {
            seal = Arrays.copyOfRange(array, GUARD_BYTES, GUARD_BYTES + length);
        }
    }

    /** Checks that nobody wrote where nothing may be written. */
    void verify() {
        if (home.ledger().isMeasuring()) {
            return;
        }
        for (int i = 0; i < GUARD_BYTES; i++) {
            if (array[i] != GUARD || array[GUARD_BYTES + capacity + i] != GUARD) {
                Arrays.fill(array, 0, GUARD_BYTES, GUARD);
                Arrays.fill(array, GUARD_BYTES + capacity, array.length, GUARD);
                throw violation("something was written outside the payload; it lies at arrayOffset() " + GUARD_BYTES + ", capacity "
                    + capacity);
            }
        }
        final byte[] sealed = seal;
        if (sealed != null) {
            final int at = Arrays.mismatch(array, GUARD_BYTES, GUARD_BYTES + sealed.length, sealed, 0, sealed.length);
            if (at >= 0) {
                seal = null;
                throw violation("a borrowed frame was modified at payload index " + at + ": claim a frame and write there");
            }
        }
    }


    private AssertionError violation(final String message) {
        return home.ledger().violation(message + " (" + this + ')');
    }

    private void alive() {
        if (owners.get() <= 0) {
            throw violation("a frame was used after it had been released, committed or aborted");
        }
    }

    private void writing() {
        alive();
        if (!writable) {
            throw violation("a borrowed frame was written to: claim a frame and write there");
        }
    }

    @Override
    public Format format() {
        alive();
        return format;
    }

    @Override
    public long ptsNs() {
        alive();
        return ptsNs;
    }

    @Override
    public long captureNs() {
        alive();
        return captureNs;
    }

    @Override
    public int durationNs() {
        alive();
        return durationNs;
    }

    @Override
    public int flags() {
        alive();
        return flags;
    }

    @Override
    public int temporalLayer() {
        alive();
        return temporalLayer;
    }

    @Override
    public int spatialLayer() {
        alive();
        return spatialLayer;
    }

    @Override
    public long sequence() {
        alive();
        return sequence;
    }

    @Override
    public int streamId() {
        alive();
        return streamId;
    }

    @Override
    public int rtpTimestamp() {
        alive();
        return rtpTimestamp;
    }

    @Override
    public long userTag() {
        alive();
        return userTag;
    }

    @Override
    public int length() {
        alive();
        return length;
    }

    @Override
    public int capacity() {
        alive();
        return capacity;
    }

    @Override
    public VarHandleBuffer buffer() {
        alive();
        return buffer;
    }

    @Override
    public boolean hasArray() {
        return true;
    }

    @Override
    public byte[] array() {
        alive();
        return array;
    }

    @Override
    public int arrayOffset() {
        return GUARD_BYTES;
    }

    @Override
    public void retain() {
        alive();
        owners.incrementAndGet();
    }

    @Override
    public void release() {
        final int left = owners.decrementAndGet();
        if (left < 0) {
            owners.incrementAndGet();
            throw violation("a frame was released more often than it was retained");
        }
        if (left == 0) {
            if (!draft) {
                home.ledger().died(this);
            }
            try {
                verify();
            } finally {
                if (!home.ledger().isMeasuring()) {
                    Arrays.fill(array, GUARD_BYTES, GUARD_BYTES + capacity, POISON);
                }
                home.giveBack(this);
            }
        }
    }

    @Override
    public TestFrame ptsNs(final long value) {
        writing();
        ptsNs = value;
        return this;
    }

    @Override
    public TestFrame captureNs(final long value) {
        writing();
        captureNs = value;
        return this;
    }

    @Override
    public TestFrame durationNs(final int value) {
        writing();
        durationNs = value;
        return this;
    }

    @Override
    public TestFrame flags(final int value) {
        writing();
        flags = value & 0xFFFF;
        return this;
    }

    @Override
    public TestFrame set(final int value) {
        return flags(flags | value);
    }

    @Override
    public TestFrame clear(final int value) {
        return flags(flags & ~value);
    }

    @Override
    public TestFrame layers(final int temporal, final int spatial) {
        writing();
        temporalLayer = temporal;
        spatialLayer = spatial;
        return this;
    }

    @Override
    public TestFrame sequence(final long value) {
        writing();
        sequence = value;
        return this;
    }

    @Override
    public TestFrame streamId(final int value) {
        writing();
        streamId = value;
        return this;
    }

    @Override
    public TestFrame rtpTimestamp(final int value) {
        writing();
        rtpTimestamp = value;
        return this;
    }

    @Override
    public TestFrame userTag(final long value) {
        writing();
        userTag = value;
        return this;
    }

    @Override
    public TestFrame length(final int value) {
        writing();
        if (value < 0 || value > capacity) {
            throw new IndexOutOfBoundsException("length " + value + ": accepted are 0–" + capacity + ", the capacity of a frame of "
                + home.name() + " (" + format.describe() + ')');
        }
        length = value;
        return this;
    }

    @Override
    public TestFrame copyMetadata(final Frame from) {
        MutableFrame.super.copyMetadata(from);
        return this;
    }

    @Override
    public TestFrame copyPayload(final Frame from) {
        MutableFrame.super.copyPayload(from);
        return this;
    }

    /**
     * Sets the whole payload and its length.
     *
     * @param bytes the payload, copied.
     * @return this.
     * @throws IndexOutOfBoundsException if longer than {@link #capacity()}.
     */
    public TestFrame payload(final byte... bytes) {
        length(bytes.length);
        System.arraycopy(bytes, 0, array, GUARD_BYTES, bytes.length);
        return this;
    }

    /** The format at the time of the commit: a decoder learns a new size only after it has claimed. */
    void stamp(final Format newFormat) {
        format = newFormat;
    }

    void inherit(final Frame from) {
        copyMetadata(from).clear(FrameFlags.CORRUPT);
    }

    @Override
    public String toString() {
        return "frame of " + home.name() + ": pts " + ptsNs + " ns, sequence " + sequence + ", " + length + " bytes, flags "
            + FrameFlags.describe(flags) + ", owners " + owners.get();
    }
}
