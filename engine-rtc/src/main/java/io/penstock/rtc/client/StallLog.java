package io.penstock.rtc.client;

import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Keeps the times of the newest {@value #KEPT} stalls of the pictures that pass. Counters: {@code stalls}, {@code stalledNs}. */
final class StallLog implements Transform {
    static final int LEAST_MS = 200;
    static final int KEPT = 64;
    private static final long LEAST_NS = LEAST_MS * 1_000_000L;

    private final StageSpec spec = StageSpec.same("stall-log", FormatSpec.any()).build();
    private final AtomicLongArray times = new AtomicLongArray(2 * KEPT);
    private final AtomicLong count = new AtomicLong();
    private volatile long totalNs;
    private StageContext context;
    private Counter stalls;
    private Counter stalledNs;
    private long lastNs = Long.MIN_VALUE;

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        stalls = context.counter("stalls");
        stalledNs = context.counter("stalledNs");
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final long nowNs = context.clock().nanoTime();
        if (lastNs != Long.MIN_VALUE && nowNs - lastNs > LEAST_NS) {
            final long number = count.getPlain();
            times.set((int) (number % KEPT) * 2, lastNs);
            times.set((int) (number % KEPT) * 2 + 1, nowNs);
            count.setRelease(number + 1);
            stalls.increment();
            stalledNs.add(nowNs - lastNs);
            totalNs = stalledNs.value();
        }
        lastNs = nowNs;
        out.forward(in);
    }

    /** All of them added up. Any thread. */
    long stalledNs() {
        return totalNs;
    }

    /** The newest, oldest first. Any thread. */
    List<Stall> stalls() {
        final long until = count.getAcquire();
        final List<Stall> found = new ArrayList<>();
        for (long i = Math.max(0, until - KEPT); i < until; i++) {
            found.add(new Stall(times.get((int) (i % KEPT) * 2), times.get((int) (i % KEPT) * 2 + 1)));
        }
        final long overwritten = Math.min(found.size(), Math.max(0, count.getAcquire() - KEPT + 1 - Math.max(0, until - KEPT)));
        return until < KEPT ? found : List.copyOf(found.subList((int) overwritten, found.size()));
    }
}
