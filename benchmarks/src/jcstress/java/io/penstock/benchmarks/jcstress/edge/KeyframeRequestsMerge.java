package io.penstock.benchmarks.jcstress.edge;

import io.penstock.core.edge.UpstreamChannel;
import io.penstock.event.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two consumers ask for a key frame of different streams at the same time: one request for all streams reaches the encoder, none is lost. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "One request, for all streams.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A request was lost, or one too many is left.")
@State
public class KeyframeRequestsMerge {
    private static final int OTHER_STREAM = 2;

    private final UpstreamChannel channel = new UpstreamChannel();

    /** One consumer. */
    @Actor
    public void first() {
        channel.post(new Event.KeyframeRequest(1));
    }

    /** Another. */
    @Actor
    public void second() {
        channel.post(new Event.KeyframeRequest(OTHER_STREAM));
    }

    /**
     * The encoder's region.
     *
     * @param r the stream of the request (0 = all), and how many requests there were.
     */
    @Arbiter
    public void take(final II_Result r) {
        r.r1 = -1;
        for (Event.Upstream event = channel.take(); event != null; event = channel.take()) {
            r.r1 = ((Event.KeyframeRequest) event).streamId();
            r.r2++;
        }
    }
}
