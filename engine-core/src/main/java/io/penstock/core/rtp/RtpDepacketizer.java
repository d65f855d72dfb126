package io.penstock.core.rtp;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Puts encoded frames together from RTP packets that come in order: for recorders, files and links without loss. Over a network use a
 * jitter buffer ({@code io.penstock.core.jitter}), which does this as well.
 *
 * <p>Missing packets cost the frames they belong to: {@code discontinuity} goes downstream before the next whole frame, which also carries
 * {@link FrameFlags#DISCONTINUITY}. {@code ptsNs} is the time of the first packet's arrival moved on by RTP timestamps; {@code captureNs}
 * that of the last packet.
 *
 * <p>Counters: {@code packets}, {@code frames}, {@code lost} (packets), {@code errors.malformed}, {@code errors.payload},
 * {@code dropped.incomplete} (frames), {@code dropped.late}, {@code dropped.payload-type}.
 */
public final class RtpDepacketizer implements Transform {
    private final PayloadFormat payloadFormat;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final SequenceUnwrapper sequences = new SequenceUnwrapper();
    private TimestampUnwrapper timestamps;
    private PayloadFormat.Depacketizer depacketizer;
    private boolean video;
    private int payloadType;
    private byte[] unit;
    private int unitLength;
    private boolean open;
    private boolean broken;
    private boolean keyframe;
    private boolean discontinuity;
    private boolean started;
    private long nextSequence;
    private long unitUnits;
    private long unitCaptureNs;
    private long unitNumber;
    private long firstUnits;
    private long firstPtsNs;
    private int ssrc;

    private Counter packets;
    private Counter frames;
    private Counter lost;
    private Counter malformed;
    private Counter payloadErrors;
    private Counter incomplete;
    private Counter late;
    private Counter otherType;

    /**
     * Creates a depacketizer.
     *
     * @param payloadFormat how the frames travel.
     */
    public RtpDepacketizer(final PayloadFormat payloadFormat) {
        this.payloadFormat = payloadFormat;
        // Two: a frame without a marker ends when the next begins, which may be whole itself.
        spec = StageSpec.transform("rtp-depay", PacketSpec.rtp(payloadFormat.codec()), RtpDepacketizer::framesOf)
            .maxOutputsPerInput(2).build();
    }

    /**
     * A depacketizer with a payload format from the class path.
     *
     * @param codec what the packets carry.
     * @return the stage.
     * @throws ConfigurationException if there is no payload format for the codec.
     */
    public static RtpDepacketizer of(final io.penstock.format.CodecId codec) {
        return new RtpDepacketizer(Providers.of(RtpDepacketizer.class.getClassLoader()).payloadFormat(codec));
    }

    private static FormatSpec framesOf(final Format format) {
        return FormatSpec.of(((PacketFormat) format).payload());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        frames = context.counter("frames");
        lost = context.counter("lost");
        malformed = context.counter("errors.malformed");
        payloadErrors = context.counter("errors.payload");
        incomplete = context.counter("dropped.incomplete");
        late = context.counter("dropped.late");
        otherType = context.counter("dropped.payload-type");
        open((PacketFormat) context.inputFormat(0));
    }

    private void open(final PacketFormat format) {
        final EncodedFormat encoded = format.payload();
        video = encoded.kind() == MediaKind.VIDEO;
        payloadType = format.payloadType();
        timestamps = new TimestampUnwrapper(format.clockRateHz() > 0 ? format.clockRateHz() : payloadFormat.clockRateHz(encoded.media()));
        depacketizer = payloadFormat.depacketizer();
        unit = new byte[encoded.maxFrameBytes()];
        reset();
    }

    private void reset() {
        sequences.reset();
        timestamps.reset();
        started = false;
        open = false;
        broken = false;
        unitLength = 0;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (!header.parse(in.array(), in.arrayOffset(), in.length())) {
            malformed.increment();
            return;
        }
        if (payloadType >= 0 && header.payloadType() != payloadType) {
            otherType.increment();
            return;
        }
        if (started && header.ssrc() != ssrc) {
            finish(out);
            reset();
            discontinuity = true;
        }
        packets.increment();
        final long sequence = sequences.unwrap(header.sequence());
        if (!started) {
            start(in, sequence);
        }
        if (sequence < nextSequence) {
            late.increment();
            return;
        }
        final long units = timestamps.unwrap(header.timestamp());
        if (sequence > nextSequence) {
            lost.add(sequence - nextSequence);
            discontinuity = true;
            broken = true;
        }
        nextSequence = sequence + 1;
        if (open && units != unitUnits) {
            finish(out);
        }
        append(in, units, out);
    }

    private void start(final Frame in, final long sequence) {
        started = true;
        ssrc = header.ssrc();
        nextSequence = sequence;
        firstUnits = timestamps.unwrap(header.timestamp());
        firstPtsNs = in.ptsNs();
    }

    private void append(final Frame in, final long units, final Output out) {
        if (header.payloadLength() == 0) {
            return;
        }
        final boolean startsKeyframe = payloadFormat.startsKeyframe(header.array(), header.payloadOffset(), header.payloadLength());
        keyframe = startsKeyframe || open && keyframe;
        if (!open) {
            open = true;
            unitUnits = units;
            unitLength = 0;
            // What was lost may be the start of this frame; only one that opens a key frame is known to be whole.
            broken = broken && !keyframe;
            depacketizer.begin();
        }
        unitCaptureNs = in.captureNs();
        if (!broken) {
            try {
                unitLength += depacketizer.append(header.array(), header.payloadOffset(), header.payloadLength(), unit, unitLength,
                    unit.length);
            } catch (final CodecException e) {
                payloadErrors.increment();
                broken = true;
            }
        }
        if (!video || header.marker()) {
            finish(out);
        }
    }

    private void finish(final Output out) {
        if (!open) {
            return;
        }
        open = false;
        if (broken || !depacketizer.isComplete() || unitLength == 0) {
            incomplete.increment();
            discontinuity = true;
            broken = false;
            return;
        }
        final long ptsNs = firstPtsNs + Timebase.unitsToNs(unitUnits - firstUnits, timestamps.clockRateHz());
        if (discontinuity) {
            out.discontinuity(ptsNs);
        }
        final MutableFrame frame = out.claim(unitLength);
        System.arraycopy(unit, 0, frame.array(), frame.arrayOffset(), unitLength);
        frame.ptsNs(ptsNs).captureNs(unitCaptureNs).durationNs(video ? 0 : (int) out.format().frameNs()).sequence(unitNumber++).streamId(ssrc)
            .rtpTimestamp((int) unitUnits).layers(0, 0)
            .flags((keyframe ? FrameFlags.KEYFRAME : 0) | (discontinuity ? FrameFlags.DISCONTINUITY : 0));
        discontinuity = false;
        frames.increment();
        out.commit(frame);
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        finish(out);
        open((PacketFormat) format);
        out.formatChange(((PacketFormat) format).payload());
        return true;
    }

    @Override
    public void onFlush() {
        reset();
        discontinuity = true;
    }

    @Override
    public void onEndOfStream(final Output out) {
        finish(out);
    }
}
