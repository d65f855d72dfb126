package io.penstock.benchmarks.jcstress.metrics;

import io.penstock.core.metrics.CounterType;
import io.penstock.core.metrics.EngineCounter;
import io.penstock.core.metrics.EngineCounters;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLJ_Result;

/** A reader meets a record that is given to another counter at that moment: it sees the old counter, the new one or none, never a mixture. */
@JCStressTest
@Outcome(id = "null, null, 0", expect = Expect.ACCEPTABLE, desc = "Neither: the record was between the two.")
@Outcome(id = "EDGE_IN, before, 7", expect = Expect.ACCEPTABLE, desc = "The old counter.")
@Outcome(id = "STAGE_IN, after, [09]", expect = Expect.ACCEPTABLE, desc = "The new counter, before or after it was first set.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The type, label or value of one counter as those of the other.")
@State
public class CounterReuse {
    private final EngineCounters counters = EngineCounters.inMemory(1);
    private final EngineCounter old = counters.allocate(CounterType.EDGE_IN, "before");

    /** The only record belongs to the old counter. */
    public CounterReuse() {
        old.set(7);
    }

    /** Gives the record to another counter. */
    @Actor
    public void reuse() {
        old.free();
        counters.allocate(CounterType.STAGE_IN, "after").set(9);
    }

    /**
     * Reads as an outside tool does.
     *
     * @param r type, label and value.
     */
    @Actor
    public void read(final LLJ_Result r) {
        counters.forEach((id, type, label, value) -> {
            r.r1 = type;
            r.r2 = label;
            r.r3 = value;
        });
    }
}
