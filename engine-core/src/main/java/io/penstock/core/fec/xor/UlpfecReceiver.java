package io.penstock.core.fec.xor;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Takes packets of pictures out of RED (RFC 2198) and restores lost ones from ULPFEC (RFC 5109, first level), as browsers and GStreamer send
 * both: in one source with one row of sequence numbers. In the place of repair packets empty ones of the picture that follows come out, so that
 * nobody takes them for lost. Packets outside RED are taken as well.
 *
 * <p>Where lost packets are sent again as RTX, tell the session of the payload type of RED (the format of what arrives), for that is what comes
 * again. What comes out has the payload type of the media.
 *
 * <p>Counters: {@code packets} (media), {@code repairs} (packets that came), {@code restored}, {@code unused} (repairs that nothing was missing
 * for), {@code dropped.repair} (malformed, or of long ago), {@code errors.restored} (what was restored is no packet), {@code errors.red}
 * (blocks that do not fit their packet), {@code errors.malformed}.
 */
public final class UlpfecReceiver implements Transform {
    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_PLACES_AT_ONCE = 48;
    private static final int MORE_BIT = 0x80;
    private static final int BLOCK_HEADER_BYTES = 4;

    private final int redType;
    private final int fecType;
    private final int mediaType;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final XorDecoder decoder = new XorDecoder();
    private final RepairPlaces places = new RepairPlaces();
    private int placesLeft;
    private Counter packets;
    private Counter repairs;
    private Counter restored;
    private Counter unused;
    private Counter refused;
    private Counter badSymbols;
    private Counter badRed;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param redType   of RED, agreed, 0–127.
     * @param fecType   of repair packets, in RED or outside, agreed, 0–127.
     * @param mediaType of the media inside, agreed, 0–127.
     */
    public UlpfecReceiver(final int redType, final int fecType, final int mediaType) {
        this.redType = FlexFecSender.type(redType);
        this.fecType = FlexFecSender.type(fecType);
        this.mediaType = FlexFecSender.type(mediaType);
        spec = StageSpec.transform("ulpfec-receiver", PacketSpec.rtp(), this::media)
            .maxOutputsPerInput(1 + MOST_AT_ONCE + MOST_PLACES_AT_ONCE).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    private FormatSpec media(final Format format) {
        return FormatSpec.of(withType((PacketFormat) format, mediaType));
    }

    static PacketFormat withType(final PacketFormat format, final int payloadType) {
        return new PacketFormat(format.protocol(), format.payload(), payloadType, format.clockRateHz(), format.maxPacketBytes());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        repairs = context.counter("repairs");
        restored = context.counter("restored");
        unused = context.counter("unused");
        refused = context.counter("dropped.repair");
        badSymbols = context.counter("errors.restored");
        badRed = context.counter("errors.red");
        malformed = context.counter("errors.malformed");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final byte[] array = in.array();
        final int at = in.arrayOffset();
        if (RtpHeaderFlyweight.isRtcp(array, at, in.length())) {
            out.forward(in);
            return;
        }
        if (!header.parse(array, at, in.length())) {
            malformed.increment();
            return;
        }
        placesLeft = MOST_PLACES_AT_ONCE;
        final int type = header.payloadType();
        if (type == redType) {
            red(in, out);
        } else if (type == fecType) {
            repair(in, header.payloadOffset(), out);
        } else {
            out.forward(in);
            arrived(array, at, in.length());
            places(header.sequence(), in, out);
        }
        for (int i = 0; i < MOST_AT_ONCE && decoder.restore(); i++) {
            emit(in, out);
        }
        badSymbols.add(decoder.takeBad());
    }

    /** The last block is the packet itself; what stands before repeats what has come, or could come otherwise. */
    private void red(final Frame in, final Output out) {
        final byte[] array = in.array();
        final int end = header.payloadOffset() + header.payloadLength();
        int at = header.payloadOffset();
        int repeated = 0;
        while (at + BLOCK_HEADER_BYTES <= end && (array[at] & MORE_BIT) != 0) {
            repeated += (array[at + 2] & 3) << 8 | array[at + 3] & 0xFF;
            at += BLOCK_HEADER_BYTES;
        }
        final int payload = at + 1 + repeated;
        if (at >= end || (array[at] & MORE_BIT) != 0 || payload > end) {
            badRed.increment();
            return;
        }
        final int type = array[at] & 0x7F;
        if (type == fecType) {
            repair(in, payload, out);
        } else if (type == redType) {
            badRed.increment();
        } else {
            unwrap(in, type, payload, out);
        }
    }

    private void unwrap(final Frame in, final int type, final int payload, final Output out) {
        final int head = header.payloadOffset() - in.arrayOffset();
        final int rest = in.arrayOffset() + in.length() - payload;
        if (head + rest > out.maxLength()) {
            malformed.increment();
            return;
        }
        final MutableFrame packet = out.claim(head + rest);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        System.arraycopy(in.array(), in.arrayOffset(), to, at, head);
        to[at + 1] = (byte) (to[at + 1] & 0x80 | type);
        System.arraycopy(in.array(), payload, to, at + head, rest);
        packet.length(head + rest).ptsNs(in.ptsNs()).captureNs(in.captureNs()).durationNs(0).flags(in.flags())
            .layers(in.temporalLayer(), in.spatialLayer()).sequence(header.sequence()).streamId(header.ssrc())
            .rtpTimestamp(header.timestamp()).userTag(0);
        arrived(to, at, head + rest);
        out.commit(packet);
        places(header.sequence(), in, out);
    }

    private void arrived(final byte[] array, final int at, final int length) {
        packets.increment();
        if (!decoder.media(array, at, length, header.ssrc(), header.sequence())) {
            places.clear();
        }
        places.media(header.sequence(), header.timestamp());
    }

    private void repair(final Frame in, final int payload, final Output out) {
        repairs.increment();
        final int end = header.payloadOffset() + header.payloadLength();
        if (!decoder.isOf(header.ssrc())) {
            refused.increment();
            return;
        }
        places.repair(header.sequence());
        places(header.sequence(), in, out);
        final Repair repair = decoder.slot();
        repair.ssrc = header.ssrc();
        final XorDecoder.Admission admission = UlpfecFormat.read(in.array(), payload, end - payload, repair) ? decoder.admit(repair)
            : XorDecoder.Admission.REFUSED;
        unused.add(admission == XorDecoder.Admission.UNUSED ? 1 : 0);
        refused.add(admission == XorDecoder.Admission.REFUSED ? 1 : 0);
    }

    private void places(final int around, final Frame last, final Output out) {
        int sequence = places.take(around);
        while (sequence >= 0 && placesLeft-- > 0) {
            final MutableFrame packet = out.claim(RtpHeaderFlyweight.FIXED_HEADER_LENGTH);
            final int timestamp = places.timestamp(sequence);
            RtpHeaderFlyweight.writeFixedHeader(packet.array(), packet.arrayOffset(), false, mediaType, sequence, timestamp, decoder.ssrc());
            packet.length(RtpHeaderFlyweight.FIXED_HEADER_LENGTH).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0)
                .layers(0, 0).sequence(sequence).streamId(decoder.ssrc()).rtpTimestamp(timestamp).userTag(0);
            out.commit(packet);
            sequence = places.take(sequence);
        }
    }

    private void emit(final Frame last, final Output out) {
        final int length = decoder.length();
        header.parse(decoder.packet(), 0, length);
        final int type = header.payloadType();
        if (length > out.maxLength() || type == fecType || type == redType) {
            badSymbols.increment();
            return;
        }
        final MutableFrame packet = out.claim(length);
        System.arraycopy(decoder.packet(), 0, packet.array(), packet.arrayOffset(), length);
        packet.length(length).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0).layers(0, 0)
            .sequence(header.sequence()).streamId(header.ssrc()).rtpTimestamp(header.timestamp()).userTag(0);
        restored.increment();
        places.media(header.sequence(), header.timestamp());
        out.commit(packet);
        places(header.sequence(), last, out);
    }

    @Override
    public void onFlush() {
        decoder.clear();
        places.clear();
    }

    @Override
    public void onEndOfStream(final Output out) {
        onFlush();
    }
}
