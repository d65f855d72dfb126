package io.penstock.dsp.video;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Makes pictures smaller, and fewer, while the encoder behind it gets too few bits for them, and full again when it gets more. It goes by
 * the {@link Event.BitrateTarget} that comes back from the encoder, and stands before it.
 *
 * <pre>{@code camera → preprocessing → new RateScaler() → encoder → …}</pre>
 *
 * <p>Steps: the full size, three quarters of each side, half, half with every second picture, three eighths with every second. A change goes
 * downstream as a {@code FormatChange}; its frame rate stays the nominal one. The receiver shows what comes in the size it wants. Without a
 * target nothing changes. Pictures that go in full size are passed on without a copy.
 *
 * <p>Counters: {@code step} (0 = full), {@code changes}, {@code dropped.rate} (left out), {@code dropped.truncated}.
 */
public final class RateScaler implements Transform {
    private final StageSpec spec = StageSpec.same("rate-scaler", VideoSpec.any()).build();
    private StageContext context;
    private PictureLadder ladder;
    private VideoFormat full;
    private PictureScaler scaler;
    private Counter step;
    private Counter changes;
    private Counter left;
    private Counter truncated;
    private int bitsPerSecond;
    private int phase;

    /** A stage at full size. */
    public RateScaler() {
        // Everything is known at the start only.
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        step = context.counter("step");
        changes = context.counter("changes");
        left = context.counter("dropped.rate");
        truncated = context.counter("dropped.truncated");
        open((VideoFormat) context.inputFormat(0));
    }

    private void open(final VideoFormat format) {
        full = format;
        ladder = new PictureLadder(format.width() * (double) format.height() * 1e9 / format.rate().frameNs());
        scaler = null;
        phase = 0;
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        open((VideoFormat) format);
        step.set(0);
        return false;
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        if (event instanceof Event.BitrateTarget target) {
            bitsPerSecond = target.bitsPerSecond();
        }
        return false; // others may want to know as well
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() < full.frameBytes()) {
            truncated.increment();
            return;
        }
        if (bitsPerSecond > 0 && ladder.look(bitsPerSecond, context.clock().nanoTime())) {
            change(out);
        }
        if (phase++ % ladder.keepOneOf() != 0) {
            left.increment();
            return;
        }
        if (scaler == null) {
            out.forward(in);
            return;
        }
        final MutableFrame frame = out.claim(scaler.target().frameBytes());
        scaler.process(in.array(), in.arrayOffset(), frame.array(), frame.arrayOffset());
        out.commit(frame);
    }

    private void change(final Output out) {
        final int width = ladder.side(full.width());
        final int height = ladder.side(full.height());
        scaler = ladder.step() == 0 ? null : PictureScaler.of(full, width, height, ScaleQuality.AREA, ScaleFit.STRETCH);
        final VideoFormat target = scaler == null ? full : scaler.target();
        step.set(ladder.step());
        changes.increment();
        if (!target.equals(out.format())) {
            out.formatChange(target);
        }
    }
}
