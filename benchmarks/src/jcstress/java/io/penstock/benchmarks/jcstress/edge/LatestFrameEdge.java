package io.penstock.benchmarks.jcstress.edge;

import io.penstock.graph.EdgePolicy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The mailbox: the newest frame always arrives, older ones arrive before it or are counted, and the event stays where it was. */
@JCStressTest
@Outcome(id = "[0-9], 0, 0", expect = Expect.ACCEPTABLE, desc = "Some arrived during the race; in the end nothing is missing or wrong.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A frame or event was lost, torn, repeated or out of order, or a slot did not come back.")
@State
public class LatestFrameEdge {
    private static final EdgeRig.Shelf SHELF = new EdgeRig.Shelf(EdgePolicy.Kind.LATEST);

    private final EdgeRig rig = SHELF.take();

    /** The producing region. */
    @Actor
    public void producer() {
        rig.produce(0);
    }

    /**
     * The consuming region, for which time goes on.
     *
     * @param r how many frames arrived by then.
     */
    @Actor
    public void consumer(final III_Result r) {
        r.r1 = rig.consume();
    }

    /**
     * The consuming region, later.
     *
     * @param r what was lost, and what else was wrong.
     */
    @Arbiter
    public void rest(final III_Result r) {
        SHELF.giveBack(rig, r);
    }
}
