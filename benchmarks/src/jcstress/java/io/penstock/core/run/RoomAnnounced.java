package io.penstock.core.run;

import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabFrame;
import io.penstock.core.memory.SlabPool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The producer finds a full edge while the consumer makes room: either the producer sees the room, or the consumer sees that it waits. */
@JCStressTest
@Outcome(id = "1, [01]", expect = Expect.ACCEPTABLE, desc = "The producer saw the room.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The producer waits, and the consumer took note and woke it.")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "The producer waits, and nobody will wake it.")
@State
public class RoomAnnounced {
    private static final PoolRegistry POOLS = new PoolRegistry();
    private static final ConcurrentLinkedQueue<Rig> RIGS = new ConcurrentLinkedQueue<>();
    private static final VarHandle BLOCKED;

    static {
        try {
            BLOCKED = MethodHandles.privateLookupIn(EdgeLink.class, MethodHandles.lookup())
                .findVarHandle(EdgeLink.class, "producerBlocked", boolean.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** An edge, full with one frame. Used again by the next state: making one takes longer than a race. */
    private static final class Rig {
        private final SlabPool pool = Wakes.pool(POOLS);
        private final EdgeLink link = Wakes.link(POOLS, 1);
        private final RegionAgent producer = Wakes.region("producer", null);
        private final RegionAgent consumer = Wakes.region("consumer", null);
        private final EdgeOutput output;
        private final EdgeInput input = new EdgeInput(link, consumer, Target.NOWHERE, Gate.OPEN, false);

        Rig() {
            link.connect(producer, consumer);
            output = new EdgeOutput(link, producer, null, 0);
        }

        Rig filled() {
            link.hasRoom(1);
            link.wakeBlockedProducer();
            final SlabFrame frame = pool.claim(Long.BYTES, 0);
            output.accept(frame, true);
            return this;
        }
    }

    private final Wakes.Start start = new Wakes.Start();
    private final Rig rig;

    /** Begins with a full edge. */
    public RoomAnnounced() {
        final Rig used = RIGS.poll();
        rig = (used == null ? new Rig() : used).filled();
    }

    /**
     * The producing region, before it parks.
     *
     * @param r 1 if it saw room.
     */
    @Actor
    public void producer(final II_Result r) {
        start.await();
        r.r1 = rig.link.hasRoom(1) ? 1 : 0;
    }

    /** The consuming region. */
    @Actor
    public void consumer() {
        start.await();
        rig.input.run(0);
    }

    /**
     * Afterwards.
     *
     * @param r 1 if the producer's note is still there.
     */
    @Arbiter
    public void note(final II_Result r) {
        r.r2 = (boolean) BLOCKED.getVolatile(rig.link) ? 1 : 0;
        rig.link.wakeBlockedProducer();
        RIGS.add(rig);
    }
}
