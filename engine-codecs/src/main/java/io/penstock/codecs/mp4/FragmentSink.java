package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** A track of a fragmented file as a stage. */
final class FragmentSink implements Sink {
    /** Sound this far from where it should be is a gap; less is jitter of the clock. */
    private static final long AUDIO_SLACK_NS = 60_000_000L;

    private final FragmentedTrack track;
    private final StageSpec spec;
    private StageContext context;
    private Counter dropped;
    private byte[] flat = {};
    private boolean started;
    private long expectedNs;
    private boolean closed;

    FragmentSink(final FragmentedTrack track) {
        this.track = track;
        spec = StageSpec.sink("fmp4", EncodedSpec.of(track.config.format.codec())).ticking().build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        dropped = context.counter("dropped.unrecordable");
        track.format((EncodedFormat) context.inputFormat(0));
    }

    @Override
    public void onFrame(final Frame in) {
        final byte[] a;
        final int from;
        if (in.hasArray()) {
            a = in.array();
            from = in.arrayOffset();
        } else {
            if (flat.length < in.length()) {
                flat = new byte[in.length()];
            }
            in.buffer().getBytes(0, flat, 0, in.length());
            a = flat;
            from = 0;
        }
        boolean written = false;
        if (!in.has(FrameFlags.GAP)) {
            try {
                final long now = context.clock().nanoTime();
                written = track.write(a, from, in.length(), timeNs(in), in.durationNs(), in.has(FrameFlags.KEYFRAME), now);
                wake(now);
            } catch (final CodecException e) {
                dropped.increment();
                throw e;
            }
        }
        if (!written) {
            dropped.increment();
        }
    }

    /** Sound follows on sound, unless it is clearly elsewhere. */
    private long timeNs(final Frame in) {
        if (track.config.isVideo()) {
            return in.ptsNs();
        }
        final long time = started && Math.abs(in.ptsNs() - expectedNs) < AUDIO_SLACK_NS ? expectedNs : in.ptsNs();
        started = true;
        expectedNs = time + (in.durationNs() > 0 ? in.durationNs() : track.config.format.frameNs());
        return time;
    }

    private void wake(final long now) {
        final long due = track.recorder.tick(now);
        if (due != Long.MAX_VALUE) {
            context.wakeAtNs(due);
        }
    }

    @Override
    public int onTick(final long nowNs) {
        final long due = track.recorder.tick(nowNs);
        if (due != Long.MAX_VALUE) {
            context.wakeAtNs(due);
            return due > nowNs ? 0 : 1;
        }
        return 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            track.recorder.sinkClosed();
        }
    }
}
