package io.penstock.testkit;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.stage.InPlace;
import io.penstock.stage.Source;

/** Turns calls of the test into callbacks, and delivers wake-ups as the engine would. */
final class HarnessPump {
    private static final int MAX_WAKE_UPS_AT_ONE_TIME = 100_000;

    private final HarnessRig rig;
    private final KindDriver driver;
    private final HarnessContext context;
    private final TestClock clock;
    private final boolean source;
    private boolean ended;
    private boolean waking;

    HarnessPump(final HarnessRig rig, final KindDriver driver, final HarnessContext context, final TestClock clock) {
        this.rig = rig;
        this.driver = driver;
        this.context = context;
        this.clock = clock;
        source = rig.stage instanceof Source;
    }

    void first() {
        if (rig.spec.ticking() && !source) {
            tick(1);
            deliverDue();
        }
    }

    void frame(final int port, final TestFrame frame) {
        if (!(rig.stage instanceof InPlace)) {
            frame.lendForReading();
        }
        boolean done = false;
        rig.enter("onFrame", frame);
        try {
            driver.frame(port, frame);
            if (!frame.isAlive()) {
                throw rig.violation("the borrowed frame was released without having been retained");
            }
            frame.verify();
            rig.leave();
            done = true;
        } catch (final Throwable e) {
            throw rig.abandon(e);
        } finally {
            if (frame.isAlive()) {
                frame.release();
            }
            if (done) {
                rig.ledger.rethrow();
            }
        }
        deliverDue();
    }

    void event(final int port, final Event.Downstream event) {
        rig.enter("on" + event.getClass().getSimpleName(), null);
        try {
            if (event instanceof Event.FormatChange change) {
                driver.formatChange(port, change.format());
            } else if (event instanceof Event.Discontinuity jump) {
                driver.discontinuity(port, jump.ptsNs());
            } else if (event instanceof Event.Gap gap) {
                driver.gap(port, gap.ptsNs(), gap.durationNs());
            } else if (event instanceof Event.Flush) {
                driver.flush(port);
                rig.emitOnAll(event);
            } else {
                driver.endOfStream(port);
            }
            rig.leave();
        } catch (final Throwable e) {
            throw rig.abandon(e);
        }
        deliverDue();
    }

    void flush(final int port) {
        rig.enter("onFlush", null);
        try {
            driver.flush(port);
            rig.leave();
        } catch (final Throwable e) {
            throw rig.abandon(e);
        }
    }

    void portChange(final int port, final Format format) {
        rig.enter("onPortChange", null);
        try {
            driver.portChange(port, format);
            rig.leave();
        } catch (final Throwable e) {
            throw rig.abandon(e);
        }
        deliverDue();
    }

    boolean upstream(final int port, final Event.Upstream event) {
        final boolean handled = rig.stage.onUpstream(port, event);
        rig.ledger.rethrow();
        if (!handled) {
            if (source) {
                context.upstream.add(new CapturedUpstream(-1, clock.nanoTime(), event));
            }
            for (int input = 0; input < rig.spec.inputs().size(); input++) {
                context.sendUpstream(input, event);
            }
        }
        deliverDue();
        return handled;
    }

    /** The outputs end; nothing is called any more but close. */
    void end() {
        if (!ended) {
            ended = true;
            context.clearWake();
            for (final HarnessOutput output : rig.outputs) {
                output.markEnded();
            }
            rig.emitOnAll(Event.EndOfStream.INSTANCE);
        }
    }

    boolean outputsEnded() {
        return ended;
    }

    int poll(final int limit) {
        final boolean woken = context.takeWoken();
        if (hasEnded()) {
            return 0;
        }
        if (source) {
            context.clearWakeIfDue(clock.nanoTime());
            return tick(limit);
        }
        if (rig.spec.ticking() && (woken || context.wakeNs() <= clock.nanoTime())) {
            context.clearWakeIfDue(clock.nanoTime());
            return tick(limit);
        }
        return 0;
    }

    private boolean hasEnded() {
        if (source) {
            boolean all = true;
            for (final HarnessOutput output : rig.outputs) {
                all &= output.hasEnded();
            }
            return all;
        }
        return ended;
    }

    private int tick(final int limit) {
        rig.enter(source ? "poll" : "onTick", null);
        try {
            final int work = driver.tick(clock.nanoTime(), limit);
            if (work < 0) {
                throw rig.violation("returned " + work + ": work done is 0 or more");
            }
            if (work == 0 && rig.emittedInCallback() > 0) {
                throw rig.violation("put out " + rig.emittedInCallback() + " frame(s) and returned 0, which says that it was idle");
            }
            rig.leave();
            if (work == 0) {
                rig.idleCall();
            }
            return work;
        } catch (final Throwable e) {
            throw rig.abandon(e);
        }
    }

    /** Wake-ups that are due now, of anything but a source. */
    private void deliverDue() {
        if (source || waking) {
            return;
        }
        waking = true;
        try {
            int rounds = 0;
            while (!hasEnded() && context.wakeNs() <= clock.nanoTime()) {
                context.clearWake();
                tick(1);
                if (++rounds > MAX_WAKE_UPS_AT_ONE_TIME) {
                    throw rig.violation("asked to be woken " + rounds + " times without letting time pass");
                }
            }
        } finally {
            waking = false;
        }
    }

    void advanceTo(final long targetNs) {
        if (source) {
            advanceSource(targetNs);
        } else {
            deliverDue();
            while (!hasEnded() && context.wakeNs() <= targetNs) {
                clock.setNs(Math.max(clock.nanoTime(), context.wakeNs()));
                deliverDue();
            }
        }
        clock.setNs(Math.max(clock.nanoTime(), targetNs));
    }

    private void advanceSource(final long targetNs) {
        while (!hasEnded()) {
            int rounds = 0;
            while (poll(16) > 0) {
                if (++rounds > MAX_WAKE_UPS_AT_ONE_TIME) {
                    throw rig.violation("poll returned work " + rounds + " times without letting time pass");
                }
            }
            final long now = clock.nanoTime();
            final long wakeNs = context.wakeNs();
            final long pollNs = rig.spec.pollIntervalNs();
            final long next = wakeNs != Long.MAX_VALUE ? Math.max(wakeNs, now + 1)
                : pollNs == Long.MAX_VALUE ? Long.MAX_VALUE : now + pollNs;
            if (next > targetNs) {
                return;
            }
            clock.setNs(next);
        }
    }
}
