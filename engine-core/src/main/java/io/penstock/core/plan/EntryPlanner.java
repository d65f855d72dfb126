package io.penstock.core.plan;

import io.penstock.stage.InPlace;
import io.penstock.stage.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists for each way in which work comes into a region what must be free before a turn. */
final class EntryPlanner {
    private final Wiring wiring;
    private final TurnPlanner turns;
    private final List<PlannedLink> links;
    private final int[][] outputPools;

    EntryPlanner(final Wiring wiring, final TurnPlanner turns, final List<PlannedLink> links, final int[][] outputPools) {
        this.wiring = wiring;
        this.turns = turns;
        this.links = links;
        this.outputPools = outputPools;
    }

    List<PlannedEntry> entries(final int[] stages) {
        final List<PlannedEntry> entries = new ArrayList<>();
        for (final int index : stages) {
            final Wiring.Node node = wiring.node(index);
            if (node.stage() instanceof Source) {
                entries.add(entry(PlannedEntry.Kind.SOURCE, index, turns.source(index), outputPools[index][0], -1));
            } else if (node.spec().ticking() && !(node.stage() instanceof InPlace)) {
                entries.add(entry(PlannedEntry.Kind.TICK, index, turns.callback(index), -1, -1));
            }
            for (final Wiring.Link link : wiring.into(index)) {
                if (link != null && link.policy() != null) {
                    final PlannedLink planned = links.get(link.index());
                    final boolean copiedHere = planned.copy() && !wiring.node(link.from()).external();
                    entries.add(entry(PlannedEntry.Kind.LINK, link.index(), turns.callback(index), -1,
                        copiedHere ? planned.copyPool() : -1));
                }
            }
        }
        return entries;
    }

    private PlannedEntry entry(final PlannedEntry.Kind kind, final int index, final TurnPlanner.Turn turn, final int ownPool,
                               final int copyPool) {
        final Map<Integer, Integer> room = new TreeMap<>();
        final Map<Integer, Integer> slots = new TreeMap<>();
        for (int node = 0; node < turn.claims().length; node++) {
            for (int port = 0; port < turn.claims()[node].length; port++) {
                final int pool = outputPools[node][port];
                if (turn.claims()[node][port] > 0 && pool >= 0 && pool != ownPool) {
                    slots.merge(pool, turn.claims()[node][port], Integer::sum);
                }
            }
        }
        for (final PlannedLink link : links) {
            final int frames = turn.delivered()[link.index()];
            if (frames > 0 && link.blocks()) {
                room.put(link.index(), frames);
            }
            if (frames > 0 && link.fused() && link.copy()) {
                slots.merge(link.copyPool(), frames, Integer::sum);
            }
        }
        if (copyPool >= 0) {
            slots.merge(copyPool, 1, Integer::sum);
        }
        return new PlannedEntry(kind, index, keys(room), values(room), keys(slots), values(slots));
    }

    private static int[] keys(final Map<Integer, Integer> map) {
        return map.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] values(final Map<Integer, Integer> map) {
        return map.values().stream().mapToInt(Integer::intValue).toArray();
    }
}
