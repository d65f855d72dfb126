package io.penstock.core.run;

import io.penstock.core.memory.PoolRegistry;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Frames pass an edge that blocks and has room for one, between two runners: the producer parks for want of room, the consumer for want of
 * frames, and each wakes the other every time. What starts it is the signal of a source.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "All frames arrived.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A runner slept until it looked by itself.")
@State
public class BackPressureWake {
    private static final int FRAMES = 16;
    private static final Wakes.Arrivals ARRIVALS = new Wakes.Arrivals(FRAMES);
    private static final Wakes.Feed FEED;
    private static final RegionAgent PRODUCER;
    private static int turn;

    static {
        final PoolRegistry pools = new PoolRegistry();
        final EdgeLink link = Wakes.link(pools, 1);
        final RegionRunner near = Wakes.runner("producer");
        final RegionRunner far = Wakes.runner("consumer");
        FEED = new Wakes.Feed(Wakes.pool(pools), link);
        PRODUCER = Wakes.region("producer", near, FEED);
        FEED.connect(PRODUCER);
        final RegionAgent consumer = Wakes.region("consumer", far);
        consumer.addEntry(new EdgeInput(link, consumer, ARRIVALS, Gate.OPEN, false));
        link.connect(PRODUCER, consumer);
        near.add(PRODUCER);
        far.add(consumer);
        Wakes.launch(near);
        Wakes.launch(far);
    }

    /**
     * A thread that has something to send.
     *
     * @param r 1 if not all frames came in time.
     */
    @Actor
    public void host(final I_Result r) {
        Wakes.delay(turn++);
        FEED.order(FRAMES);
        PRODUCER.signal();
        r.r1 = Wakes.sleepUntil(ARRIVALS.batches());
    }
}
