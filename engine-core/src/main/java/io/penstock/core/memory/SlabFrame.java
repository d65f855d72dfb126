package io.penstock.core.memory;

import static io.penstock.frame.FrameLayout.CAPTURE_NS_OFFSET;
import static io.penstock.frame.FrameLayout.DURATION_NS_OFFSET;
import static io.penstock.frame.FrameLayout.FLAGS_OFFSET;
import static io.penstock.frame.FrameLayout.FORMAT_ID_OFFSET;
import static io.penstock.frame.FrameLayout.GENERATION_OFFSET;
import static io.penstock.frame.FrameLayout.PAYLOAD_LENGTH_OFFSET;
import static io.penstock.frame.FrameLayout.PTS_NS_OFFSET;
import static io.penstock.frame.FrameLayout.REF_COUNT_OFFSET;
import static io.penstock.frame.FrameLayout.RTP_TIMESTAMP_OFFSET;
import static io.penstock.frame.FrameLayout.SEQUENCE_OFFSET;
import static io.penstock.frame.FrameLayout.SPATIAL_LAYER_OFFSET;
import static io.penstock.frame.FrameLayout.STREAM_ID_OFFSET;
import static io.penstock.frame.FrameLayout.TEMPORAL_LAYER_OFFSET;
import static io.penstock.frame.FrameLayout.USER_TAG_OFFSET;

import io.penstock.buffer.VarHandleBuffer;
import io.penstock.error.EngineException;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import java.nio.ByteOrder;

/** A frame bound to its slot for ever: all state lives in the slot's header, so the object is never allocated again. */
public final class SlabFrame implements MutableFrame {
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final SlabPool pool;
    private final int slot;
    private final VarHandleBuffer headers;
    private final int base;
    private final VarHandleBuffer payload;
    private final byte[] array;
    private final int arrayOffset;
    private final int capacity;

    SlabFrame(final SlabPool pool, final int slot, final VarHandleBuffer headers, final int base, final VarHandleBuffer payload,
        final byte[] array, final int arrayOffset, final int capacity) {
        this.pool = pool;
        this.slot = slot;
        this.headers = headers;
        this.base = base;
        this.payload = payload;
        this.array = array;
        this.arrayOffset = arrayOffset;
        this.capacity = capacity;
    }

    /**
     * The reference of this claim of the slot.
     *
     * @return the reference.
     */
    public long ref() {
        return FrameRef.of(pool.id(), headers.getInt(base + GENERATION_OFFSET), slot);
    }

    /**
     * The pool that the slot belongs to.
     *
     * @return the pool.
     */
    public SlabPool pool() {
        return pool;
    }

    int slot() {
        return slot;
    }

    int generation() {
        return headers.getInt(base + GENERATION_OFFSET) & FrameRef.GENERATION_MASK;
    }

    /** Starts a new claim: one owner, all metadata zero. Whole words, two fields at a time where they are small: this is done for every frame. */
    void claimed(final int length, final int formatId) {
        final VarHandleBuffer header = headers;
        final int at = base;
        final int generation = header.getInt(at + GENERATION_OFFSET) + 1;
        header.putLong(at + PTS_NS_OFFSET, 0);
        header.putLong(at + CAPTURE_NS_OFFSET, 0);
        header.putLong(at + DURATION_NS_OFFSET, pair(0, length));
        header.putLong(at + FORMAT_ID_OFFSET, pair(formatId, 0));
        header.putLong(at + SEQUENCE_OFFSET, 0);
        header.putLong(at + STREAM_ID_OFFSET, 0);
        header.putLong(at + USER_TAG_OFFSET, 0);
        header.putLongRelease(at + REF_COUNT_OFFSET, pair(1, generation));
    }

    /** Two neighbouring ints as one long of memory. */
    private static long pair(final int first, final int second) {
        return LITTLE_ENDIAN ? first & 0xFFFF_FFFFL | (long) second << 32 : (long) first << 32 | second & 0xFFFF_FFFFL;
    }

    /**
     * Sets the interned format.
     *
     * @param formatId id in the engine's table.
     */
    public void formatId(final int formatId) {
        headers.putInt(base + FORMAT_ID_OFFSET, formatId);
    }

    /**
     * The interned format.
     *
     * @return id in the engine's table.
     */
    public int formatId() {
        return headers.getInt(base + FORMAT_ID_OFFSET);
    }

    /**
     * Owners now.
     *
     * @return the count; 0 = free.
     */
    public int owners() {
        return headers.getIntVolatile(base + REF_COUNT_OFFSET);
    }

    /**
     * Drops the owner that the pool's claiming thread holds; cheaper than {@link #release()} when nobody else holds the frame, because nobody
     * else can then begin to.
     */
    public void releaseByClaimer() {
        if (headers.getIntVolatile(base + REF_COUNT_OFFSET) == 1) {
            headers.putInt(base + REF_COUNT_OFFSET, 0);
            pool.freeByClaimer(this);
        } else {
            release();
        }
    }

    @Override
    public void retain() {
        if (headers.getAndAddInt(base + REF_COUNT_OFFSET, 1) <= 0) {
            headers.getAndAddInt(base + REF_COUNT_OFFSET, -1);
            throw new EngineException(EngineException.Category.STATE, "frame of pool \"" + pool.name() + "\", slot " + slot
                + ": retain() after its last release(); keep a frame only by retaining it while it is borrowed");
        }
    }

    @Override
    public void release() {
        final int before = headers.getAndAddInt(base + REF_COUNT_OFFSET, -1);
        if (before == 1) {
            pool.free(this);
        } else if (before <= 0) {
            headers.getAndAddInt(base + REF_COUNT_OFFSET, 1);
            throw new EngineException(EngineException.Category.STATE, "frame of pool \"" + pool.name() + "\", slot " + slot
                + ": release() without an owner left; release once for each retain()");
        }
    }

    @Override
    public Format format() {
        return pool.formats().format(headers.getInt(base + FORMAT_ID_OFFSET));
    }

    @Override
    public long ptsNs() {
        return headers.getLong(base + PTS_NS_OFFSET);
    }

    @Override
    public long captureNs() {
        return headers.getLong(base + CAPTURE_NS_OFFSET);
    }

    @Override
    public int durationNs() {
        return headers.getInt(base + DURATION_NS_OFFSET);
    }

    @Override
    public int flags() {
        return headers.getShort(base + FLAGS_OFFSET) & 0xFFFF;
    }

    @Override
    public int temporalLayer() {
        return headers.getByte(base + TEMPORAL_LAYER_OFFSET);
    }

    @Override
    public int spatialLayer() {
        return headers.getByte(base + SPATIAL_LAYER_OFFSET);
    }

    @Override
    public long sequence() {
        return headers.getLong(base + SEQUENCE_OFFSET);
    }

    @Override
    public int streamId() {
        return headers.getInt(base + STREAM_ID_OFFSET);
    }

    @Override
    public int rtpTimestamp() {
        return headers.getInt(base + RTP_TIMESTAMP_OFFSET);
    }

    @Override
    public long userTag() {
        return headers.getLong(base + USER_TAG_OFFSET);
    }

    @Override
    public int length() {
        return headers.getInt(base + PAYLOAD_LENGTH_OFFSET);
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public VarHandleBuffer buffer() {
        return payload;
    }

    @Override
    public boolean hasArray() {
        return array != null;
    }

    @Override
    public byte[] array() {
        if (array == null) {
            throw new UnsupportedOperationException("frame of pool \"" + pool.name() + "\" lies in direct memory: use buffer(), or check hasArray()");
        }
        return array;
    }

    @Override
    public int arrayOffset() {
        return arrayOffset;
    }

    @Override
    public MutableFrame ptsNs(final long ptsNs) {
        headers.putLong(base + PTS_NS_OFFSET, ptsNs);
        return this;
    }

    @Override
    public MutableFrame captureNs(final long captureNs) {
        headers.putLong(base + CAPTURE_NS_OFFSET, captureNs);
        return this;
    }

    @Override
    public MutableFrame durationNs(final int durationNs) {
        headers.putInt(base + DURATION_NS_OFFSET, durationNs);
        return this;
    }

    @Override
    public MutableFrame flags(final int flags) {
        headers.putShort(base + FLAGS_OFFSET, (short) flags);
        return this;
    }

    @Override
    public MutableFrame layers(final int temporal, final int spatial) {
        headers.putByte(base + TEMPORAL_LAYER_OFFSET, (byte) temporal);
        headers.putByte(base + SPATIAL_LAYER_OFFSET, (byte) spatial);
        return this;
    }

    @Override
    public MutableFrame sequence(final long sequence) {
        headers.putLong(base + SEQUENCE_OFFSET, sequence);
        return this;
    }

    @Override
    public MutableFrame streamId(final int streamId) {
        headers.putInt(base + STREAM_ID_OFFSET, streamId);
        return this;
    }

    @Override
    public MutableFrame rtpTimestamp(final int rtpTimestamp) {
        headers.putInt(base + RTP_TIMESTAMP_OFFSET, rtpTimestamp);
        return this;
    }

    @Override
    public MutableFrame userTag(final long userTag) {
        headers.putLong(base + USER_TAG_OFFSET, userTag);
        return this;
    }

    @Override
    public MutableFrame length(final int length) {
        if (length < 0 || length > capacity) {
            throw new IndexOutOfBoundsException("frame of pool \"" + pool.name() + "\": length " + length + ", accepted 0–" + capacity);
        }
        headers.putInt(base + PAYLOAD_LENGTH_OFFSET, length);
        return this;
    }

    @Override
    public MutableFrame copyMetadata(final Frame from) {
        if (from instanceof SlabFrame that) {
            headers.putBytes(base + PTS_NS_OFFSET, that.headers, that.base + PTS_NS_OFFSET, DURATION_NS_OFFSET + 4 - PTS_NS_OFFSET);
            headers.putBytes(base + FLAGS_OFFSET, that.headers, that.base + FLAGS_OFFSET, USER_TAG_OFFSET + 8 - FLAGS_OFFSET);
            return this;
        }
        return MutableFrame.super.copyMetadata(from);
    }

    @Override
    public String toString() {
        return "frame " + pool.name() + '#' + slot + " gen " + generation() + " owners " + owners() + " pts " + ptsNs() + " length " + length();
    }
}
