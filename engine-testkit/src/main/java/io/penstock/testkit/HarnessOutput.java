package io.penstock.testkit;

import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import java.util.Arrays;

/** An output port of a harness: enforces what the stage declared and captures what it puts out. */
final class HarnessOutput implements Output {
    private final HarnessRig rig;
    private final int port;
    private final String name;
    private final boolean connected;
    private final FramePool pool;
    private final int slotBytes;
    private TestFrame[] open;
    private Format format;
    private int openCount;
    private int sent;
    private int limit;
    private boolean ended;

    HarnessOutput(final HarnessRig rig, final int port, final String name, final Format format, final boolean connected) {
        this.rig = rig;
        this.port = port;
        this.name = name;
        this.format = format;
        this.connected = connected;
        slotBytes = rig.spec.maxOutputBytes() > 0 ? rig.spec.maxOutputBytes() : format.frameBytes();
        pool = new FramePool(rig.ledger, "output \"" + name + '"');
        limit = rig.spec.maxOutputsPerInput();
        open = new TestFrame[Math.max(limit, 1)];
    }

    boolean isConnected() {
        return connected;
    }

    boolean hasEnded() {
        return ended;
    }

    void markEnded() {
        ended = true;
    }

    /** A source may commit so many frames in this call. */
    void limit(final int frames) {
        limit = frames;
        if (open.length < frames) {
            open = Arrays.copyOf(open, frames);
        }
    }

    void enter() {
        sent = 0;
    }

    void leave() {
        if (openCount > 0) {
            final int left = openCount;
            throw rig.violation(left + " claimed frame(s) of output \"" + name + "\" neither committed nor aborted");
        }
    }

    void abortOpen() {
        while (openCount > 0) {
            final TestFrame frame = open[--openCount];
            open[openCount] = null;
            frame.release();
        }
    }

    private void room(final String call) {
        if (ended) {
            throw rig.violation(call + " on output \"" + name + "\" after its end of stream");
        }
        if (sent + openCount >= limit) {
            throw rig.violation(call + " on output \"" + name + "\": frame " + (sent + openCount + 1) + " in one callback, allowed are "
                + limit + (rig.stage instanceof Source ? " (the limit of poll)" : " (maxOutputsPerInput)"));
        }
    }

    @Override
    public MutableFrame claim(final int length) {
        rig.outputCall("claim");
        if (length < 0 || length > slotBytes) {
            throw rig.violation("claim(" + length + ") on output \"" + name + "\": accepted are 0–" + slotBytes
                + " bytes; declare maxOutputBytes in the spec if " + format.describe() + " needs more");
        }
        if (rig.poolExhausted && rig.stage instanceof Source) {
            return null;
        }
        room("claim");
        final TestFrame frame = pool.take(format, slotBytes);
        open[openCount++] = frame;
        if (rig.input() != null) {
            frame.inherit(rig.input());
        }
        return frame.length(length);
    }

    @Override
    public void commit(final MutableFrame frame) {
        rig.inCallback("commit");
        final TestFrame mine = take("commit", frame);
        try {
            mine.verify();
            rig.outputCall("commit");
            if (ended) {
                throw rig.violation("commit on output \"" + name + "\" after its end of stream");
            }
            sent++;
            mine.stamp(format);
            if (connected) {
                rig.emit(port, mine, false);
            }
        } finally {
            mine.lendForReading();
            mine.release();
        }
    }

    @Override
    public void abort(final MutableFrame frame) {
        rig.inCallback("abort");
        take("abort", frame).release();
    }

    private TestFrame take(final String call, final MutableFrame frame) {
        for (int i = 0; i < openCount; i++) {
            if (open[i] == frame) {
                final TestFrame mine = open[i];
                open[i] = open[--openCount];
                open[openCount] = null;
                return mine;
            }
        }
        throw rig.violation(call + " on output \"" + name + "\" of a frame that is not an open claim of it");
    }

    @Override
    public void forward(final Frame frame) {
        rig.outputCall("forward");
        room("forward");
        if (!(frame instanceof TestFrame mine) || !mine.belongsTo(rig.ledger)) {
            throw rig.violation("forward on output \"" + name + "\" of a frame that did not come in here: " + frame);
        }
        for (int i = 0; i < openCount; i++) {
            if (open[i] == frame) {
                throw rig.violation("forward on output \"" + name + "\" of a claimed frame: commit it");
            }
        }
        mine.verify();
        sent++;
        if (connected) {
            rig.emit(port, frame, true);
        } else {
            frame.length();
        }
    }

    @Override
    public void formatChange(final Format newFormat) {
        event("formatChange");
        final boolean exact = newFormat instanceof AudioFormat || newFormat instanceof VideoFormat;
        if (newFormat.frameBytes() > slotBytes && (exact || rig.spec.maxOutputBytes() == 0)) {
            throw new EngineException(EngineException.Category.STAGE, "stage \"" + rig.spec.type() + "\", output \"" + name
                + "\": format " + newFormat.describe() + " needs " + newFormat.frameBytes() + " bytes a frame, the slots have "
                + slotBytes + ": declare maxOutputBytes");
        }
        changed(newFormat);
    }

    /** Sends a format change on, unless it is none. */
    void changed(final Format newFormat) {
        format = newFormat;
        rig.emit(port, new Event.FormatChange(newFormat));
    }

    @Override
    public void discontinuity(final long ptsNs) {
        event("discontinuity");
        rig.emit(port, new Event.Discontinuity(ptsNs));
    }

    @Override
    public void gap(final long ptsNs, final long durationNs) {
        event("gap");
        rig.emit(port, new Event.Gap(ptsNs, durationNs));
    }

    @Override
    public void endOfStream() {
        rig.inCallback("endOfStream");
        if (!(rig.stage instanceof Source)) {
            throw rig.violation("endOfStream on output \"" + name + "\": only sources say so, the engine does it for other kinds");
        }
        if (ended) {
            throw rig.violation("endOfStream on output \"" + name + "\" for the second time");
        }
        ended = true;
        rig.emit(port, Event.EndOfStream.INSTANCE);
    }

    private void event(final String call) {
        rig.outputCall(call);
        if (ended) {
            throw rig.violation(call + " on output \"" + name + "\" after its end of stream");
        }
    }

    @Override
    public int maxLength() {
        return slotBytes;
    }

    @Override
    public Format format() {
        return format;
    }
}
