package io.penstock.core.fec.xor;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Adds ULPFEC (RFC 5109) to the packets of pictures in the way of browsers and GStreamer: media and repair packets share one source and its
 * sequence numbers, and each is wrapped in RED (RFC 2198) with one block. So what passes is a copy with other sequence numbers: stand before
 * {@code RtpSession.sender()}, which then sends these again, and keep everything else behind this stage.
 *
 * <p>Repairs stand behind the last packet of each access unit, as many as the {@link ProtectionTarget} asks for. Without an agreed RED
 * ({@link #bare}) packets go as they are.
 *
 * <p>Counters: {@code packets} (media), {@code blocks}, {@code repairs} (packets), {@code repairBytes}, {@code dropped.budget} (repairs not made
 * for the cap), {@code dropped.oversize} (media that RED does not leave room for), {@code errors.malformed}.
 */
public final class UlpfecSender implements Transform {
    private static final int BARE = -1;

    private final int redType;
    private final int fecType;
    private final ProtectionTarget target;
    private final ProtectedBlock block;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    /** Repair packets sent so far: what sequence numbers are ahead of the packetizer's. */
    private int ahead;
    private Counter packets;
    private Counter blocks;
    private Counter repairs;
    private Counter repairBytes;
    private Counter budget;
    private Counter oversize;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param redType of all packets, agreed ({@code a=rtpmap:… red/90000}), 0–127.
     * @param fecType of the repair packets in them, agreed ({@code a=rtpmap:… ulpfec/90000}), 0–127.
     * @param target  how much.
     */
    public UlpfecSender(final int redType, final int fecType, final ProtectionTarget target) {
        this(target, FlexFecSender.type(redType), FlexFecSender.type(fecType));
    }

    private UlpfecSender(final ProtectionTarget target, final int redType, final int fecType) {
        this.redType = redType;
        this.fecType = fecType;
        this.target = target;
        block = new ProtectedBlock(target, UlpfecFormat.MOST_PACKETS);
        spec = StageSpec.transform("ulpfec-sender", PacketSpec.rtp(), this::wrapped).framesHeld(UlpfecFormat.MOST_PACKETS)
            .maxOutputsPerInput(1 + ProtectedBlock.MOST_REPAIRS).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    /**
     * A stage that does not wrap packets.
     *
     * @param fecType of repair packets, agreed, 0–127.
     * @param target  how much.
     * @return the stage.
     */
    public static UlpfecSender bare(final int fecType, final ProtectionTarget target) {
        return new UlpfecSender(target, BARE, FlexFecSender.type(fecType));
    }

    private FormatSpec wrapped(final Format format) {
        return FormatSpec.of(redType == BARE ? format : UlpfecReceiver.withType((PacketFormat) format, redType));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        blocks = context.counter("blocks");
        repairs = context.counter("repairs");
        repairBytes = context.counter("repairBytes");
        budget = context.counter("dropped.budget");
        oversize = context.counter("dropped.oversize");
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
        if (in.length() + 1 > out.maxLength()) {
            oversize.increment();
            return;
        }
        packets.increment();
        final int sequence = header.sequence() + ahead & 0xFFFF;
        media(in, sequence, out);
        if (target.lossPermille() == 0) {
            block.clear();
            return;
        }
        block.add(in, header.ssrc(), sequence);
        if (in.has(FrameFlags.END_OF_ACCESS_UNIT) || block.isFull()) {
            protect(in, sequence, out);
            block.clear();
        }
    }

    private void media(final Frame in, final int sequence, final Output out) {
        final byte[] from = in.array();
        final int wrapper = redType == BARE ? 0 : 1;
        final int head = header.payloadOffset() - in.arrayOffset();
        final MutableFrame packet = out.claim(in.length() + wrapper);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        System.arraycopy(from, in.arrayOffset(), to, at, head);
        if (wrapper > 0) {
            to[at + 1] = (byte) (to[at + 1] & 0x80 | redType);
            to[at + head] = (byte) header.payloadType();
        }
        XorSymbol.put16(to, at + RtpHeaderFlyweight.SEQUENCE_FIELD_OFFSET, sequence);
        System.arraycopy(from, in.arrayOffset() + head, to, at + head + wrapper, in.length() - head);
        packet.length(in.length() + wrapper).ptsNs(in.ptsNs()).captureNs(in.captureNs()).durationNs(in.durationNs()).flags(in.flags())
            .layers(in.temporalLayer(), in.spatialLayer()).sequence(sequence).streamId(in.streamId()).rtpTimestamp(in.rtpTimestamp())
            .userTag(in.userTag());
        out.commit(packet);
    }

    private void protect(final Frame last, final int lastSequence, final Output out) {
        final int wanted = block.repairsWanted();
        final int headerBytes = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + (redType == BARE ? 0 : 1);
        blocks.add(wanted > 0 ? 1 : 0);
        for (int i = 0; i < wanted; i++) {
            final Repair repair = block.parity(i, wanted);
            final int bytes = headerBytes + UlpfecFormat.headerBytes(repair.mask) + repair.symbolBytes - XorSymbol.FIXED_BYTES;
            if (bytes > out.maxLength() || !block.spend(bytes)) {
                budget.add(wanted - i);
                return;
            }
            send(repair, bytes, last, lastSequence + 1 + i & 0xFFFF, out);
        }
    }

    private void send(final Repair repair, final int bytes, final Frame last, final int sequence, final Output out) {
        final MutableFrame packet = out.claim(bytes);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        RtpHeaderFlyweight.writeFixedHeader(to, at, false, redType == BARE ? fecType : redType, sequence, header.timestamp(), repair.ssrc);
        int payload = at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        if (redType != BARE) {
            to[payload++] = (byte) fecType;
        }
        UlpfecFormat.write(repair, to, payload);
        packet.length(bytes).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0)
            .layers(last.temporalLayer(), last.spatialLayer()).sequence(sequence).streamId(last.streamId())
            .rtpTimestamp(header.timestamp()).userTag(0);
        ahead = ahead + 1 & 0xFFFF;
        repairs.increment();
        repairBytes.add(bytes);
        out.commit(packet);
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        block.clear();
        return false;
    }

    @Override
    public void onFlush() {
        block.clear();
    }

    @Override
    public void onEndOfStream(final Output out) {
        block.clear();
    }

    @Override
    public void close() {
        block.clear();
    }
}
