package io.penstock.core.fec.xor;

import io.penstock.core.rtp.RtpHeaderFlyweight;

/**
 * Restores packets of one source from parity over several: each parity one that is missing, which may make others solvable (RFC 8627, 6.3.3).
 * Memory is bounded: the last packets, and the last parities that something was missing for. One thread.
 */
final class XorDecoder {
    /** Parities that wait at once. */
    static final int REPAIRS = 64;
    /** How far from the newest packet a parity may begin: what it goes over has to be in the store still. */
    private static final int NEAR = MediaStore.PLACES - PacketMask.MOST;

    /** What became of a parity. */
    enum Admission { WAITS, UNUSED, REFUSED }

    private final MediaStore store = new MediaStore();
    private final Repair[] repairs = new Repair[REPAIRS];
    private final byte[] symbol = new byte[XorSymbol.LONGEST];
    private final byte[] packet = new byte[XorSymbol.LONGEST_PACKET];
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private Repair spare = new Repair();
    private int next;
    private int length;
    private int sequence;
    private long bad;

    XorDecoder() {
        for (int i = 0; i < REPAIRS; i++) {
            repairs[i] = new Repair();
        }
    }

    /** A packet came. False = it is of another source or time: all of before is forgotten. */
    boolean media(final byte[] from, final int at, final int bytes, final int ssrc, final int sequence16) {
        final boolean follows = store.follow(ssrc, sequence16);
        if (!follows) {
            forget();
        }
        present(store.add(from, at, bytes, sequence16));
        return follows;
    }

    private void present(final long number) {
        if (number < 0) {
            return;
        }
        for (final Repair repair : repairs) {
            if (repair.waits && repair.covers(number)) {
                repair.missing--;
                repair.waits = repair.missing > 0;
            }
        }
    }

    /** One to fill in and to hand to {@link #admit}. */
    Repair slot() {
        return spare.begin();
    }

    /** Whether a source is that of the packets. */
    boolean isOf(final int ssrc) {
        return store.isOf(ssrc);
    }

    int ssrc() {
        return store.ssrc();
    }

    /** A parity came, in the slot. It takes the place of the oldest, whatever that waits for. */
    Admission admit(final Repair repair) {
        repair.first = store.unwrap(repair.base);
        if (!store.isOf(repair.ssrc) || Math.abs(repair.first - store.highest()) > NEAR || repair.mask.length() == 0) {
            return Admission.REFUSED;
        }
        repair.missing = 0;
        for (int place = repair.mask.next(0); place >= 0; place = repair.mask.next(place + 1)) {
            repair.missing += store.has(repair.first + place) ? 0 : 1;
        }
        if (repair.missing == 0) {
            return Admission.UNUSED;
        }
        repair.waits = true;
        spare = repairs[next];
        repairs[next] = repair;
        next = next + 1 & REPAIRS - 1;
        return Admission.WAITS;
    }

    /** Restores one packet; false = nothing more can be. Then {@link #packet()}, {@link #length()} and {@link #sequence()} are it. */
    boolean restore() {
        for (final Repair repair : repairs) {
            if (repair.waits && repair.missing == 1) {
                repair.waits = false;
                if (solve(repair)) {
                    present(store.add(packet, 0, length, sequence));
                    return true;
                }
            }
        }
        return false;
    }

    private boolean solve(final Repair repair) {
        System.arraycopy(repair.symbol, 0, symbol, 0, repair.symbolBytes);
        long lost = -1;
        for (int place = repair.mask.next(0); place >= 0; place = repair.mask.next(place + 1)) {
            final long number = repair.first + place;
            if (store.has(number)) {
                XorSymbol.add(store.array(), store.offset(number), store.length(number), symbol, repair.symbolBytes);
            } else if (lost < 0) {
                lost = number;
            } else {
                return false; // of long ago: the store has moved on
            }
        }
        length = XorSymbol.packetBytes(symbol, repair.symbolBytes);
        if (lost < 0 || lost < store.highest() - MediaStore.PLACES / 2) {
            return false;
        }
        sequence = (int) lost & 0xFFFF;
        if (length > 0) {
            XorSymbol.packet(symbol, length, sequence, store.ssrc(), packet, 0);
        }
        final boolean good = length > 0 && header.parse(packet, 0, length);
        bad += good ? 0 : 1;
        return good;
    }

    byte[] packet() {
        return packet;
    }

    int length() {
        return length;
    }

    int sequence() {
        return sequence;
    }

    /** How often what was restored was no packet, since asked last. */
    long takeBad() {
        final long count = bad;
        bad = 0;
        return count;
    }

    private void forget() {
        for (final Repair repair : repairs) {
            repair.waits = false;
        }
    }

    void clear() {
        forget();
        store.clear();
    }
}
