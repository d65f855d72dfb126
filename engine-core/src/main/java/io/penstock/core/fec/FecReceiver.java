package io.penstock.core.fec;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.ConfigurationException;
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
 * Restores lost packets from the repair packets of {@link FecSender}, as soon as there are enough of both. Media passes at once; repair packets
 * end here. Stands before the jitter buffer, behind whatever restores retransmissions, which help as well.
 *
 * <p>Counters: {@code packets} (media), {@code repairs} (packets that came), {@code restored}, {@code blocks} (that needed it and were
 * restored), {@code unused} (repairs that nothing was missing for), {@code dropped.repair} (malformed, of other sources, or of long ago),
 * {@code errors.restored} (what was restored is no packet), {@code errors.malformed}.
 */
public final class FecReceiver implements Transform {
    private static final int MOST_AT_ONCE = 32;

    private final int payloadType;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final MediaMemory media = new MediaMemory();
    private final RepairBlocks blocks = new RepairBlocks(media);
    private final BlockSolver solver = new BlockSolver(MOST_AT_ONCE);
    private Counter packets;
    private Counter repairs;
    private Counter restored;
    private Counter restoredBlocks;
    private Counter unused;
    private Counter refused;
    private Counter badSymbols;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of repair packets, agreed, 0–127.
     */
    public FecReceiver(final int payloadType) {
        if (payloadType < 0 || payloadType > 127) {
            throw new ConfigurationException("fec: payload type " + payloadType + "; accepted are 0–127");
        }
        this.payloadType = payloadType;
        spec = StageSpec.same("fec-receiver", PacketSpec.rtp()).framesHeld(MediaMemory.PLACES + RepairBlocks.MOST_REPAIRS)
            .maxOutputsPerInput(1 + MOST_AT_ONCE).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
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
        restoredBlocks = context.counter("blocks");
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
        } else if (!header.parse(array, at, in.length())) {
            malformed.increment();
        } else if (header.payloadType() == payloadType) {
            repairs.increment();
            repair(in, out);
        } else {
            packets.increment();
            out.forward(in);
            media.add(in, header.ssrc(), header.sequence());
            tryBlock(blocks.of(header.ssrc(), header.sequence()), in, out);
        }
    }

    private void repair(final Frame in, final Output out) {
        final int payload = header.payloadOffset();
        final int symbolBytes = header.payloadLength() - BlockFormat.HEADER_BYTES;
        if (symbolBytes < BlockFormat.SYMBOL_FIXED_BYTES || symbolBytes > BlockFormat.LONGEST_SYMBOL) {
            refused.increment();
            return;
        }
        final byte[] array = in.array();
        final int first = BlockFormat.u16(array, payload);
        final int count = array[payload + 2] & 0xFF;
        final int index = array[payload + 3] & 0xFF;
        final int ssrc = BlockFormat.i32(array, payload + 4);
        if (count < 1 || count > BlockFormat.MOST_PACKETS || index >= BlockFormat.MOST_REPAIRS || !media.isNear(ssrc, first)) {
            refused.increment();
            return;
        }
        final RepairBlocks.Block block = blocks.add(in, payload + BlockFormat.HEADER_BYTES - in.arrayOffset(), symbolBytes, ssrc, first, count,
            index);
        if (block == null) {
            unused.increment();
            return;
        }
        tryBlock(block, in, out);
    }

    private void tryBlock(final RepairBlocks.Block block, final Frame last, final Output out) {
        if (block == null) {
            return;
        }
        final int missing = block.missing(media);
        if (missing == 0) {
            unused.add(block.repairs());
            block.end();
            return;
        }
        if (missing > block.repairs() || missing > MOST_AT_ONCE) {
            return;
        }
        solver.solve(block, media);
        final int symbolBytes = block.symbolBytes();
        boolean good = true;
        for (int i = 0; i < missing; i++) {
            good &= emit(solver.symbol(i), symbolBytes, block, solver.missing(i), last, out);
        }
        restoredBlocks.add(good ? 1 : 0);
        block.end();
    }

    private boolean emit(final byte[] symbol, final int symbolBytes, final RepairBlocks.Block block, final int index, final Frame last,
                         final Output out) {
        final int length = BlockFormat.packetBytes(symbol, symbolBytes);
        if (length < 0 || length > out.maxLength()) {
            badSymbols.increment();
            return false;
        }
        final int sequence = block.first() + index & 0xFFFF;
        final MutableFrame packet = out.claim(length);
        BlockFormat.packet(symbol, length, sequence, block.ssrc(), packet.array(), packet.arrayOffset());
        if (!header.parse(packet.array(), packet.arrayOffset(), length) || header.payloadType() == payloadType) {
            out.abort(packet);
            badSymbols.increment();
            return false;
        }
        packet.length(length).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0).layers(0, 0).sequence(sequence)
            .streamId(block.ssrc()).rtpTimestamp(header.timestamp()).userTag(0);
        media.restored(sequence);
        restored.increment();
        out.commit(packet);
        return true;
    }

    @Override
    public void onFlush() {
        blocks.clear();
        media.clear();
    }

    @Override
    public void onEndOfStream(final Output out) {
        onFlush();
    }

    @Override
    public void close() {
        onFlush();
    }
}
