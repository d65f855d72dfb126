package io.penstock.rtc.forward;

import java.util.List;

/**
 * Shares out what a peer's network takes: sound first, then the smallest encoding of each picture by priority, then larger ones by priority,
 * then frames that no other needs. What does not fit is paused, the least wanted first. One thread; allocates nothing.
 */
final class Allocation {
    private static final int MOST_TRACKS = 1024;
    /** A better encoding has to fit with room to spare, or it would be taken back at once. */
    private static final double ROOM_TO_RISE = 1.15;
    private static final long RISE_AFTER_NS = 1_000_000_000L;
    private static final double SHARE_OF_ESTIMATE = 0.97;

    private final int[] layer = new int[MOST_TRACKS];
    private final boolean[] whole = new boolean[MOST_TRACKS];
    private final boolean[] oneTooMany = new boolean[MOST_TRACKS];
    private final int[] order = new int[MOST_TRACKS];
    private long fellNs = Long.MIN_VALUE / 2;

    /**
     * Decides for each track.
     *
     * @param tracks what the peer wants.
     * @param bps    what its network takes.
     * @param most   pictures that it gets at most: of those with the same priority, of who spoke last.
     * @return what everything would take, bits a second.
     */
    int share(final List<OutTrack> tracks, final int bps, final int most, final long nowNs) {
        final int count = Math.min(MOST_TRACKS, tracks.size());
        double left = bps == Integer.MAX_VALUE ? Double.MAX_VALUE : bps * SHARE_OF_ESTIMATE;
        long demand = 0;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            layer[i] = OutTrack.NOTHING;
            whole[i] = true;
            oneTooMany[i] = false;
            final OutTrack track = tracks.get(i);
            if (!track.from().isVideo()) {
                layer[i] = 0;
                left -= track.from().layer(0).bitsPerSecond();
                demand += track.from().layer(0).bitsPerSecond();
            } else {
                demand += track.from().layer(highest(track, nowNs)).bitsPerSecond();
            }
        }
        sort(tracks, count);
        final boolean mayRise = nowNs - fellNs >= RISE_AFTER_NS;
        left = smallest(tracks, count, most, left, mayRise, nowNs);
        larger(tracks, count, left, mayRise, nowNs);
        for (int i = 0; i < count; i++) {
            final OutTrack track = tracks.get(i);
            if (!oneTooMany[i] && isLess(track, layer[i], whole[i])) {
                fellNs = nowNs;
            }
            track.select(layer[i], whole[i], nowNs);
        }
        return (int) Math.min(Integer.MAX_VALUE, demand + demand / 10);
    }

    private static boolean isLess(final OutTrack track, final int layer, final boolean whole) {
        return layer < track.wantedIndex() || layer == track.wantedIndex() && !whole && track.isWhole();
    }

    private double smallest(final List<OutTrack> tracks, final int count, final int most, final double available, final boolean mayRise,
                            final long nowNs) {
        double left = available;
        int pictures = 0;
        for (int n = 0; n < count; n++) {
            final int i = order[n];
            final OutTrack track = tracks.get(i);
            if (!track.from().isVideo()) {
                continue;
            }
            if (pictures++ >= most) {
                oneTooMany[i] = true;
                continue;
            }
            final int lowest = lowest(track, nowNs);
            final double full = track.from().layer(lowest).bitsPerSecond();
            final double essential = track.from().layer(lowest).essentialBitsPerSecond();
            if (full * margin(track, lowest, true, mayRise) <= left) {
                layer[i] = lowest;
                left -= full;
            } else if (essential < full && essential * margin(track, lowest, false, mayRise) <= left) {
                layer[i] = lowest;
                whole[i] = false;
                left -= essential;
            }
        }
        return left;
    }

    private void larger(final List<OutTrack> tracks, final int count, final double available, final boolean mayRise, final long nowNs) {
        double left = available;
        for (int n = 0; n < count; n++) {
            final int i = order[n];
            final OutTrack track = tracks.get(i);
            if (!track.from().isVideo() || layer[i] == OutTrack.NOTHING || !whole[i]) {
                continue;
            }
            final double now = track.from().layer(layer[i]).bitsPerSecond();
            for (int better = highest(track, nowNs); better > layer[i]; better--) {
                final InLayer candidate = track.from().layer(better);
                if (candidate.bitsPerSecond() * margin(track, better, true, mayRise) <= left + now) {
                    left -= candidate.bitsPerSecond() - now;
                    layer[i] = better;
                    break;
                }
            }
        }
    }

    private static double margin(final OutTrack track, final int layer, final boolean whole, final boolean mayRise) {
        final boolean rise = layer > track.wantedIndex() || layer == track.wantedIndex() && whole && !track.isWhole();
        if (!rise || track.wantedIndex() == OutTrack.NOTHING && track.packets() == 0) {
            return 1;
        }
        return mayRise ? ROOM_TO_RISE : Double.POSITIVE_INFINITY;
    }

    private static int lowest(final OutTrack track, final long nowNs) {
        for (int i = 0; i < track.from().layers(); i++) {
            if (track.from().layer(i).isAvailable(nowNs)) {
                return i;
            }
        }
        return 0;
    }

    /** The largest encoding that is of use to the receiver, and can be had. */
    private static int highest(final OutTrack track, final long nowNs) {
        int highest = lowest(track, nowNs);
        for (int i = highest + 1; i < track.from().layers(); i++) {
            final InLayer candidate = track.from().layer(i);
            if (candidate.isAvailable(nowNs) && (track.maxHeight() == 0 || candidate.spec().height() <= track.maxHeight())) {
                highest = i;
            }
        }
        return highest;
    }

    /** By priority, highest first; of the same, who spoke last first; then in the order in which they were asked for. */
    private void sort(final List<OutTrack> tracks, final int count) {
        for (int i = 1; i < count; i++) {
            final int one = order[i];
            int place = i;
            while (place > 0 && isBefore(tracks.get(one), tracks.get(order[place - 1]))) {
                order[place] = order[place - 1];
                place--;
            }
            order[place] = one;
        }
    }

    private static boolean isBefore(final OutTrack one, final OutTrack other) {
        return one.priority() > other.priority()
            || one.priority() == other.priority() && one.from().owner().spoke() > other.from().owner().spoke();
    }
}
