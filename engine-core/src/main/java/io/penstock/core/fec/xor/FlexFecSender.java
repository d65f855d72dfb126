package io.penstock.core.fec.xor;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.ConfigurationException;
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
import java.util.SplittableRandom;

/**
 * Adds FlexFEC (RFC 8627, flexible mask) to the packets of pictures: behind the last packet of each access unit as many parities as its
 * {@link ProtectionTarget} asks for, with an SSRC and sequence numbers of their own. Stands behind the packetizer; media passes unchanged.
 * Between two Penstocks {@link io.penstock.core.fec.FecSender} restores more with as many bytes; this is for others.
 *
 * <p>Counters: {@code blocks}, {@code repairs} (packets), {@code repairBytes}, {@code dropped.budget} (repairs not made for the cap),
 * {@code errors.malformed}.
 */
public final class FlexFecSender implements Transform {
    private static final int CSRC_BYTES = 4;
    private static final int HEADER_BYTES = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + CSRC_BYTES;

    private final int payloadType;
    private final ProtectionTarget target;
    private final ProtectedBlock block;
    private final int ssrc;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private int sequence;
    private Counter blocks;
    private Counter repairs;
    private Counter repairBytes;
    private Counter budget;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of repair packets, agreed ({@code a=rtpmap:… flexfec/90000}), 0–127.
     * @param seed        makes their SSRC and first sequence number.
     * @param target      how much.
     */
    public FlexFecSender(final int payloadType, final long seed, final ProtectionTarget target) {
        this.payloadType = type(payloadType);
        this.target = target;
        block = new ProtectedBlock(target, FlexFecFormat.MOST_PACKETS);
        final SplittableRandom random = new SplittableRandom(seed);
        ssrc = random.nextInt() | 1;
        sequence = random.nextInt(1 << 15); // RFC 3550, 5.1: unpredictable, far from the wrap
        spec = StageSpec.same("flexfec-sender", PacketSpec.rtp()).framesHeld(FlexFecFormat.MOST_PACKETS)
            .maxOutputsPerInput(1 + ProtectedBlock.MOST_REPAIRS).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    static int type(final int payloadType) {
        if (payloadType < 0 || payloadType > 127) {
            throw new ConfigurationException("fec: payload type " + payloadType + "; accepted are 0–127");
        }
        return payloadType;
    }

    /**
     * Synchronisation source of the repair packets, for {@code a=ssrc-group:FEC-FR}.
     *
     * @return the SSRC, made from the seed.
     */
    public int ssrc() {
        return ssrc;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        blocks = context.counter("blocks");
        repairs = context.counter("repairs");
        repairBytes = context.counter("repairBytes");
        budget = context.counter("dropped.budget");
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
        out.forward(in);
        if (target.lossPermille() == 0) {
            block.clear();
            return;
        }
        block.add(in, header.ssrc(), header.sequence());
        if (in.has(FrameFlags.END_OF_ACCESS_UNIT) || block.isFull()) {
            protect(in, out);
            block.clear();
        }
    }

    private void protect(final Frame last, final Output out) {
        final int wanted = block.repairsWanted();
        blocks.add(wanted > 0 ? 1 : 0);
        for (int i = 0; i < wanted; i++) {
            final Repair repair = block.parity(i, wanted);
            final int bytes = HEADER_BYTES + FlexFecFormat.headerBytes(repair.mask) + repair.symbolBytes - XorSymbol.FIXED_BYTES;
            if (bytes > out.maxLength() || !block.spend(bytes)) {
                budget.add(wanted - i);
                return;
            }
            send(repair, bytes, last, out);
        }
    }

    private void send(final Repair repair, final int bytes, final Frame last, final Output out) {
        final MutableFrame packet = out.claim(bytes);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        RtpHeaderFlyweight.writeFixedHeader(to, at, false, payloadType, sequence, last.rtpTimestamp(), ssrc);
        to[at] |= 1;
        XorSymbol.put32(to, at + RtpHeaderFlyweight.CSRC_FIELD_OFFSET, repair.ssrc);
        FlexFecFormat.write(repair, to, at + HEADER_BYTES);
        packet.length(bytes).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0)
            .layers(last.temporalLayer(), last.spatialLayer()).sequence(sequence).streamId(ssrc).rtpTimestamp(last.rtpTimestamp()).userTag(0);
        sequence = sequence + 1 & 0xFFFF;
        repairs.increment();
        repairBytes.add(bytes);
        out.commit(packet);
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
