package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.stages.NullSink;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Attachment;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphState;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Calls that join and leave, and branches that come and go, as chance has it. One thread. */
final class SoakWorld implements AutoCloseable {
    private static final String[] BRANCHED = {"jitter-video", "jitter-audio", "udp-audio", "rtp-video"};
    private static final int SPREAD = 4;

    private final Engine engine;
    private final int base;
    private final double loss;
    private final Random random;
    private final List<Member> members = new ArrayList<>();
    private long joined;
    private long left;
    private long attached;
    private long received;
    private long madeUp;
    private long failed;

    /**
     * What happened so far.
     *
     * @param joined   calls built and started.
     * @param left     calls closed.
     * @param attached branches attached to running graphs.
     * @param received frames that came, in calls that were closed.
     * @param madeUp   frames that were made up for losses, in calls that were closed.
     * @param failed   graphs that failed.
     */
    record Totals(long joined, long left, long attached, long received, long madeUp, long failed) {
    }

    /** A call and what is attached to it. */
    private record Member(PassThroughCall call, List<Attachment> attachments) {
    }

    SoakWorld(final Engine engine, final int base, final double loss, final long seed) {
        this.engine = engine;
        this.base = base;
        this.loss = loss;
        random = new Random(seed);
        settle();
    }

    private InPlace lossy() {
        final SplittableRandom chance = new SplittableRandom(random.nextLong());
        return Stages.inPlace(StageSpec.same("network", FormatSpec.any()).build(),
            frame -> chance.nextDouble() < loss ? Verdict.DROP : Verdict.FORWARD);
    }

    /** Something happens to somebody. */
    void step() {
        final int what = random.nextInt(4);
        if (what == 0 && members.size() < base + SPREAD || members.isEmpty()) {
            join();
        } else if (what == 1 && members.size() > Math.max(1, base - SPREAD)) {
            leave(members.remove(random.nextInt(members.size())));
        } else {
            final Member member = members.get(random.nextInt(members.size()));
            if (what == 2 || member.attachments.isEmpty()) {
                attach(member);
            } else {
                member.attachments.remove(random.nextInt(member.attachments.size())).close();
            }
        }
    }

    private void join() {
        members.add(new Member(PassThroughCall.build(engine, "call-" + joined++, random, PassThroughCall.HOLD_MS, this::lossy).start(),
            new ArrayList<>()));
    }

    private void leave(final Member member) {
        for (final Graph graph : member.call.graphs()) {
            failed += graph.state() == GraphState.FAILED ? 1 : 0;
        }
        member.call.close();
        received += member.call.received();
        madeUp += member.call.sinks().stream().mapToLong(LatenessSink::madeUp).sum();
        left++;
    }

    private void attach(final Member member) {
        final Graph graph = member.call.graphs().get(random.nextInt(2));
        final long number = attached++;
        member.attachments.add(graph.attach(BRANCHED[random.nextInt(BRANCHED.length)],
            flow -> flow.async(Edges.dropOldest(Duration.ofMillis(100))).to("branch-" + number, new NullSink())));
    }

    /** As many calls as were asked for, nothing attached. */
    void settle() {
        for (final Member member : members) {
            member.attachments.forEach(Attachment::close);
            member.attachments.clear();
        }
        while (members.size() > base) {
            leave(members.remove(0));
        }
        while (members.size() < base) {
            join();
        }
    }

    Totals totals() {
        return new Totals(joined, left, attached, received, madeUp, failed);
    }

    @Override
    public void close() {
        members.forEach(this::leave);
        members.clear();
    }
}
