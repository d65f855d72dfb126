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
 * Repeats in each packet of sound as many before it as its {@link ProtectionTarget} asks for (RFC 2198), so that what is lost comes again with
 * what follows, without a round trip. Without redundancy packets pass as they are. Stands behind the packetizer; sequence numbers, timestamps
 * and SSRC stay.
 * <pre>
 *   |1|   block PT  |  timestamp offset (14)    |   length (10)     |  for each repeated, the oldest first
 *   |0|   block PT  |                                                for the packet itself
 *   | repeated payloads …  | payload                               |
 * </pre>
 *
 * <p>Counters: {@code packets}, {@code redundant} (payloads repeated), {@code redundantBytes}, {@code errors.malformed}.
 */
public final class RedSender implements Transform {
    static final int MOST_OFFSET = (1 << 14) - 1;
    static final int LONGEST_BLOCK = (1 << 10) - 1;
    static final int BLOCK_HEADER_BYTES = 4;

    private final int payloadType;
    private final ProtectionTarget target;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final byte[][] payloads = new byte[ProtectionTarget.MOST_REDUNDANCY][LONGEST_BLOCK];
    private final int[] lengths = new int[ProtectionTarget.MOST_REDUNDANCY];
    private final int[] timestamps = new int[ProtectionTarget.MOST_REDUNDANCY];
    /** Packets remembered, the newest at {@code next - 1}. */
    private int count;
    private int next;
    private boolean started;
    private int lastSequence;
    private Counter packets;
    private Counter redundant;
    private Counter redundantBytes;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of RED, agreed ({@code a=rtpmap:… red/48000/2}), 0–127.
     * @param target      how much.
     */
    public RedSender(final int payloadType, final ProtectionTarget target) {
        if (payloadType < 0 || payloadType > 127) {
            throw new ConfigurationException("red: payload type " + payloadType + "; accepted are 0–127");
        }
        this.payloadType = payloadType;
        this.target = target;
        spec = StageSpec.same("red-sender", PacketSpec.rtp()).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        redundant = context.counter("redundant");
        redundantBytes = context.counter("redundantBytes");
        malformed = context.counter("errors.malformed");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final byte[] array = in.array();
        if (RtpHeaderFlyweight.isRtcp(array, in.arrayOffset(), in.length())) {
            out.forward(in);
            return;
        }
        if (!header.parse(array, in.arrayOffset(), in.length())) {
            malformed.increment();
            return;
        }
        packets.increment();
        if (started && header.sequence() != (lastSequence + 1 & 0xFFFF)) {
            count = 0; // the receiver counts back from the sequence number: no hole may be in between
        }
        started = true;
        lastSequence = header.sequence();
        final int depth = depth(in, out.maxLength());
        if (depth == 0) {
            out.forward(in);
        } else {
            send(in, depth, out);
        }
        remember(array);
    }

    /** How many fit: into the packet, and into the fields of their headers. */
    private int depth(final Frame in, final int room) {
        final int wanted = Math.min(count, target.redundancy());
        int bytes = in.length() + 1;
        int depth = 0;
        while (depth < wanted) {
            final int i = back(depth + 1);
            final int offset = header.timestamp() - timestamps[i];
            bytes += BLOCK_HEADER_BYTES + lengths[i];
            if (lengths[i] == 0 || offset < 0 || offset > MOST_OFFSET || bytes > Math.min(room, PacketFormat.DEFAULT_MAX_PACKET_BYTES)) {
                break;
            }
            depth++;
        }
        return depth;
    }

    private int back(final int steps) {
        return Math.floorMod(next - steps, payloads.length);
    }

    private void send(final Frame in, final int depth, final Output out) {
        final byte[] from = in.array();
        final int headerBytes = header.payloadOffset() - in.arrayOffset();
        int extra = 1;
        for (int i = depth; i > 0; i--) {
            extra += BLOCK_HEADER_BYTES + lengths[back(i)];
        }
        final MutableFrame packet = out.claim(in.length() + extra);
        final byte[] to = packet.array();
        final int start = packet.arrayOffset();
        System.arraycopy(from, in.arrayOffset(), to, start, headerBytes);
        to[start + 1] = (byte) (to[start + 1] & 0x80 | payloadType);
        final int type = header.payloadType();
        int at = start + headerBytes;
        for (int i = depth; i > 0; i--) {
            final int block = back(i);
            final int fields = header.timestamp() - timestamps[block] << 10 | lengths[block];
            to[at] = (byte) (0x80 | type);
            to[at + 1] = (byte) (fields >> 16);
            to[at + 2] = (byte) (fields >> 8);
            to[at + 3] = (byte) fields;
            at += BLOCK_HEADER_BYTES;
        }
        to[at++] = (byte) type;
        for (int i = depth; i > 0; i--) {
            final int block = back(i);
            System.arraycopy(payloads[block], 0, to, at, lengths[block]);
            at += lengths[block];
        }
        System.arraycopy(from, in.arrayOffset() + headerBytes, to, at, in.length() - headerBytes);
        packet.length(in.length() + extra);
        redundant.add(depth);
        redundantBytes.add(extra);
        out.commit(packet);
    }

    private void remember(final byte[] array) {
        final int length = header.payloadLength();
        lengths[next] = length > LONGEST_BLOCK ? 0 : length;
        timestamps[next] = header.timestamp();
        System.arraycopy(array, header.payloadOffset(), payloads[next], 0, lengths[next]);
        next = (next + 1) % payloads.length;
        count = Math.min(payloads.length, count + 1);
    }

    @Override
    public void onFlush() {
        count = 0;
    }
}
