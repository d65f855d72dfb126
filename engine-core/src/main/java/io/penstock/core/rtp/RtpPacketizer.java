package io.penstock.core.rtp;

import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.event.Event;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.AudioLevel;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.Random;
import java.util.function.Function;

/**
 * Cuts encoded frames into RTP packets, by the payload format of the codec.
 *
 * <p>Out come frames that are packets as they go over the wire: {@link Frame#sequence()} is the running sequence number,
 * {@link Frame#streamId()} the SSRC, {@link Frame#rtpTimestamp()} the timestamp; times and flags are those of the frame cut, with
 * {@link FrameFlags#END_OF_ACCESS_UNIT} on its last packet only. The timestamp follows {@link Frame#ptsNs()} by the clock rate. The marker
 * is set on the last packet of a picture and on the first packet of sound after silence. Sound that carries its level
 * ({@link AudioLevel}) tells it in a header extension where {@link RtpSettings#audioLevel} says so.
 *
 * <p>Counters: {@code packets}, {@code payloadBytes}, {@code errors.payload} (frames that the payload format refused),
 * {@code dropped.oversized} (frames that need more than the most packets; the rest of such a picture is not sent, and a key frame asked for),
 * {@code dropped.empty}.
 */
public final class RtpPacketizer implements Transform {
    /** Extension header, one element of one byte, padding. */
    private static final int LEVEL_BYTES = 8;

    private final RtpSettings settings;
    private final Function<CodecId, PayloadFormat> formats;
    private final StageSpec spec;

    private PayloadFormat.Packetizer packetizer;
    private EncodedFormat input;
    private int clockRateHz;
    private int payloadType;
    private boolean video;
    private boolean levels;
    private final int ssrc;
    private long sequence;
    private int timestampBase;
    private long firstPtsNs;
    private boolean started;
    private boolean silence = true;

    private StageContext context;
    private Counter packets;
    private Counter payloadBytes;
    private Counter payloadErrors;
    private Counter oversized;
    private Counter empty;

    /**
     * Creates a packetizer.
     *
     * @param settings adjustable settings.
     * @param codec    the one codec that is taken; null = any that there is a payload format for.
     * @param formats  payload format of a codec; throws {@link ConfigurationException} when there is none. Pure.
     */
    public RtpPacketizer(final RtpSettings settings, final CodecId codec, final Function<CodecId, PayloadFormat> formats) {
        this.settings = settings;
        this.formats = formats;
        final Random random = new Random(settings.seed());
        final int randomSsrc = random.nextInt();
        final int randomSequence = random.nextInt(0x8000); // RFC 3550, 5.1: random; the lower half leaves SRTP's roll-over counter at rest
        final int randomTimestamp = random.nextInt();
        ssrc = settings.ssrc().orElse(randomSsrc);
        sequence = settings.initialSequence().orElse(randomSequence);
        timestampBase = settings.initialTimestamp().orElse(randomTimestamp);
        spec = StageSpec.transform("rtp", codec == null ? EncodedSpec.of() : EncodedSpec.of(codec), this::packetsOf)
            .maxOutputsPerInput(settings.maxPackets(codec == null ? MediaKind.VIDEO : codec.kind()))
            .maxOutputBytes(settings.mtu()).build();
    }

    /**
     * A packetizer for one codec, with payload formats from the class path.
     *
     * @param codec       the codec.
     * @param payloadType 0–127.
     * @return the stage.
     * @throws ConfigurationException if there is no payload format for the codec.
     */
    public static RtpPacketizer of(final CodecId codec, final int payloadType) {
        return of(codec, RtpSettings.defaults().payloadType(payloadType));
    }

    /**
     * A packetizer for one codec, with payload formats from the class path.
     *
     * @param codec    the codec.
     * @param settings adjustable settings.
     * @return the stage.
     * @throws ConfigurationException if there is no payload format for the codec.
     */
    public static RtpPacketizer of(final CodecId codec, final RtpSettings settings) {
        final PayloadFormat format = Providers.of(RtpPacketizer.class.getClassLoader()).payloadFormat(codec);
        return new RtpPacketizer(settings, codec, any -> format);
    }

    /**
     * A packetizer for one codec.
     *
     * @param format   its payload format.
     * @param settings adjustable settings.
     * @return the stage.
     */
    public static RtpPacketizer of(final PayloadFormat format, final RtpSettings settings) {
        return new RtpPacketizer(settings, format.codec(), any -> format);
    }

    /**
     * A packetizer for whatever codec comes in, with that codec's usual payload type.
     *
     * @return the stage.
     */
    public static RtpPacketizer auto() {
        return auto(RtpSettings.defaults());
    }

    /**
     * A packetizer for whatever codec comes in.
     *
     * @param settings adjustable settings.
     * @return the stage.
     */
    public static RtpPacketizer auto(final RtpSettings settings) {
        final Providers providers = Providers.of(RtpPacketizer.class.getClassLoader());
        return new RtpPacketizer(settings, null, providers::payloadFormat);
    }

    private FormatSpec packetsOf(final Format format) {
        final EncodedFormat encoded = (EncodedFormat) format;
        final PayloadFormat payload = formats.apply(encoded.codec());
        return PacketSpec.exactly(new PacketFormat(PacketFormat.Protocol.RTP, encoded,
            settings.payloadType().orElse(payload.defaultPayloadType()), payload.clockRateHz(encoded.media()), settings.mtu()));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    /**
     * Synchronisation source of the packets.
     *
     * @return the SSRC, known from the start.
     */
    public int ssrc() {
        return ssrc;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        packets = context.counter("packets");
        payloadBytes = context.counter("payloadBytes");
        payloadErrors = context.counter("errors.payload");
        oversized = context.counter("dropped.oversized");
        empty = context.counter("dropped.empty");
        open((EncodedFormat) context.inputFormat(0), (PacketFormat) context.outputFormat(0));
    }

    private void open(final EncodedFormat encoded, final PacketFormat out) {
        input = encoded;
        video = encoded.kind() == MediaKind.VIDEO;
        clockRateHz = out.clockRateHz();
        payloadType = out.payloadType();
        levels = !video && settings.levelExtension() > 0;
        packetizer = formats.apply(encoded.codec()).packetizer(settings.mtu() - RtpHeaderFlyweight.FIXED_HEADER_LENGTH
            - (levels ? LEVEL_BYTES : 0));
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (in.length() == 0 || in.has(FrameFlags.GAP)) {
            silence = true;
            empty.increment();
            return;
        }
        if (!started) {
            started = true;
            firstPtsNs = in.ptsNs();
        }
        silence |= in.has(FrameFlags.DISCONTINUITY);
        final int timestamp = timestampBase + (int) Timebase.nsToUnits(in.ptsNs() - firstPtsNs, clockRateHz);
        try {
            packetizer.begin(in.array(), in.arrayOffset(), in.length());
            cut(in, timestamp, out);
        } catch (final CodecException e) {
            payloadErrors.increment();
        }
    }

    private void cut(final Frame in, final int timestamp, final Output out) {
        int room = spec.maxOutputsPerInput();
        final int flags = in.flags() & ~FrameFlags.END_OF_ACCESS_UNIT;
        final boolean level = levels && AudioLevel.isTag(in.userTag());
        final int headerBytes = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + (level ? LEVEL_BYTES : 0);
        boolean last = false;
        while (!last) {
            if (room-- == 0) {
                oversized.increment();
                context.sendUpstream(0, Event.KeyframeRequest.ALL);
                return;
            }
            final MutableFrame packet = out.claim(settings.mtu());
            final byte[] array = packet.array();
            final int at = packet.arrayOffset();
            int bytes;
            try {
                bytes = packetizer.next(array, at + headerBytes);
            } catch (final CodecException e) {
                out.abort(packet);
                throw e;
            }
            if (bytes == 0) {
                out.abort(packet);
                return;
            }
            last = packetizer.isLast();
            final boolean marker = video ? last : silence;
            silence = false;
            RtpHeaderFlyweight.writeFixedHeader(array, at, marker, payloadType, (int) sequence, timestamp, ssrc);
            if (level) {
                writeLevel(array, at, AudioLevel.wire(in.userTag()));
            }
            packet.length(headerBytes + bytes);
            packet.flags(last ? flags | FrameFlags.END_OF_ACCESS_UNIT : flags).sequence(sequence++).streamId(ssrc).rtpTimestamp(timestamp);
            packets.increment();
            payloadBytes.add(bytes);
            out.commit(packet);
        }
    }

    private void writeLevel(final byte[] array, final int at, final int level) {
        final int extension = at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        array[at] |= 0x10; // X: an extension follows
        NetworkOrder.put16(array, extension, RtpExtensions.ONE_BYTE_PROFILE);
        NetworkOrder.put16(array, extension + 2, 1);
        array[extension + 4] = (byte) (settings.levelExtension() << 4);
        array[extension + 5] = (byte) level;
        NetworkOrder.put16(array, extension + 6, 0);
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        silence = true;
        return false;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        silence = true;
        return false;
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        final EncodedFormat encoded = (EncodedFormat) format;
        final PacketFormat packetFormat = (PacketFormat) packetsOf(format).first().orElseThrow();
        if (!encoded.codec().equals(input.codec())) {
            throw new ConfigurationException("rtp: the codec changed from " + input.codec() + " to " + encoded.codec()
                + " within a stream; use a stream for each");
        }
        open(encoded, packetFormat);
        out.formatChange(packetFormat);
        return true;
    }
}
