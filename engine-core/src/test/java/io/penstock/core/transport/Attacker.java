package io.penstock.core.transport;

import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.SplittableRandom;

/** Lets packets through, and for each puts one of its own between that harms who believes it. It knows the stream, but not what comes next. */
final class Attacker implements Transform {
    /** What it makes; null = nothing. */
    enum Kind { RANDOM, TRUNCATED, WRONG_SSRC, REPLAYED, WRAPPED, WRONG_TYPE, RTCP, REPAIR }

    private static final int KEPT = 4096;
    private final Kind kind;
    private final SplittableRandom random;
    private final byte[][] kept = new byte[KEPT][];
    private int seen;
    private long made;

    Attacker(final Kind kind, final long seed) {
        this.kind = kind;
        random = new SplittableRandom(seed);
    }

    @Override
    public StageSpec spec() {
        return StageSpec.same("attacker", PacketSpec.any()).maxOutputsPerInput(2).maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES).build();
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (kind == null) {
            out.forward(in);
            return;
        }
        final byte[] packet = new byte[in.length()];
        System.arraycopy(in.array(), in.arrayOffset(), packet, 0, packet.length);
        out.forward(in);
        final byte[] forged = forge(packet);
        kept[seen++ % KEPT] = packet;
        if (forged != null && forged.length > 0) {
            made++;
            final MutableFrame frame = out.claim(forged.length);
            System.arraycopy(forged, 0, frame.array(), frame.arrayOffset(), forged.length);
            frame.length(forged.length).ptsNs(in.ptsNs()).captureNs(in.captureNs());
            out.commit(frame);
        }
    }

    private byte[] forge(final byte[] packet) {
        final byte[] copy = packet.clone();
        return switch (kind) {
            case RANDOM -> bytes(random.nextInt(1, 1400));
            case TRUNCATED -> java.util.Arrays.copyOf(packet, random.nextInt(packet.length));
            case WRONG_SSRC -> put32(copy, 8, random.nextInt());
            case REPLAYED -> seen < 10 ? null : kept[random.nextInt(Math.min(seen, KEPT))].clone();
            case WRAPPED -> put16(copy, 2, ((packet[2] & 0xFF) << 8 | packet[3] & 0xFF) + random.nextInt(4_000, 60_000));
            case WRONG_TYPE -> {
                copy[1] = (byte) (copy[1] & 0x80 | random.nextInt(128));
                yield put32(copy, 8, random.nextInt());
            }
            case RTCP -> rtcp();
            case REPAIR -> repair(copy);
        };
    }

    /** Well-formed compounds of everything there is, of strangers and about strangers. */
    private byte[] rtcp() {
        final int words = random.nextInt(1, 40);
        final byte[] packet = bytes(4 + 4 * words);
        packet[0] = (byte) (0x80 | random.nextInt(32));
        packet[1] = (byte) random.nextInt(200, 208);
        put16(packet, 2, words);
        return packet;
    }

    /** Retransmissions and protection of packets that were never sent. */
    private byte[] repair(final byte[] copy) {
        copy[1] = (byte) TransportCall.RTX;
        put32(copy, 8, random.nextInt());
        final byte[] longer = java.util.Arrays.copyOf(copy, copy.length + 2);
        return put16(longer, 12, random.nextInt(0x10000));
    }

    private byte[] bytes(final int length) {
        final byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }

    private static byte[] put16(final byte[] to, final int at, final int value) {
        to[at] = (byte) (value >> 8);
        to[at + 1] = (byte) value;
        return to;
    }

    private static byte[] put32(final byte[] to, final int at, final int value) {
        put16(to, at, value >>> 16);
        return put16(to, at + 2, value);
    }

    long made() {
        return made;
    }
}
