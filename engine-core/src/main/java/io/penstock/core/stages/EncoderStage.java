package io.penstock.core.stages;

import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import io.penstock.spi.LossControl;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

import java.util.Objects;

/**
 * Raw media in, encoded media out: any {@link Encoder} as a stage.
 *
 * <p>An encoder writes bytes; this does the rest, the same for every codec:
 * <ul>
 * <li>Times, sequence, stream and capture time are those of the frame that went in; an unknown duration becomes the format's.
 * <li>Key frames come every {@link CodecSpec#keyIntervalFrames()} frames, and on {@link Event.KeyframeRequest}: with the next frame, but not
 *     within {@value #MIN_KEYFRAME_DISTANCE_MS} ms of the last one, so that many receivers, or one that floods, cannot eat the rate.
 * <li>{@link Event.BitrateTarget} and {@link Event.QosReport} reach encoders that can be steered, also the one made after a format change;
 *     what an encoder cannot use travels on upstream, and so does the rate, for a stage that makes pictures smaller or fewer.
 * <li>A new picture size or sample rate makes a new encoder; what was inside the old one comes out first.
 * <li>A {@link CodecException} is counted and costs the frame; {@value #MAX_FAILURES_IN_A_ROW} in a row, or anything else that an encoder
 *     throws, is for the graph's supervision.
 * </ul>
 *
 * <p>Counters: {@code bytesIn}, {@code bytesOut}, {@code keyframes}, {@code keyframeRequests}, {@code skipped} (nothing to send: DTX, rate
 * control, look-ahead), {@code errors.codec}, {@code errors.length} (raw pictures of a wrong size).
 */
public final class EncoderStage implements Transform {
    /** Least time between two key frames made on request; WebRTC uses 300 ms. */
    static final int MIN_KEYFRAME_DISTANCE_MS = 250;
    /** Every frame failing for seconds is not damage but a defect. */
    static final int MAX_FAILURES_IN_A_ROW = 100;

    private static final int ENCODERS_OWN_FLAGS = FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE | FrameFlags.END_OF_ACCESS_UNIT | FrameFlags.GAP;

    private final CodecSpec codec;
    private final CodecProvider provider;
    private final CodecTraits traits;
    private final StageSpec spec;

    private StageContext context;
    private Encoder encoder;
    private KeyframeControl keyframes;
    private Format input;
    private Counter bytesIn;
    private Counter bytesOut;
    private Counter keyframesMade;
    private Counter keyframeRequests;
    private Counter skipped;
    private Counter codecErrors;
    private Counter lengthErrors;

    private boolean keyframeWanted;
    private boolean anyKeyframe;
    private long lastKeyframePtsNs;
    private int framesSinceKeyframe;
    private int failuresInARow;
    private int bitrate;
    private int lossPermille = -1;
    private long nextPtsNs;
    private long captureNs;
    private long sequence;
    private int streamId;

    /**
     * Wraps a codec.
     *
     * @param codec    codec and settings, direction {@link CodecSpec.Direction#ENCODE}.
     * @param provider makes the encoder when the stage starts.
     * @throws ConfigurationException if the spec is for a decoder, or a setting is out of range.
     */
    public EncoderStage(final CodecSpec codec, final CodecProvider provider) {
        this.codec = codec;
        this.provider = provider;
        if (codec.direction() != CodecSpec.Direction.ENCODE) {
            throw new ConfigurationException(codec + " is no encoder: make a DecoderStage of it");
        }
        traits = provider.traits(codec);
        final StageSpec.Builder builder = StageSpec.transform(codec.codec() + "-encoder", traits.input(), traits.output())
            .latency(traits.latency()).maxOutputsPerInput(traits.maxOutputsPerInput());
        spec = (traits.heavy() ? builder.heavy() : builder).build();
    }

    /**
     * Wraps a codec of whichever provider is there.
     *
     * @param codec     codec and settings.
     * @param providers what the host's class loader sees.
     * @return the stage.
     * @throws ConfigurationException if there is no such encoder, or a setting is out of range.
     */
    public static EncoderStage of(final CodecSpec codec, final Providers providers) {
        return new EncoderStage(codec, providers.codec(codec));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        bytesIn = context.counter("bytesIn");
        bytesOut = context.counter("bytesOut");
        keyframesMade = context.counter("keyframes");
        keyframeRequests = context.counter("keyframeRequests");
        skipped = context.counter("skipped");
        codecErrors = context.counter("errors.codec");
        lengthErrors = context.counter("errors.length");
        open(context.inputFormat(0), (EncodedFormat) context.outputFormat(0));
    }

    private void open(final Format raw, final EncodedFormat encoded) {
        encoder = Objects.requireNonNull(provider.encoder(codec, raw, encoded), () -> provider.name() + " made no " + codec);
        input = raw;
        keyframes = encoder instanceof KeyframeControl control ? control : null;
        if (bitrate > 0 && encoder instanceof BitrateControl control) {
            control.bitrate(bitrate);
        }
        if (lossPermille >= 0 && encoder instanceof LossControl control) {
            control.expectedLoss(lossPermille);
        }
        framesSinceKeyframe = 0;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() == 0) {
            skipped.increment();
            return;
        }
        if (input instanceof VideoFormat && in.length() != input.frameBytes()) {
            lengthErrors.increment();
            return;
        }
        remember(in);
        askForDueKeyframe(in.ptsNs());
        final MutableFrame frame = out.claim(out.maxLength());
        frame.clear(ENCODERS_OWN_FLAGS).layers(0, 0);
        if (frame.durationNs() == 0) {
            frame.durationNs((int) Math.min(Integer.MAX_VALUE, input.frameNs()));
        }
        final boolean filled;
        try {
            filled = encoder.encode(in, frame);
        } catch (final CodecException e) {
            out.abort(frame);
            failed(e);
            return;
        }
        failuresInARow = 0;
        bytesIn.add(in.length());
        if (filled) {
            send(frame, out);
        } else {
            out.abort(frame);
            skipped.increment();
        }
    }

    private void remember(final Frame in) {
        nextPtsNs = in.ptsNs() + (in.durationNs() > 0 ? in.durationNs() : input.frameNs());
        captureNs = in.captureNs();
        sequence = in.sequence();
        streamId = in.streamId();
    }

    private void askForDueKeyframe(final long ptsNs) {
        if (keyframes == null) {
            return;
        }
        final int interval = codec.keyIntervalFrames();
        final boolean due = interval > 0 && framesSinceKeyframe >= interval;
        final boolean wanted = keyframeWanted
            && (!anyKeyframe || Math.abs(ptsNs - lastKeyframePtsNs) >= MIN_KEYFRAME_DISTANCE_MS * 1_000_000L);
        if (due || wanted) {
            keyframes.requestKeyframe();
        }
    }

    private void send(final MutableFrame frame, final Output out) {
        if (frame.has(FrameFlags.KEYFRAME)) {
            keyframesMade.increment();
            lastKeyframePtsNs = frame.ptsNs();
            anyKeyframe = true;
            keyframeWanted = false;
            framesSinceKeyframe = 0;
        }
        framesSinceKeyframe++;
        bytesOut.add(frame.length());
        out.commit(frame);
    }

    private void failed(final CodecException e) {
        codecErrors.increment();
        if (++failuresInARow >= MAX_FAILURES_IN_A_ROW) {
            failuresInARow = 0;
            throw e;
        }
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        drain(out);
        final EncodedFormat before = (EncodedFormat) out.format();
        final EncodedFormat after = encodedAs(format, before, out.maxLength());
        encoder.close();
        open(format, after);
        if (!after.equals(before)) {
            out.formatChange(after);
        }
        return true;
    }

    private EncodedFormat encodedAs(final Format raw, final EncodedFormat before, final int slotBytes) {
        final FormatSpec possible = traits.output().apply(raw);
        final EncodedFormat sameBound = new EncodedFormat(before.codec(), raw, before.maxFrameBytes());
        if (possible.accepts(sameBound)) {
            return sameBound;
        }
        final EncodedFormat first = (EncodedFormat) possible.first().orElseThrow(() -> new ConfigurationException(codec + " takes no "
            + raw.describe() + "; it takes " + traits.input().describe()));
        // What does not fit the pool's slots cannot be sent; the encoder is told and has to keep below.
        return first.maxFrameBytes() <= slotBytes ? first : new EncodedFormat(first.codec(), first.media(), slotBytes);
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        if (event instanceof Event.KeyframeRequest) {
            if (codec.codec().kind() == MediaKind.VIDEO) {
                keyframeRequests.increment();
                keyframeWanted = true;
            }
            return true;
        }
        if (event instanceof Event.BitrateTarget target && encoder instanceof BitrateControl control) {
            bitrate = Math.max(1, target.bitsPerSecond());
            control.bitrate(bitrate);
            context.sendUpstream(0, target);
            return true;
        }
        if (event instanceof Event.QosReport report && encoder instanceof LossControl control) {
            lossPermille = Math.max(0, Math.min(1000, report.lossPermille()));
            control.expectedLoss(lossPermille);
            return true;
        }
        return false;
    }

    @Override
    public void onFlush() {
        encoder.reset();
        failuresInARow = 0;
    }

    @Override
    public void onEndOfStream(final Output out) {
        drain(out);
    }

    /** What comes out now continues in time; encoders that reorder know better and set the time themselves. */
    private void drain(final Output out) {
        for (int i = 0; i < spec.maxOutputsPerInput(); i++) {
            final MutableFrame frame = out.claim(out.maxLength());
            frame.ptsNs(nextPtsNs).captureNs(captureNs).durationNs((int) Math.min(Integer.MAX_VALUE, input.frameNs()))
                .sequence(++sequence).streamId(streamId);
            boolean filled = false;
            try {
                filled = encoder.drain(frame);
            } catch (final CodecException e) {
                codecErrors.increment();
            }
            if (!filled) {
                out.abort(frame);
                return;
            }
            nextPtsNs += input.frameNs();
            send(frame, out);
        }
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }
}
