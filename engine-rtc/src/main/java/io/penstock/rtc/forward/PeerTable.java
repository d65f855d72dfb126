package io.penstock.rtc.forward;

import java.util.ArrayList;
import java.util.List;

/** Peers by number, without boxes: a hash table with open addressing, made anew whenever it changes, which is rare. One thread. */
final class PeerTable {
    private static final int LEAST = 16;
    private Peer[] slots = new Peer[LEAST];
    private Peer[] all = {};

    Peer get(final int number) {
        final int mask = slots.length - 1;
        for (int i = spread(number) & mask; slots[i] != null; i = i + 1 & mask) {
            if (slots[i].id() == number) {
                return slots[i];
            }
        }
        return null;
    }

    Peer[] all() {
        return all;
    }

    void add(final Peer peer) {
        final List<Peer> peers = new ArrayList<>(List.of(all));
        peers.add(peer);
        build(peers);
    }

    void remove(final Peer peer) {
        final List<Peer> peers = new ArrayList<>(List.of(all));
        peers.remove(peer);
        build(peers);
    }

    private void build(final List<Peer> peers) {
        all = peers.toArray(Peer[]::new);
        slots = new Peer[Math.max(LEAST, Integer.highestOneBit(all.length) * 4)];
        for (final Peer peer : all) {
            int i = spread(peer.id()) & slots.length - 1;
            while (slots[i] != null) {
                i = i + 1 & slots.length - 1;
            }
            slots[i] = peer;
        }
    }

    private static int spread(final int number) {
        final int mixed = number * 0x9E37_79B1;
        return mixed ^ mixed >>> 16;
    }
}
