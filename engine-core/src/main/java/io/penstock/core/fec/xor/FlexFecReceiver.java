package io.penstock.core.fec.xor;

import io.penstock.core.rtp.RtpHeaderFlyweight;
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
 * Restores lost packets from FlexFEC (RFC 8627: flexible masks, rows, columns, both at once, and retransmissions) that protects one source, as
 * soon as they can be. Media passes at once; repair packets end here. Stands before the jitter buffer, behind whatever restores
 * retransmissions.
 *
 * <p>Counters: {@code packets} (media), {@code repairs} (packets that came), {@code restored}, {@code retransmissions}, {@code unused} (repairs
 * that nothing was missing for), {@code dropped.repair} (malformed, of other or several sources, or of long ago), {@code errors.restored} (what
 * was restored is no packet), {@code errors.malformed}.
 */
public final class FlexFecReceiver implements Transform {
    private static final int MOST_AT_ONCE = 32;

    private final int payloadType;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final XorDecoder decoder = new XorDecoder();
    private Counter packets;
    private Counter repairs;
    private Counter restored;
    private Counter retransmissions;
    private Counter unused;
    private Counter refused;
    private Counter badSymbols;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of repair packets, agreed, 0–127.
     */
    public FlexFecReceiver(final int payloadType) {
        this.payloadType = FlexFecSender.type(payloadType);
        spec = StageSpec.same("flexfec-receiver", PacketSpec.rtp()).maxOutputsPerInput(1 + MOST_AT_ONCE)
            .maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
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
        retransmissions = context.counter("retransmissions");
        unused = context.counter("unused");
        refused = context.counter("dropped.repair");
        badSymbols = context.counter("errors.restored");
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
        if (header.payloadType() == payloadType) {
            repairs.increment();
            repair(in, out);
        } else {
            packets.increment();
            out.forward(in);
            decoder.media(array, at, in.length(), header.ssrc(), header.sequence());
        }
        for (int i = 0; i < MOST_AT_ONCE && decoder.restore(); i++) {
            emit(in, out);
        }
        badSymbols.add(decoder.takeBad());
    }

    private void repair(final Frame in, final Output out) {
        final Repair repair = decoder.slot();
        final FlexFecFormat.Kind kind = FlexFecFormat.read(in.array(), header.payloadOffset(), header.payloadLength(), repair);
        if (kind == FlexFecFormat.Kind.RETRANSMISSION) {
            again(in, out);
        } else if (kind == FlexFecFormat.Kind.MALFORMED || header.csrcCount() > 1) {
            refused.increment();
        } else {
            // Older senders name the source in the SDP only: there is but one here.
            repair.ssrc = header.csrcCount() == 1 ? header.csrc(0) : decoder.ssrc();
            final XorDecoder.Admission admission = decoder.admit(repair);
            unused.add(admission == XorDecoder.Admission.UNUSED ? 1 : 0);
            refused.add(admission == XorDecoder.Admission.REFUSED ? 1 : 0);
        }
    }

    /** The payload is the packet. */
    private void again(final Frame in, final Output out) {
        final int from = header.payloadOffset();
        final int length = header.payloadLength();
        if (!header.parse(in.array(), from, length) || !decoder.isOf(header.ssrc()) || header.payloadType() == payloadType) {
            refused.increment();
            return;
        }
        final MutableFrame packet = out.claim(length);
        System.arraycopy(in.array(), from, packet.array(), packet.arrayOffset(), length);
        describe(packet, length, in);
        retransmissions.increment();
        decoder.media(in.array(), from, length, header.ssrc(), header.sequence());
        out.commit(packet);
    }

    private void emit(final Frame last, final Output out) {
        final int length = decoder.length();
        header.parse(decoder.packet(), 0, length);
        if (length > out.maxLength() || header.payloadType() == payloadType) {
            badSymbols.increment();
            return;
        }
        final MutableFrame packet = out.claim(length);
        System.arraycopy(decoder.packet(), 0, packet.array(), packet.arrayOffset(), length);
        describe(packet, length, last);
        restored.increment();
        out.commit(packet);
    }

    private void describe(final MutableFrame packet, final int length, final Frame last) {
        packet.length(length).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0).layers(0, 0)
            .sequence(header.sequence()).streamId(header.ssrc()).rtpTimestamp(header.timestamp()).userTag(0);
    }

    @Override
    public void onFlush() {
        decoder.clear();
    }

    @Override
    public void onEndOfStream(final Output out) {
        decoder.clear();
    }
}
