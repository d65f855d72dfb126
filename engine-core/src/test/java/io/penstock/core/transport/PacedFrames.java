package io.penstock.core.transport;

import io.penstock.core.rtp.FakePayload;
import io.penstock.event.Event;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.ByteBuffer;

/** A camera or microphone with its encoder: a frame each period, of the size that the rate asks for; key frames of four times that when asked. */
final class PacedFrames implements Source {
    private final EncodedFormat format;
    private final long periodNs;
    private final Pressure pressure;
    private StageContext context;
    private long dueNs;
    private boolean key = true;
    private int bps;
    private int made;
    private int left;
    private int keys;

    /** With a pressure, frames are left out as {@link SendGate} does with raw pictures. */
    PacedFrames(final EncodedFormat format, final long periodNs, final int bps, final Pressure pressure) {
        this.format = format;
        this.periodNs = periodNs;
        this.bps = bps;
        this.pressure = pressure;
    }

    @Override
    public StageSpec spec() {
        return StageSpec.source("encoder", FormatSpec.of(format)).wakesItself().build();
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        dueNs = context.clock().nanoTime();
    }

    @Override
    public int poll(final Output out, final int limit) {
        final long nowNs = context.clock().nanoTime();
        if (nowNs < dueNs) {
            context.wakeAtNs(dueNs);
            return 0;
        }
        made++;
        if (pressure != null && pressure.level() > Pressure.NONE) {
            left++;
        } else {
            frame(out);
        }
        dueNs += periodNs;
        context.wakeAtNs(dueNs);
        return 1;
    }

    private void frame(final Output out) {
        final boolean isKey = pressure != null && key;
        final int bytes = (int) Math.max(20, Math.min(format.maxFrameBytes(), bps * periodNs / 8_000_000_000L * (isKey ? 4 : 1)));
        final MutableFrame frame = out.claim(bytes);
        final byte[] array = frame.array();
        final int at = frame.arrayOffset();
        array[at] = (byte) (isKey ? 1 : 0);
        array[at + 1] = FakePayload.MAGIC;
        ByteBuffer.wrap(array).putInt(at + 2, made - left).putLong(at + 6, dueNs);
        frame.length(bytes).ptsNs(dueNs).captureNs(dueNs).flags(isKey ? FrameFlags.KEYFRAME : 0);
        out.commit(frame);
        keys += isKey ? 1 : 0;
        key = false;
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        key |= event instanceof Event.KeyframeRequest;
        if (event instanceof Event.BitrateTarget target) {
            bps = target.bitsPerSecond();
        }
        return true;
    }

    int made() {
        return made;
    }

    int left() {
        return left;
    }

    int keys() {
        return keys;
    }

    int bps() {
        return bps;
    }
}
