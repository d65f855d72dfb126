package io.penstock.core.fec.xor;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;

/** The packets of a picture, retained until it is whole, and how much parity they get. One thread. */
final class ProtectedBlock {
    /** Most parities of one block. */
    static final int MOST_REPAIRS = 32;
    /** A key frame may stay unrepaired a tenth as often: all that follows hangs on it. */
    private static final double KEYFRAME_RISK = 0.1;
    /** Media bytes whose share of repair can be saved up. */
    private static final long SAVED_BYTES = 100_000;

    private final ProtectionTarget target;
    private final Frame[] frames;
    private final Repair repair = new Repair();
    private int count;
    private int first;
    private int ssrc;
    private boolean key;
    private long savedTimes1000 = SAVED_BYTES * 1000;

    ProtectedBlock(final ProtectionTarget target, final int most) {
        this.target = target;
        frames = new Frame[most];
    }

    /** Takes a packet whose sequence number on the wire is this. False = it cannot be protected. */
    boolean add(final Frame packet, final int source, final int sequence) {
        if (count > 0 && (source != ssrc || sequence != (first + count & 0xFFFF))) {
            clear(); // an edge before this shed something: what is left of the picture is of no use
        }
        if (packet.length() > XorSymbol.LONGEST_PACKET || count == frames.length) {
            return false;
        }
        if (count == 0) {
            first = sequence;
            ssrc = source;
            key = false;
        }
        key |= packet.has(FrameFlags.KEYFRAME);
        packet.retain();
        frames[count++] = packet;
        savedTimes1000 = Math.min(SAVED_BYTES * 1000, savedTimes1000 + (long) packet.length() * target.capPermille());
        return true;
    }

    boolean isFull() {
        return count == frames.length;
    }

    /** One for two packets at most: parity over single packets would only repeat them. */
    int repairsWanted() {
        final double risk = target.residualPermille() / 1000.0 * (key ? KEYFRAME_RISK : 1);
        return count == 0 ? 0 : ParityShare.least(count, target.lossPermille() / 1000.0, risk, Math.min((count + 1) / 2, MOST_REPAIRS));
    }

    /** Whether so many more bytes keep within the cap; takes them. */
    boolean spend(final int bytes) {
        if (savedTimes1000 < 1000L * bytes) {
            return false;
        }
        savedTimes1000 -= 1000L * bytes;
        return true;
    }

    /** The parity over every n-th packet from this one on: losses in a row meet different ones. */
    Repair parity(final int start, final int step) {
        repair.begin();
        int longest = 0;
        for (int i = start; i < count; i += step) {
            longest = Math.max(longest, XorSymbol.bytes(frames[i].length()));
            repair.mask.set(i - start);
        }
        java.util.Arrays.fill(repair.symbol, 0, longest, (byte) 0);
        for (int i = start; i < count; i += step) {
            XorSymbol.add(frames[i].array(), frames[i].arrayOffset(), frames[i].length(), repair.symbol, longest);
        }
        repair.symbolBytes = longest;
        repair.base = first + start & 0xFFFF;
        repair.ssrc = ssrc;
        return repair;
    }

    void clear() {
        for (int i = 0; i < count; i++) {
            frames[i].release();
            frames[i] = null;
        }
        count = 0;
    }
}
