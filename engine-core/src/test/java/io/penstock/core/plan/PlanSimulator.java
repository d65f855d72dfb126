package io.penstock.core.plan;

import io.penstock.stage.InPlace;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Runs a plan by brute force with stages that use everything they may: they hold as many frames as declared, put out as many as declared,
 * and forward what they hold. Fails when a pool or queue that was promised room has none, when nothing can run any more, and when an
 * in-place stage gets a frame that somebody else still sees.
 */
final class PlanSimulator {
    private static final class Slot {
        private final int pool;
        private int refs = 1;

        private Slot(final int pool) {
            this.pool = pool;
        }
    }

    private final ExecutionPlan plan;
    private final Random random;
    private final int[] inUse;
    private final List<Deque<Slot>> queues = new ArrayList<>();
    private final List<Deque<Slot>> held = new ArrayList<>();

    PlanSimulator(final ExecutionPlan plan, final Random random) {
        this.plan = plan;
        this.random = random;
        inUse = new int[plan.pools().size()];
        plan.links().forEach(link -> queues.add(new ArrayDeque<>()));
        plan.stages().forEach(stage -> held.add(new ArrayDeque<>()));
    }

    void run(final int turns) {
        final List<PlannedEntry> entries = plan.regions().stream().flatMap(region -> region.entries().stream()).toList();
        for (int turn = 0; turn < turns; turn++) {
            final List<PlannedEntry> ready = entries.stream().filter(this::ready).toList();
            if (ready.isEmpty()) {
                throw new AssertionError("nothing can run any more after turn " + turn + '\n' + GraphPrinter.describe(plan));
            }
            run(ready.get(random.nextInt(ready.size())));
        }
    }

    private boolean ready(final PlannedEntry entry) {
        if (entry.kind() == PlannedEntry.Kind.LINK && queues.get(entry.index()).isEmpty()) {
            return false;
        }
        for (int i = 0; i < entry.blockLinks().length; i++) {
            final int link = entry.blockLinks()[i];
            if (plan.links().get(link).capacity() - queues.get(link).size() < entry.roomNeeded()[i]) {
                return false;
            }
        }
        for (int i = 0; i < entry.pools().length; i++) {
            final int pool = entry.pools()[i];
            if (plan.pools().get(pool).slots() - inUse[pool] < entry.slotsNeeded()[i]) {
                return false;
            }
        }
        return true;
    }

    private void run(final PlannedEntry entry) {
        if (entry.kind() == PlannedEntry.Kind.SOURCE) {
            final int pool = plan.stages().get(entry.index()).outputPools()[0];
            if (inUse[pool] < plan.pools().get(pool).slots()) {
                commit(entry.index(), 0, claim(pool));
            } else {
                throw new AssertionError("a source found pool " + plan.pools().get(pool) + " empty\n" + GraphPrinter.describe(plan));
            }
        } else if (entry.kind() == PlannedEntry.Kind.TICK) {
            putOut(entry.index(), null, -1);
        } else {
            final Slot slot = queues.get(entry.index()).poll();
            deliver(plan.links().get(entry.index()), slot, false);
            release(slot);
        }
    }

    private Slot claim(final int pool) {
        if (++inUse[pool] > plan.pools().get(pool).slots()) {
            throw new AssertionError("an admitted turn found pool " + plan.pools().get(pool) + " empty\n" + GraphPrinter.describe(plan));
        }
        return new Slot(pool);
    }

    private void release(final Slot slot) {
        if (--slot.refs == 0) {
            inUse[slot.pool]--;
        }
    }

    private void commit(final int stage, final int port, final Slot slot) {
        send(stage, port, slot, false);
        release(slot);
    }

    private void send(final int stage, final int port, final Slot slot, final boolean shared) {
        final List<PlannedLink> branches = plan.linksFrom(stage, port);
        for (int i = 0; i < branches.size(); i++) {
            final PlannedLink link = branches.get(i);
            if (link.fused()) {
                deliver(link, slot, shared || i < branches.size() - 1);
            } else {
                enqueue(link, slot);
            }
        }
    }

    private void enqueue(final PlannedLink link, final Slot slot) {
        final Deque<Slot> queue = queues.get(link.index());
        if (queue.size() == link.capacity()) {
            if (link.blocks()) {
                throw new AssertionError("an admitted turn found " + plan.linkName(link.index()) + " full\n" + GraphPrinter.describe(plan));
            }
            return;
        }
        slot.refs++;
        queue.add(slot);
    }

    private void deliver(final PlannedLink link, final Slot slot, final boolean shared) {
        if (link.copy()) {
            final Slot copy = claim(link.copyPool());
            receive(link, copy, false);
            release(copy);
        } else {
            receive(link, slot, shared);
        }
    }

    private void receive(final PlannedLink link, final Slot slot, final boolean shared) {
        final PlannedStage stage = plan.stages().get(link.toStage());
        if (stage.stage() instanceof InPlace) {
            if (shared || slot.refs != 1) {
                throw new AssertionError("\"" + stage.name() + "\" changes a frame that others see\n" + GraphPrinter.describe(plan));
            }
            send(stage.index(), 0, slot, false);
            return;
        }
        final Deque<Slot> keeps = held.get(stage.index());
        if (stage.spec().framesHeld() > 0) {
            if (keeps.size() == stage.spec().framesHeld()) {
                release(keeps.poll());
            }
            slot.refs++;
            keeps.add(slot);
        }
        if (!(stage.stage() instanceof Sink || stage.stage() instanceof Source)) {
            putOut(stage.index(), slot, link.toPort());
        }
    }

    // all frames of a callback are claimed before the first is committed, which is the hardest on a pool
    private void putOut(final int stage, final Slot in, final int inPort) {
        final PlannedStage planned = plan.stages().get(stage);
        for (int port = 0; port < planned.outputPools().length; port++) {
            if (planned.outputPools()[port] < 0) {
                continue;
            }
            final boolean same = in != null && planned.spec().outputs().get(port).rule() instanceof OutputPort.SameAs rule
                && rule.inputPort() == inPort;
            final List<Slot> claimed = new ArrayList<>();
            final int forwards = same ? random.nextInt(planned.spec().maxOutputsPerInput() + 1) : 0;
            for (int i = forwards; i < planned.spec().maxOutputsPerInput(); i++) {
                claimed.add(claim(planned.outputPools()[port]));
            }
            for (int i = 0; i < forwards; i++) {
                send(stage, port, in, true);
            }
            for (final Slot slot : claimed) {
                commit(stage, port, slot);
            }
        }
    }
}
