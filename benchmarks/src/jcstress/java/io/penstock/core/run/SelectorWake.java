package io.penstock.core.run;

import io.penstock.core.memory.PoolRegistry;
import io.penstock.core.memory.SlabPool;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A frame enters an empty edge while the consuming region, which also owns a socket, is about to wait in its selector: it is delivered at once. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The frame arrived.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The frame waited until the selector's time was up.")
@State
public class SelectorWake {
    private static final Wakes.Arrivals ARRIVALS = new Wakes.Arrivals(1);
    private static final long TIMEOUT_NS = 3_000_000_000L;
    /** Nobody writes to it. Kept, so that it stays open. */
    private static final Pipe QUIET;
    private static final SlabPool POOL;
    private static final EdgeOutput OUTPUT;
    private static int turn;

    static {
        final PoolRegistry pools = new PoolRegistry();
        POOL = Wakes.pool(pools);
        final EdgeLink link = Wakes.link(pools, 2);
        final RegionAgent producer = Wakes.region("producer", null);
        final RegionRunner runner = Wakes.runner("consumer");
        final RegionAgent consumer = Wakes.region("consumer", runner);
        consumer.addEntry(new EdgeInput(link, consumer, ARRIVALS, Gate.OPEN, false));
        link.connect(producer, consumer);
        OUTPUT = new EdgeOutput(link, producer, null, 0);
        runner.add(consumer);
        Wakes.launch(runner);
        try {
            QUIET = Pipe.open();
            QUIET.source().configureBlocking(false);
        } catch (final IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        runner.execute(() -> runner.register(QUIET.source(), SelectionKey.OP_READ, consumer), TIMEOUT_NS);
    }

    /**
     * The producing region.
     *
     * @param r 1 if the frame came late.
     */
    @Actor
    public void producer(final I_Result r) {
        final long arrived = ARRIVALS.count();
        Wakes.delay(turn++);
        OUTPUT.accept(POOL.claim(Long.BYTES, 0), true);
        r.r1 = Wakes.spinUntil(ARRIVALS, arrived + 1);
    }
}
