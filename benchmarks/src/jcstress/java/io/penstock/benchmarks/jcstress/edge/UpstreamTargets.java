package io.penstock.benchmarks.jcstress.edge;

import io.penstock.core.edge.UpstreamChannel;
import io.penstock.event.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Bitrate targets overtake nothing: the last one posted is the last one taken, and a key-frame request among them arrives once. */
@JCStressTest
@Outcome(id = "3, 1, 0", expect = Expect.ACCEPTABLE, desc = "The last target came last, the request once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An event was lost, repeated or overtaken.")
@State
public class UpstreamTargets {
    private static final int TARGETS = 3;
    private static final int LOOKS = 4;

    private final UpstreamChannel channel = new UpstreamChannel();
    private int target;
    private int requests;
    private int backwards;

    /** The consumer of the media. */
    @Actor
    public void post() {
        channel.post(new Event.BitrateTarget(1));
        channel.post(Event.KeyframeRequest.ALL);
        for (int i = 2; i <= TARGETS; i++) {
            channel.post(new Event.BitrateTarget(i));
        }
    }

    /** The encoder's region. */
    @Actor
    public void take() {
        for (int i = 0; i < LOOKS; i++) {
            handle(channel.take());
        }
    }

    private void handle(final Event.Upstream event) {
        if (event instanceof Event.BitrateTarget wanted) {
            backwards += wanted.bitsPerSecond() > target ? 0 : 1;
            target = wanted.bitsPerSecond();
        } else if (event != null) {
            requests++;
        }
    }

    /**
     * The encoder's region, later.
     *
     * @param r the last target, key-frame requests, and targets that came late or twice.
     */
    @Arbiter
    public void rest(final III_Result r) {
        for (Event.Upstream event = channel.take(); event != null; event = channel.take()) {
            handle(event);
        }
        r.r1 = target;
        r.r2 = requests;
        r.r3 = backwards;
    }
}
