package io.penstock.core.stages;

import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.PixelLayout;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.LossRecovery;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Encoded media in, raw media out: any {@link Decoder} as a stage.
 *
 * <p><b>Pictures.</b> After a loss (a gap, a frame that is damaged or flagged as such, a discontinuity that is not followed by a key frame, a
 * decoder that says so) whatever comes before the next key frame is dropped, and a key frame is asked for: once, and again every
 * {@value KeyframeAsker#RETRY_MS} ms until one comes. The first picture after that is flagged {@code DISCONTINUITY}. A picture of another
 * size is announced by a format change; one that does not fit what was planned is dropped.
 *
 * <p><b>Sound.</b> Where the decoder implements {@link LossRecovery}, or there is a {@link LossConcealer} for those that do not, sound is made
 * in place of what was lost, at once: for a gap event (the first {@value #MAX_CONCEALED_FRAMES} frames of it, the rest travels on as a gap),
 * for an empty frame flagged {@code GAP}, and for a damaged one. It is flagged {@code GAP}. A frame flagged {@code GAP} that is not empty
 * carries the packet <i>after</i> the lost one (with the times of the lost one): sound is rebuilt from its redundancy, and the packet itself
 * comes again afterwards. Gaps travel on where nothing can be made.
 *
 * <p><b>Failures.</b> A {@link CodecException} is counted, never thrown: it is what damaged bytes lead to. Anything else that a decoder
 * throws is a defect and for the graph's supervision.
 *
 * <p>Counters: {@code bytesIn}, {@code bytesOut}, {@code keyframes}, {@code keyframeRequests}, {@code concealed} and {@code recovered}
 * (frames), {@code errors.codec}, {@code errors.format}, {@code dropped.waiting-keyframe}, {@code dropped.corrupt}.
 */
public final class DecoderStage implements Transform {
    /** Longer gaps are silence anyway: concealment fades out within some 60 ms. */
    static final int MAX_CONCEALED_FRAMES = 3;

    private static final int ENCODED_ONLY_FLAGS = FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE | FrameFlags.END_OF_ACCESS_UNIT;

    private final CodecSpec codec;
    private final CodecProvider provider;
    private final CodecTraits traits;
    private final StageSpec spec;
    private final boolean video;
    private final Supplier<LossConcealer> concealers;

    private Decoder decoder;
    private Concealment concealment;
    private KeyframeAsker asker;
    private Counter bytesIn;
    private Counter bytesOut;
    private Counter keyframes;
    private Counter concealed;
    private Counter recovered;
    private Counter codecErrors;
    private Counter formatErrors;
    private Counter droppedWaiting;
    private Counter droppedCorrupt;

    private boolean discontinuity;
    private boolean afterLoss;
    private long lastPtsNs;
    private long lastCaptureNs;
    private long lastSequence;
    private int lastStreamId;

    /**
     * Wraps a codec.
     *
     * @param codec    codec and settings, direction {@link CodecSpec.Direction#DECODE}.
     * @param provider makes the decoder when the stage starts.
     * @throws ConfigurationException if the spec is for an encoder, or a setting is out of range.
     */
    public DecoderStage(final CodecSpec codec, final CodecProvider provider) {
        this(codec, provider, null);
    }

    /**
     * Wraps a codec.
     *
     * @param codec      codec and settings, direction {@link CodecSpec.Direction#DECODE}.
     * @param provider   makes the decoder when the stage starts.
     * @param concealers makes what makes sound for losses if the decoder cannot; null = such losses stay gaps.
     * @throws ConfigurationException if the spec is for an encoder, or a setting is out of range.
     */
    public DecoderStage(final CodecSpec codec, final CodecProvider provider, final Supplier<LossConcealer> concealers) {
        this.codec = codec;
        this.concealers = concealers;
        this.provider = provider;
        if (codec.direction() != CodecSpec.Direction.DECODE) {
            throw new ConfigurationException(codec + " is no decoder: make an EncoderStage of it");
        }
        traits = provider.traits(codec);
        video = codec.codec().kind() == MediaKind.VIDEO;
        final StageSpec.Builder builder = StageSpec.transform(codec.codec() + "-decoder", traits.input(), traits.output())
            .latency(traits.latency())
            .maxOutputsPerInput(video ? traits.maxOutputsPerInput() : Math.max(MAX_CONCEALED_FRAMES, traits.maxOutputsPerInput()));
        if (video) {
            builder.ticking();
            if (codec.maxWidth() > 0 && codec.maxHeight() > 0) {
                builder.maxOutputBytes(PixelLayout.I420.frameBytes(codec.maxWidth(), codec.maxHeight()));
            }
        }
        spec = (traits.heavy() ? builder.heavy() : builder).build();
    }

    /**
     * Wraps a codec of whichever provider is there, with whichever {@link LossConcealer} is there.
     *
     * @param codec     codec and settings.
     * @param providers what the host's class loader sees.
     * @return the stage.
     * @throws ConfigurationException if there is no such decoder, or a setting is out of range.
     */
    public static DecoderStage of(final CodecSpec codec, final Providers providers) {
        return new DecoderStage(codec, providers.codec(codec), providers.lossConcealer().orElse(null));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        bytesIn = context.counter("bytesIn");
        bytesOut = context.counter("bytesOut");
        codecErrors = context.counter("errors.codec");
        formatErrors = context.counter("errors.format");
        droppedCorrupt = context.counter("dropped.corrupt");
        if (video) {
            keyframes = context.counter("keyframes");
            droppedWaiting = context.counter("dropped.waiting-keyframe");
            asker = new KeyframeAsker(context);
        } else {
            concealed = context.counter("concealed");
            recovered = context.counter("recovered");
        }
        open((EncodedFormat) context.inputFormat(0), context.outputFormat(0));
    }

    private void open(final EncodedFormat input, final Format output) {
        decoder = Objects.requireNonNull(provider.decoder(codec, input, output), () -> provider.name() + " made no " + codec);
        if (!video) {
            final boolean able = decoder instanceof LossRecovery;
            concealment = Concealment.of(decoder, (AudioFormat) output, able || concealers == null ? null : concealers.get());
        }
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        lastStreamId = in.streamId();
        if (video) {
            onPicture(in, out);
        } else {
            onSound(in, out);
        }
        lastPtsNs = in.ptsNs();
        lastCaptureNs = in.captureNs();
        lastSequence = in.sequence();
    }

    private void onPicture(final Frame in, final Output out) {
        if (in.length() == 0 || in.has(FrameFlags.GAP)) {
            lost();
            return;
        }
        if (in.has(FrameFlags.CORRUPT)) {
            droppedCorrupt.increment();
            lost();
            return;
        }
        if (in.has(FrameFlags.KEYFRAME)) {
            keyframes.increment();
        } else {
            if (discontinuity || in.has(FrameFlags.DISCONTINUITY)) {
                lost();
            }
            if (asker.isWaiting()) {
                droppedWaiting.increment();
                asker.ask(in.streamId());
                return;
            }
        }
        discontinuity = false;
        decodePicture(in, out);
    }

    private void decodePicture(final Frame in, final Output out) {
        final MutableFrame frame = out.claim(out.maxLength());
        final Decoder.Status status;
        try {
            status = decoder.decode(in, frame);
        } catch (final CodecException e) {
            out.abort(frame);
            codecErrors.increment();
            lost();
            return;
        }
        bytesIn.add(in.length());
        switch (status) {
            case FRAME -> {
                asker.satisfied();
                if (afterLoss) {
                    frame.set(FrameFlags.DISCONTINUITY);
                    afterLoss = false;
                }
                send(frame, out);
            }
            case NOTHING -> {
                asker.satisfied();
                out.abort(frame);
            }
            default -> {
                out.abort(frame);
                droppedWaiting.increment();
                lost();
            }
        }
    }

    private void lost() {
        afterLoss = true;
        asker.ask(lastStreamId);
    }

    private void onSound(final Frame in, final Output out) {
        final boolean lost = in.length() == 0 || in.has(FrameFlags.GAP) || in.has(FrameFlags.CORRUPT);
        if (in.has(FrameFlags.CORRUPT)) {
            droppedCorrupt.increment();
        }
        if (lost && concealment == null) {
            out.gap(in.ptsNs(), in.durationNs());
            return;
        }
        final MutableFrame frame = out.claim(out.maxLength());
        final boolean filled;
        try {
            filled = lost ? madeUp(in, frame, out) : decoder.decode(in, frame) == Decoder.Status.FRAME;
            bytesIn.add(lost ? 0 : in.length());
        } catch (final CodecException e) {
            codecErrors.increment();
            concealOrAbort(in, frame, out);
            return;
        }
        if (filled) {
            send(frame, out);
        } else {
            out.abort(frame);
        }
    }

    /** Sound for a packet that is lost (rebuilt from the one after it where that was sent along) or damaged. */
    private boolean madeUp(final Frame in, final MutableFrame frame, final Output out) {
        final int samples = samples(in, out);
        if (in.length() > 0 && in.has(FrameFlags.GAP) && !in.has(FrameFlags.CORRUPT) && concealment.recover(in, samples, frame)) {
            recovered.increment();
            frame.clear(FrameFlags.GAP);
            return true;
        }
        concealment.conceal(samples, frame);
        concealed.increment();
        frame.set(FrameFlags.GAP);
        return true;
    }

    private void concealOrAbort(final Frame in, final MutableFrame frame, final Output out) {
        if (concealment != null) {
            try {
                concealment.conceal(samples(in, out), frame);
                concealed.increment();
                frame.set(FrameFlags.GAP);
                send(frame, out);
                return;
            } catch (final CodecException e) {
                codecErrors.increment();
            }
        }
        out.abort(frame);
    }

    private static int samples(final Frame lost, final Output out) {
        final AudioFormat format = (AudioFormat) out.format();
        final long wanted = (long) lost.durationNs() * format.sampleRateHz() / 1_000_000_000L;
        return wanted > 0 && wanted <= format.frameSamples() ? (int) wanted : format.frameSamples();
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        if (video) {
            lost();
            return false;
        }
        if (concealment == null) {
            return false;
        }
        final AudioFormat format = (AudioFormat) out.format();
        final long frames = Math.max(1, (durationNs + format.frameNs() / 2) / format.frameNs());
        long atNs = ptsNs;
        for (int i = 0; i < Math.min(frames, MAX_CONCEALED_FRAMES); i++) {
            final MutableFrame frame = out.claim(out.maxLength());
            frame.ptsNs(atNs).captureNs(lastCaptureNs + (atNs - lastPtsNs)).sequence(lastSequence + 1 + i).streamId(lastStreamId)
                .flags(FrameFlags.GAP);
            try {
                concealment.conceal(format.frameSamples(), frame);
            } catch (final CodecException e) {
                out.abort(frame);
                codecErrors.increment();
                break;
            }
            concealed.increment();
            send(frame, out);
            atNs += format.frameNs();
        }
        final long leftNs = ptsNs + durationNs - atNs;
        if (leftNs > 0 && leftNs >= format.frameNs() / 2) {
            out.gap(atNs, leftNs);
        }
        return true;
    }

    private void send(final MutableFrame frame, final Output out) {
        final Format format = decoder.output();
        if (!format.equals(out.format()) && !announced(format, out)) {
            out.abort(frame);
            return;
        }
        if (concealment != null && !frame.has(FrameFlags.GAP)) {
            concealment.received(frame, format);
        }
        frame.clear(ENCODED_ONLY_FLAGS).layers(0, 0);
        if (format instanceof AudioFormat sound) {
            final int samples = frame.length() / (sound.channels() * sound.sampleType().bytes());
            frame.durationNs((int) (samples * 1_000_000_000L / sound.sampleRateHz()));
        } else if (frame.durationNs() == 0) {
            frame.durationNs((int) Math.min(Integer.MAX_VALUE, format.frameNs()));
        }
        bytesOut.add(frame.length());
        out.commit(frame);
    }

    /** Bytes from outside decide about sizes, so one that was not planned for is refused and must not end the graph. */
    private boolean announced(final Format format, final Output out) {
        try {
            out.formatChange(format);
            return true;
        } catch (final EngineException e) {
            formatErrors.increment();
            return false;
        }
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        discontinuity = true;
        return false;
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        drain(out);
        final FormatSpec possible = traits.output().apply(format);
        final Format output = possible.accepts(out.format()) ? out.format() : possible.first().orElseThrow(() ->
            new ConfigurationException(codec + " takes no " + format.describe() + "; it takes " + traits.input().describe()));
        decoder.close();
        open((EncodedFormat) format, output);
        return true;
    }

    @Override
    public int onTick(final long nowNs, final Output out) {
        return asker.tick(nowNs, lastStreamId) ? 1 : 0;
    }

    @Override
    public void onFlush() {
        decoder.reset();
        discontinuity = false;
        if (video) {
            asker.satisfied();
        }
        if (concealment != null) {
            concealment.reset();
        }
    }

    @Override
    public void onEndOfStream(final Output out) {
        drain(out);
        if (video) {
            asker.satisfied();
        }
    }

    /** What comes out now continues in time; decoders that reorder know better and set the time themselves. */
    private void drain(final Output out) {
        for (int i = 0; i < traits.maxOutputsPerInput(); i++) {
            final MutableFrame frame = out.claim(out.maxLength());
            lastPtsNs += out.format().frameNs();
            lastCaptureNs += out.format().frameNs();
            frame.ptsNs(lastPtsNs).captureNs(lastCaptureNs).sequence(++lastSequence).streamId(lastStreamId);
            boolean filled = false;
            try {
                filled = decoder.drain(frame);
            } catch (final CodecException e) {
                codecErrors.increment();
            }
            if (!filled) {
                out.abort(frame);
                return;
            }
            send(frame, out);
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
