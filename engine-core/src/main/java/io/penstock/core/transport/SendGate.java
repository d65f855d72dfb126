package io.penstock.core.transport;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Lets pictures through as far as the network takes them. Before the encoder it leaves out whole pictures, which costs nothing but their
 * motion. Behind it, where pictures refer to each other, it leaves out first what nobody refers to, then higher temporal layers, and when
 * that is not enough everything up to the next key frame, which it asks for. Nothing behind it may drop packets of pictures: they are
 * numbered by then, and would look lost.
 *
 * <p>Counters: {@code dropped.queue} (raw), {@code dropped.discardable}, {@code dropped.layer}, {@code dropped.waiting-keyframe}.
 */
final class SendGate implements Transform {
    /** A key frame may be asked for so often while the network takes nothing. */
    private static final long REQUEST_DISTANCE_NS = 500_000_000L;

    private final Pressure pressure;
    private final StageSpec spec;
    private StageContext context;
    private boolean raw;
    private boolean broken;
    /** Lowest temporal layer of which something was left out. */
    private int missing = Integer.MAX_VALUE;
    private boolean asked;
    private long askedNs;
    private Counter queue;
    private Counter discardable;
    private Counter layer;
    private Counter waiting;

    SendGate(final Pressure pressure) {
        this.pressure = pressure;
        spec = StageSpec.same("send-gate", FormatSpec.any()).build();
    }


    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        queue = context.counter("dropped.queue");
        discardable = context.counter("dropped.discardable");
        layer = context.counter("dropped.layer");
        waiting = context.counter("dropped.waiting-keyframe");
        raw = context.inputFormat(0) instanceof VideoFormat;
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        raw = format instanceof VideoFormat;
        return false;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final int level = pressure.level();
        if (raw) {
            if (level == Pressure.NONE) {
                out.forward(in);
            } else {
                queue.increment();
            }
        } else if (passes(in, level)) {
            out.forward(in);
        }
    }

    private boolean passes(final Frame in, final int level) {
        if (broken) {
            if (!in.has(FrameFlags.KEYFRAME) || level >= Pressure.SEVERE) {
                waiting.increment();
                askForKeyframe();
                return false;
            }
            broken = false;
        }
        if (level >= Pressure.MILD && in.has(FrameFlags.DISCARDABLE)) {
            discardable.increment();
            return false;
        }
        // What refers to a picture that was left out has its layer or a higher one, and comes before the next of a lower layer.
        missing = in.temporalLayer() < missing ? Integer.MAX_VALUE : missing;
        if (in.temporalLayer() > 0 && (level >= Pressure.HIGH || in.temporalLayer() >= missing)) {
            missing = Math.min(missing, in.temporalLayer());
            layer.increment();
            return false;
        }
        if (level >= Pressure.SEVERE) {
            broken = true;
            waiting.increment();
            askForKeyframe();
            return false;
        }
        return true;
    }

    private void askForKeyframe() {
        final long nowNs = context.clock().nanoTime();
        if (!asked || nowNs - askedNs >= REQUEST_DISTANCE_NS) {
            asked = true;
            askedNs = nowNs;
            context.sendUpstream(0, Event.KeyframeRequest.ALL);
        }
    }

    @Override
    public void onFlush() {
        broken = false;
        missing = Integer.MAX_VALUE;
    }
}
