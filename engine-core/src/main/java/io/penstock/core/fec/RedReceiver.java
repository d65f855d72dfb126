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
 * Takes packets out of RED (RFC 2198): what a packet repeats comes out before it, if it has not come already, as the packets that they once
 * were. Their sequence numbers are counted back from that of the packet that repeats them: senders repeat what came right before. Other packets
 * pass as they are.
 *
 * <p>Counters: {@code packets}, {@code restored} (that came by repetition only), {@code duplicated} (packets that came again),
 * {@code errors.red} (blocks that do not fit their packet), {@code errors.malformed}.
 */
public final class RedReceiver implements Transform {
    private static final int MOST_BLOCKS = 32;
    private static final int MEMORY = 1024;

    private final int payloadType;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final long[] seen = new long[MEMORY];
    private final int[] offsets = new int[MOST_BLOCKS];
    private final int[] lengths = new int[MOST_BLOCKS];
    private final int[] types = new int[MOST_BLOCKS];
    private boolean started;
    private int ssrc;
    private long highest;
    private Counter packets;
    private Counter restored;
    private Counter duplicated;
    private Counter badRed;
    private Counter malformed;

    /**
     * Creates the stage.
     *
     * @param payloadType of RED, agreed, 0–127.
     */
    public RedReceiver(final int payloadType) {
        if (payloadType < 0 || payloadType > 127) {
            throw new ConfigurationException("red: payload type " + payloadType + "; accepted are 0–127");
        }
        this.payloadType = payloadType;
        spec = StageSpec.same("red-receiver", PacketSpec.rtp()).maxOutputsPerInput(MOST_BLOCKS + 1)
            .maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        packets = context.counter("packets");
        restored = context.counter("restored");
        duplicated = context.counter("duplicated");
        badRed = context.counter("errors.red");
        malformed = context.counter("errors.malformed");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final byte[] array = in.array();
        if (RtpHeaderFlyweight.isRtcp(array, in.arrayOffset(), in.length())) {
            out.forward(in);
        } else if (!header.parse(array, in.arrayOffset(), in.length())) {
            malformed.increment();
        } else {
            packets.increment();
            final long sequence = sequence();
            if (header.payloadType() == payloadType) {
                unpack(in, sequence, out);
            } else {
                if (!isNew(sequence)) {
                    duplicated.increment(); // the jitter buffer has the last word
                }
                out.forward(in);
            }
        }
    }

    private long sequence() {
        final int sequence16 = header.sequence();
        if (!started || header.ssrc() != ssrc || Math.abs((short) (sequence16 - (int) highest)) >= MEMORY) {
            started = true;
            ssrc = header.ssrc();
            highest = (1L << 32) + sequence16;
            java.util.Arrays.fill(seen, Long.MIN_VALUE);
        }
        final long sequence = highest + (short) (sequence16 - (int) highest);
        highest = Math.max(highest, sequence);
        return sequence;
    }

    private boolean isNew(final long sequence) {
        final int i = (int) sequence & MEMORY - 1;
        if (seen[i] == sequence) {
            return false;
        }
        seen[i] = sequence;
        return true;
    }

    private void unpack(final Frame in, final long sequence, final Output out) {
        final byte[] array = in.array();
        final int end = header.payloadOffset() + header.payloadLength();
        int at = header.payloadOffset();
        int blocks = 0;
        while (at < end && (array[at] & 0x80) != 0) {
            if (at + RedSender.BLOCK_HEADER_BYTES > end || blocks == MOST_BLOCKS) {
                badRed.increment();
                return;
            }
            final int fields = (array[at + 1] & 0xFF) << 16 | (array[at + 2] & 0xFF) << 8 | array[at + 3] & 0xFF;
            types[blocks] = array[at] & 0x7F;
            offsets[blocks] = fields >> 10;
            lengths[blocks++] = fields & RedSender.LONGEST_BLOCK;
            at += RedSender.BLOCK_HEADER_BYTES;
        }
        if (at >= end) {
            badRed.increment();
            return;
        }
        final int type = array[at++] & 0x7F;
        int redundant = 0;
        for (int i = 0; i < blocks; i++) {
            redundant += lengths[i];
        }
        if (redundant > end - at || type == payloadType) {
            badRed.increment();
            return;
        }
        for (int i = 0; i < blocks; i++) {
            // Offsets get smaller; one that does not is no repetition of what came before.
            final boolean older = offsets[i] > (i + 1 < blocks ? offsets[i + 1] : 0);
            if (older && lengths[i] > 0 && types[i] == type && isNew(sequence - blocks + i)) {
                restored.increment();
                send(in, at, lengths[i], type, false, (int) sequence - blocks + i, header.timestamp() - offsets[i], out);
            }
            at += lengths[i];
        }
        if (isNew(sequence)) {
            send(in, at, end - at, type, header.marker(), (int) sequence, header.timestamp(), out);
        } else {
            duplicated.increment();
        }
    }

    private void send(final Frame in, final int payloadAt, final int length, final int type, final boolean marker, final int sequence,
                      final int timestamp, final Output out) {
        final int bytes = RtpHeaderFlyweight.FIXED_HEADER_LENGTH + length;
        final MutableFrame packet = out.claim(bytes);
        RtpHeaderFlyweight.writeFixedHeader(packet.array(), packet.arrayOffset(), marker, type, sequence, timestamp, ssrc);
        System.arraycopy(in.array(), payloadAt, packet.array(), packet.arrayOffset() + RtpHeaderFlyweight.FIXED_HEADER_LENGTH, length);
        packet.length(bytes).ptsNs(in.ptsNs()).captureNs(in.captureNs()).durationNs(0).flags(in.flags()).layers(0, 0)
            .sequence(sequence & 0xFFFF).streamId(ssrc).rtpTimestamp(timestamp).userTag(0);
        out.commit(packet);
    }

    @Override
    public void onFlush() {
        started = false;
    }
}
