package io.penstock.core.rtp;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** A reader of a sequence lock sees whole updates only, and the count that belongs to them. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Before the first update.")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "After the first.")
@Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "After the second.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Half of an update, or another one than was counted.")
@State
public class SharedLongsRead {
    private final SharedLongs longs = new SharedLongs(2);
    private final long[] read = new long[2];

    /** Writes twice. */
    @Actor
    public void writer() {
        longs.begin().put(0, 1).put(1, 1).end();
        longs.begin().put(0, 2).put(1, 2).end();
    }

    /**
     * Reads once.
     *
     * @param r updates and both numbers.
     */
    @Actor
    public void reader(final JJJ_Result r) {
        r.r1 = longs.read(read);
        r.r2 = read[0];
        r.r3 = read[1];
    }
}
