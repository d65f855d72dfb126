package io.penstock.core.run;

import io.penstock.core.edge.EventKind;
import io.penstock.core.memory.FormatTable;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import io.penstock.error.EngineException;
import io.penstock.error.EngineException.Category;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;

/** One output port: claims from its pool, hands on to its target, and knows what is still claimed. Region's thread only. */
final class StageOutput implements Output {
    private final String stage;
    private final String port;
    private final SlabPool pool;
    private final FormatTable formats;
    private final Counter framesOut;
    private final Counter repaired;
    private final boolean isSource;
    private final SlabFrame[] open;
    private Target target = Target.NOWHERE;
    /** The target once more if it is the next stage of the region: the usual case, which needs no call through an interface. */
    private FusedOutput fused;
    private Format format;
    private int formatId;
    private int openCount;
    private Frame prefill;
    private boolean active;
    private boolean ended;
    private long lastPtsNs = Long.MIN_VALUE;

    StageOutput(final String stage, final String port, final SlabPool pool, final int maxOpen, final FormatTable formats, final Format format,
        final boolean isSource, final Counter framesOut, final Counter repaired) {
        this.stage = stage;
        this.port = port;
        this.pool = pool;
        this.formats = formats;
        this.format = format;
        this.isSource = isSource;
        this.framesOut = framesOut;
        this.repaired = repaired;
        open = new SlabFrame[maxOpen];
        formatId = format == null ? 0 : formats.idOf(format);
    }

    void connect(final Target to) {
        target = to;
        fused = to instanceof FusedOutput next ? next : null;
    }

    /** The next stage, if nothing stands between. */
    FusedOutput fused() {
        return fused;
    }

    /** Makes the output a fan-out, if it is not one yet. */
    TeeOutput branch() {
        if (!(target instanceof TeeOutput)) {
            connect(target == Target.NOWHERE ? new TeeOutput() : new TeeOutput(target));
        }
        return (TeeOutput) target;
    }

    SlabPool pool() {
        return pool;
    }

    boolean isConnected() {
        return target != Target.NOWHERE;
    }

    boolean hasEnded() {
        return ended;
    }

    /** A callback begins; frames claimed in it take the metadata of the given one. */
    void begin(final Frame from) {
        prefill = from;
        active = true;
    }

    /** A callback ended: what was claimed and neither committed nor aborted goes back. */
    void finish() {
        prefill = null;
        active = false;
        while (openCount > 0) {
            open[--openCount].releaseByClaimer();
        }
    }

    @Override
    public MutableFrame claim(final int length) {
        requireCallback("claim");
        if (pool == null) {
            throw new EngineException(Category.STATE, where() + ": claim() on an output that never claims");
        }
        if (length < 0 || length > pool.slotBytes()) {
            throw new EngineException(Category.STAGE, where() + ": claim(" + length + "), but a slot has " + pool.slotBytes()
                + " bytes; declare maxOutputBytes in the stage's spec");
        }
        if (openCount == open.length) {
            throw new EngineException(Category.STAGE, where() + ": more than " + open.length
                + " frames claimed at once; declare maxOutputsPerInput in the stage's spec, and commit or abort every claim");
        }
        final SlabFrame frame = pool.claim(length, formatId);
        if (frame == null) {
            if (isSource) {
                return null;
            }
            throw new EngineException(Category.RESOURCE, where() + ": pool of " + pool.slots()
                + " slots is empty; the stage puts out more frames in one callback than the "
                + "maxOutputsPerInput of its spec, or holds more than framesHeld");
        }
        if (prefill != null) {
            frame.copyMetadata(prefill);
            frame.flags(frame.flags() & ~FrameFlags.CORRUPT);
        }
        open[openCount++] = frame;
        return frame;
    }

    @Override
    public void commit(final MutableFrame frame) {
        final SlabFrame slab = close(frame, "commit");
        slab.formatId(formatId);
        // Encoded pictures may come in decoding order, and packets in any: only raw media must not run backwards.
        if (isSource && slab.ptsNs() < lastPtsNs && (format instanceof AudioFormat || format instanceof VideoFormat)) {
            repairTimestamp(slab);
        }
        lastPtsNs = slab.ptsNs();
        if (!pass(slab, true)) {
            slab.releaseByClaimer();
        }
    }

    private void repairTimestamp(final SlabFrame frame) {
        repaired.increment();
        frame.ptsNs(lastPtsNs).flags(frame.flags() | FrameFlags.DISCONTINUITY);
    }

    @Override
    public void abort(final MutableFrame frame) {
        close(frame, "abort").releaseByClaimer();
    }

    private SlabFrame close(final MutableFrame frame, final String call) {
        for (int i = openCount - 1; i >= 0; i--) {
            if (open[i] == frame) {
                final SlabFrame slab = open[i];
                openCount--;
                System.arraycopy(open, i + 1, open, i, openCount - i);
                return slab;
            }
        }
        throw new EngineException(Category.STATE, where() + ": " + call
            + "() of a frame that is not claimed from this output, or was given back before");
    }

    @Override
    public void forward(final Frame frame) {
        requireCallback("forward");
        if (!(frame instanceof SlabFrame slab)) {
            throw new EngineException(Category.STATE, where() + ": forward() of a frame that does not belong to the engine");
        }
        pass(slab, false);
    }

    /** Hands a frame on as it is. */
    boolean pass(final SlabFrame frame, final boolean owned) {
        if (ended) {
            // Nothing follows the end, whatever a stage with several inputs still has.
            return false;
        }
        framesOut.increment();
        final FusedOutput next = fused;
        return next != null ? next.accept(frame, owned) : target.accept(frame, owned);
    }

    /** Counts a frame that is handed on past {@link #pass}. */
    void count() {
        framesOut.increment();
    }

    @Override
    public void formatChange(final Format next) {
        requireCallback("formatChange");
        changeFormat(next);
    }

    void changeFormat(final Format next) {
        if (next.equals(format)) {
            return;
        }
        if (pool != null && next.frameBytes() > pool.slotBytes() && !(next instanceof io.penstock.format.EncodedFormat)) {
            throw new EngineException(Category.STAGE, where() + ": format change to " + next.describe() + " needs " + next.frameBytes()
                + " bytes a frame, the pool was planned for " + pool.slotBytes()
                + "; declare the largest format that may come (for decoders: maxSize)");
        }
        format = next;
        formatId = formats.idOf(next);
        event(EventKind.FORMAT_CHANGE, formatId, 0);
    }

    @Override
    public void discontinuity(final long ptsNs) {
        requireCallback("discontinuity");
        event(EventKind.DISCONTINUITY, ptsNs, 0);
    }

    @Override
    public void gap(final long ptsNs, final long durationNs) {
        requireCallback("gap");
        event(EventKind.GAP, ptsNs, durationNs);
    }

    @Override
    public void endOfStream() {
        requireCallback("endOfStream");
        if (!isSource) {
            throw new EngineException(Category.STATE, where() + ": only sources end their stream; the engine sends it on for other stages");
        }
        end();
    }

    /** Sends end of stream, once. */
    void end() {
        if (!ended) {
            ended = true;
            target.event(EventKind.END_OF_STREAM, 0, 0);
        }
    }

    void event(final int kind, final long a, final long b) {
        if (!ended) {
            target.event(kind, a, b);
        }
    }

    @Override
    public int maxLength() {
        return pool == null ? 0 : pool.slotBytes();
    }

    @Override
    public Format format() {
        return format;
    }

    private void requireCallback(final String call) {
        if (!active) {
            throw new EngineException(Category.STATE, where() + ": " + call
                + "() outside a callback of the stage; keep the output for the callback that got it");
        }
    }

    private String where() {
        return "stage \"" + stage + "\", output \"" + port + '"';
    }
}
