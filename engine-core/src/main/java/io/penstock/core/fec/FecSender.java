package io.penstock.core.fec;

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
 * Adds repair packets to the packets of pictures: behind the last packet of each access unit as many as its {@link ProtectionTarget} asks for,
 * from which {@link FecReceiver} restores as many lost ones, any. Stands behind the packetizer; media passes unchanged and undelayed.
 *
 * <p>A key frame is protected twice as well (a tenth of the risk), because all that follows hangs on it. What is sent for repair stays below the
 * cap of the target over half a second.
 *
 * <p>Counters: {@code blocks}, {@code repairs} (packets), {@code repairBytes}, {@code dropped.budget} (repairs not made for the cap),
 * {@code errors.malformed}.
 */
public final class FecSender implements Transform {
    private static final int MOST_REPAIRS_AT_ONCE = 32;
    private static final double KEYFRAME_RISK = 0.1;
    /** Media bytes whose share of repair can be saved up. */
    private static final long SAVED_BYTES = 100_000;

    private final int payloadType;
    private final ProtectionTarget target;
    private final int ssrc;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final Frame[] block = new Frame[BlockFormat.MOST_PACKETS];
    private final byte[] symbol = new byte[BlockFormat.LONGEST_SYMBOL];
    private int count;
    private int firstSequence;
    private int mediaSsrc;
    private int longest;
    private boolean key;
    private int sequence;
    private long savedTimes1000 = SAVED_BYTES * 1000;
    private Counter blocks;
    private Counter repairs;
    private Counter repairBytes;
    private Counter budget;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of repair packets, agreed, 0–127.
     * @param seed        makes their SSRC and first sequence number.
     * @param target      how much.
     */
    public FecSender(final int payloadType, final long seed, final ProtectionTarget target) {
        if (payloadType < 0 || payloadType > 127) {
            throw new ConfigurationException("fec: payload type " + payloadType + "; accepted are 0–127");
        }
        this.payloadType = payloadType;
        this.target = target;
        final SplittableRandom random = new SplittableRandom(seed);
        ssrc = random.nextInt() | 1;
        sequence = random.nextInt(1 << 15);
        spec = StageSpec.same("fec-sender", PacketSpec.rtp()).framesHeld(BlockFormat.MOST_PACKETS)
            .maxOutputsPerInput(1 + MOST_REPAIRS_AT_ONCE).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
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
            forget();
            return;
        }
        if (count > 0 && (header.ssrc() != mediaSsrc || header.sequence() != (firstSequence + count & 0xFFFF))) {
            forget(); // an edge before this shed something: what is left of the picture is of no use
        }
        if (in.length() <= BlockFormat.LONGEST_PACKET && longest(in) + RtpHeaderFlyweight.FIXED_HEADER_LENGTH + BlockFormat.HEADER_BYTES
            <= out.maxLength()) {
            add(in);
        }
        if (count > 0 && (in.has(FrameFlags.END_OF_ACCESS_UNIT) || count == BlockFormat.MOST_PACKETS)) {
            protect(in, out);
            forget();
        }
    }

    private int longest(final Frame in) {
        return Math.max(longest, BlockFormat.symbolBytes(in.length()));
    }

    private void add(final Frame in) {
        if (count == 0) {
            firstSequence = header.sequence();
            mediaSsrc = header.ssrc();
            key = false;
        }
        longest = longest(in);
        key |= in.has(FrameFlags.KEYFRAME);
        in.retain();
        block[count++] = in;
        savedTimes1000 = Math.min(SAVED_BYTES * 1000, savedTimes1000 + (long) in.length() * target.capPermille());
    }

    private void protect(final Frame last, final Output out) {
        final double risk = target.residualPermille() / 1000.0 * (key ? KEYFRAME_RISK : 1);
        final int wanted = RepairCount.least(count, target.lossPermille() / 1000.0, risk, MOST_REPAIRS_AT_ONCE);
        blocks.increment();
        for (int repair = 0; repair < wanted; repair++) {
            final int bytes = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + BlockFormat.HEADER_BYTES + longest;
            if (savedTimes1000 < 1000L * bytes) {
                budget.add(wanted - repair);
                return;
            }
            savedTimes1000 -= 1000L * bytes;
            repair(repair, bytes, last, out);
        }
    }

    private void repair(final int repair, final int bytes, final Frame last, final Output out) {
        final MutableFrame packet = out.claim(bytes);
        final byte[] to = packet.array();
        final int at = packet.arrayOffset();
        final int payload = at + RtpHeaderFlyweight.FIXED_HEADER_LENGTH;
        RtpHeaderFlyweight.writeFixedHeader(to, at, false, payloadType, sequence, last.rtpTimestamp(), ssrc);
        BlockFormat.put16(to, payload, firstSequence);
        to[payload + 2] = (byte) count;
        to[payload + 3] = (byte) repair;
        BlockFormat.put32(to, payload + 4, mediaSsrc);
        final int symbols = payload + BlockFormat.HEADER_BYTES;
        java.util.Arrays.fill(to, symbols, symbols + longest, (byte) 0);
        for (int i = 0; i < count; i++) {
            final int length = BlockFormat.symbol(block[i].array(), block[i].arrayOffset(), block[i].length(), symbol);
            ReedSolomon.add(repair, i, symbol, 0, length, to, symbols);
        }
        packet.length(bytes).ptsNs(last.ptsNs()).captureNs(last.captureNs()).durationNs(0).flags(0)
            .layers(last.temporalLayer(), last.spatialLayer()).sequence(sequence).streamId(ssrc).rtpTimestamp(last.rtpTimestamp()).userTag(0);
        sequence = sequence + 1 & 0xFFFF;
        repairs.increment();
        repairBytes.add(bytes);
        out.commit(packet);
    }

    private void forget() {
        for (int i = 0; i < count; i++) {
            block[i].release();
            block[i] = null;
        }
        count = 0;
        longest = 0;
    }

    @Override
    public void onFlush() {
        forget();
    }

    @Override
    public void onEndOfStream(final Output out) {
        forget();
    }

    @Override
    public void close() {
        forget();
    }
}
