package io.penstock.core.stages;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Sink;
import io.penstock.stage.StageSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes anything and keeps nothing but counts, and if asked a hash of all it saw: two runs with the same hash had the same payloads, times
 * and flags in the same order. The figures may be read on any thread; read together they belong together once the graph has ended.
 */
public final class NullSink implements Sink {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FRAMES;
    private static final VarHandle BYTES;
    private static final VarHandle HASH;
    // FNV-1a, 64 bits, taken over 8 bytes at a time with a final mix (the finaliser of MurmurHash3).
    private static final long OFFSET_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x0000_0100_0000_01b3L;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            FRAMES = lookup.findVarHandle(NullSink.class, "frames", long.class);
            BYTES = lookup.findVarHandle(NullSink.class, "bytes", long.class);
            HASH = lookup.findVarHandle(NullSink.class, "hash", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StageSpec spec;
    private final boolean hashing;
    private long frames;
    private long bytes;
    private long hash = OFFSET_BASIS;

    /** Creates a sink that counts. */
    public NullSink() {
        this(false);
    }

    /**
     * Creates a sink.
     *
     * @param hashing whether it hashes what it sees.
     */
    public NullSink(final boolean hashing) {
        this(hashing, FormatSpec.any());
    }

    /**
     * Creates a sink for some formats only.
     *
     * @param hashing whether it hashes what it sees.
     * @param accepts what it takes.
     */
    public NullSink(final boolean hashing, final FormatSpec accepts) {
        this.hashing = hashing;
        spec = StageSpec.sink("null", accepts).build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onFrame(final Frame in) {
        final int length = in.length();
        FRAMES.setOpaque(this, frames + 1);
        BYTES.setOpaque(this, bytes + length);
        if (hashing) {
            long h = mix(mix(mix(mix(hash, in.ptsNs()), in.captureNs()), in.durationNs()), in.flags());
            h = in.hasArray() ? payload(h, in.array(), in.arrayOffset(), length) : payload(h, in, length);
            HASH.setOpaque(this, mix(h, length));
        }
    }

    @Override
    public void onFormatChange(final Format format) {
        if (hashing) {
            HASH.setOpaque(this, mix(hash, format.describe().hashCode()));
        }
    }

    @Override
    public void onGap(final long ptsNs, final long durationNs) {
        if (hashing) {
            HASH.setOpaque(this, mix(mix(hash, ptsNs), durationNs));
        }
    }

    /**
     * Frames seen.
     *
     * @return the count.
     */
    public long frames() {
        return (long) FRAMES.getOpaque(this);
    }

    /**
     * Payload seen.
     *
     * @return bytes.
     */
    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /**
     * Hash of payloads, times, durations, flags, gaps and format changes in their order.
     *
     * @return 64 bits; the same constant for ever if hashing is off.
     */
    public long hash() {
        long h = (long) HASH.getOpaque(this);
        h = (h ^ h >>> 33) * 0xff51_afd7_ed55_8ccdL;
        h = (h ^ h >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return h ^ h >>> 33;
    }

    private static long mix(final long h, final long value) {
        final long next = (h ^ value) * PRIME;
        // Multiplication carries upwards only; this brings the high bits back.
        return next ^ next >>> 32;
    }

    private static long payload(final long from, final byte[] array, final int offset, final int length) {
        long h = from;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            h = mix(h, (long) LONG.get(array, offset + i));
        }
        for (; i < length; i++) {
            h = mix(h, array[offset + i]);
        }
        return h;
    }

    private static long payload(final long from, final Frame in, final int length) {
        long h = from;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            h = mix(h, in.buffer().getLong(i, ByteOrder.LITTLE_ENDIAN));
        }
        for (; i < length; i++) {
            h = mix(h, in.buffer().getByte(i));
        }
        return h;
    }
}
